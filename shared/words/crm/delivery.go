package crm

import "cmp"

// Delivery is what became of one order's parcel.
type Delivery struct {
	Order     Ref
	Updated   Instant
	Promised  Instant // 0 = nothing was promised
	Delivered Instant // 0 = not yet
	Home      Key
}

// Late returns how many whole days after its promise the parcel came, or by now has not
// come; 0 = in time.
func (d Delivery) Late(now Instant) int {
	end := d.Delivered
	if end == 0 || end > now {
		end = now
	}
	if d.Promised == 0 || end <= d.Promised {
		return 0
	}
	return end.Days(d.Promised)
}

// deliveries is the kind of the parcels.
var deliveries = listKind[Delivery]{
	list:    func(f *Facts) *[]Delivery { return &f.Deliveries },
	carried: func(e *Event) *Delivery { return e.Delivery },
	home:    func(d *Delivery) *Key { return &d.Home },
	dated:   func(d Delivery) Instant { return d.Updated },
	compare: func(a, b Delivery) int { return a.Order.Compare(b.Order) },
	same:    func(a, b Delivery) bool { return a.Order == b.Order },
	choose:  joinDelivery,
	keep:    KeepService,
	shows:   true,
	write:   (*writer).delivery,
	read:    (*reader).delivery,
}

// joinDelivery returns the later of two states of a parcel.
func joinDelivery(a, b Delivery) Delivery {
	later := cmp.Or(
		cmp.Compare(b.Updated, a.Updated),
		cmp.Compare(b.Delivered, a.Delivered),
		cmp.Compare(b.Promised, a.Promised),
		cmp.Compare(b.Home, a.Home),
	)
	if later > 0 {
		return b
	}
	return a
}

func (w *writer) delivery(d Delivery) {
	w.ref(d.Order)
	w.instant(d.Updated)
	w.instant(d.Promised)
	w.instant(d.Delivered)
	w.key(d.Home)
}

func (r *reader) delivery() (d Delivery) {
	d.Order = r.ref()
	d.Updated = r.instant()
	d.Promised = r.instant()
	d.Delivered = r.instant()
	d.Home = r.key()
	return d
}
