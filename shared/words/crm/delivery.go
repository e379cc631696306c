package crm

import (
	"cmp"

	"holdfast/shared/words/enum"
	"holdfast/shared/words/packed"
)

// ParcelState is how far a parcel has come, as its carrier or the shop says.
type ParcelState uint8

const (
	ParcelUnknown   ParcelState = iota
	ParcelShipped               // on its way
	ParcelDelayed               // the carrier says that it is delayed
	ParcelFailed                // lost, or it could not be delivered
	ParcelDelivered             // it arrived
	ParcelCancelled             // it was never sent
)

var parcelStates = enum.Names[ParcelState]{
	ParcelUnknown:   "unknown",
	ParcelShipped:   "shipped",
	ParcelDelayed:   "delayed",
	ParcelFailed:    "failed",
	ParcelDelivered: "delivered",
	ParcelCancelled: "cancelled",
}

func (s ParcelState) String() string { return parcelStates.String(s) }

// Known reports whether this version has a name for the code.
func (s ParcelState) Known() bool { return parcelStates.Known(s) }

// ParseParcelState returns the state with the name.
func ParseParcelState(name string) (ParcelState, error) { return parcelStates.Parse(name) }

// Delivery is what became of a parcel of an order.
type Delivery struct {
	Order Ref

	// Parcel is the platform's id of the parcel, where news of one comes in parts: when it
	// was sent from one topic, when it was promised from another. An order may have several
	// of them. Without an id the news is of the order's one parcel, as a whole.
	Parcel string

	Updated   Instant
	State     ParcelState
	Shipped   Instant // 0 = not known
	Promised  Instant // 0 = nothing was promised
	Delivered Instant // 0 = not yet
	Home      Key     // "" of news that names no customer
}

// Late returns how many whole days after its promise the parcel came, or by now has not
// come; 0 = in time, or never sent.
func (d Delivery) Late(now Instant) int {
	end := d.Delivered
	if end == 0 || end > now {
		end = now
	}
	if d.Promised == 0 || end <= d.Promised || d.State == ParcelCancelled {
		return 0
	}
	return end.Days(d.Promised)
}

// Lost reports whether the parcel was lost or could not be delivered, and did not come
// later either.
func (d Delivery) Lost() bool { return d.State == ParcelFailed && d.Delivered == 0 }

// parcelsKind is the kind of the parcels, of which an order may tell several at once.
type parcelsKind struct{ newsKind[Delivery] }

func (k parcelsKind) addEvent(f *Facts, e *Event, home Key) {
	k.newsKind.addEvent(f, e, home)
	for i := range e.Parcels {
		one := &Facts{}
		k.newsKind.addEvent(one, &Event{Delivery: &e.Parcels[i]}, home)
		f.Deliveries = k.merge(f.Deliveries, one.Deliveries)
	}
}

func (k parcelsKind) latestClaim(e *Event) Instant {
	latest := k.newsKind.latestClaim(e)
	for i := range e.Parcels {
		latest = max(latest, k.claims(e.Parcels[i]))
	}
	return latest
}

// deliveries is the kind of the parcels.
var deliveries = parcelsKind{newsKind[Delivery]{
	listKind: listKind[Delivery]{
		list:    func(f *Facts) *[]Delivery { return &f.Deliveries },
		carried: func(e *Event) *Delivery { return e.Delivery },
		home:    func(d *Delivery) *Key { return &d.Home },
		dated:   func(d Delivery) Instant { return d.Updated },
		claims:  func(d Delivery) Instant { return max(d.Updated, d.Shipped, d.Delivered) },
		compare: compareParcels,
		same:    func(a, b Delivery) bool { return compareParcels(a, b) == 0 },
		choose:  joinDelivery,
		keep:    KeepService,
		shows:   true,
		write:   (*writer).delivery,
		read:    (*reader).delivery,
	},
	order: func(d Delivery) Ref { return d.Order },
	parts: func(d Delivery) bool { return d.Parcel != "" },
}}

func compareParcels(a, b Delivery) int {
	return cmp.Or(a.Order.Compare(b.Order), cmp.Compare(a.Parcel, b.Parcel))
}

// joinDelivery returns the later of two states of a parcel. If they are parts, the dates
// are the earliest that any of them said: a parcel that arrived has arrived, and a promise
// is not kept by making a later one.
func joinDelivery(a, b Delivery) Delivery {
	later := a
	if laterDelivery(b, a) {
		later = b
	}
	if later.Parcel == "" {
		return later
	}
	later.Shipped = Earliest(a.Shipped, b.Shipped)
	later.Promised = Earliest(a.Promised, b.Promised)
	later.Delivered = Earliest(a.Delivered, b.Delivered)
	return later
}

// laterDelivery reports whether news d of a parcel is later than e. What follows the time
// only makes any two readers choose alike.
func laterDelivery(d, e Delivery) bool {
	later := cmp.Or(
		cmp.Compare(d.Updated, e.Updated),
		cmp.Compare(d.State, e.State),
		cmp.Compare(d.Home, e.Home),
	)
	if later != 0 || d.Parcel != "" {
		return later > 0
	}
	return cmp.Or(
		cmp.Compare(d.Delivered, e.Delivered),
		cmp.Compare(d.Promised, e.Promised),
		cmp.Compare(d.Shipped, e.Shipped),
	) > 0
}

// hasSignals reports whether the parcel holds anything that records before signalsVersion
// cannot hold.
func (d Delivery) hasSignals() bool {
	return d.Parcel != "" || d.State != ParcelUnknown || d.Shipped != 0
}

// The flags of a parcel, from signalsVersion.
const (
	parcelNamed = 1 << iota
	parcelStated
	parcelShipped
	parcelPromised
	parcelDelivered
)

func (d Delivery) flags() byte {
	return boolByte(d.Parcel != "")*parcelNamed |
		boolByte(d.State != ParcelUnknown)*parcelStated |
		boolByte(d.Shipped != 0)*parcelShipped |
		boolByte(d.Promised != 0)*parcelPromised |
		boolByte(d.Delivered != 0)*parcelDelivered
}

func (w *writer) delivery(d Delivery) {
	if w.version < signalsVersion {
		w.plainDelivery(d)
		return
	}
	flags := d.flags()
	w.Byte(flags)
	w.ref(d.Order)
	if flags&parcelNamed != 0 {
		w.ID(d.Parcel)
	}
	w.instant(d.Updated)
	if flags&parcelStated != 0 {
		w.Byte(byte(d.State))
	}
	w.afterIf(flags&parcelShipped != 0, d.Shipped, d.Updated)
	w.afterIf(flags&parcelPromised != 0, d.Promised, d.Updated)
	w.afterIf(flags&parcelDelivered != 0, d.Delivered, d.Updated)
	w.key(d.Home)
}

func (r *reader) delivery() (d Delivery) {
	if r.version < signalsVersion {
		return r.plainDelivery()
	}
	flags := r.flags(parcelDelivered<<1 - 1)
	d.Order = r.ref()
	if flags&parcelNamed != 0 {
		d.Parcel = r.ID()
	}
	d.Updated = r.instant()
	if flags&parcelStated != 0 {
		d.State = packed.Code[ParcelState](r.Reader)
	}
	d.Shipped = r.afterIf(flags&parcelShipped != 0, d.Updated)
	d.Promised = r.afterIf(flags&parcelPromised != 0, d.Updated)
	d.Delivered = r.afterIf(flags&parcelDelivered != 0, d.Updated)
	d.Home = r.key()
	return d
}

// plainDelivery writes a parcel as versions before signalsVersion hold it.
func (w *writer) plainDelivery(d Delivery) {
	w.ref(d.Order)
	w.instant(d.Updated)
	w.instant(d.Promised)
	w.instant(d.Delivered)
	w.key(d.Home)
}

func (r *reader) plainDelivery() (d Delivery) {
	d.Order = r.ref()
	d.Updated = r.instant()
	d.Promised = r.instant()
	d.Delivered = r.instant()
	d.Home = r.key()
	return d
}
