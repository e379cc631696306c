package console

import (
	"cmp"
	"slices"
	"strings"

	"holdfast/shared/words/crm"
)

// fillHistory fills what the record holds, each list newest first.
func (v *visit) fillHistory(p *customerPage, f *crm.Facts) {
	p.Orders = v.newOrderRows(f)
	p.OlderOrders = v.sayOlderOrders(f)

	p.Tickets = v.newTicketRows(f)
	p.Parcels = v.newParcelRows(f)
	p.Objections = v.newObjectionRows(f)
	p.Subscriptions = v.newSubscriptionRows(f)

	p.Consents = v.listConsents(f)
	p.Profile = v.listProfile(f)
}

// orderRow shows one order.
type orderRow struct {
	Number string
	Day    string
	Amount string
	Back   string // what was refunded; "" = nothing
	State  string
	Void   bool // cancelled or failed: no purchase
}

// newOrderRows returns a row for each order that the record still holds, newest first.
func (v *visit) newOrderRows(f *crm.Facts) []orderRow {
	rows := make([]orderRow, 0, len(f.Orders))
	for _, o := range slices.Backward(f.Orders) {
		row := orderRow{
			Number: orderNumber(o),
			Day:    v.Date(o.Placed),
			Amount: o.Currency.Of(o.Total).String(),
			State:  v.sayOrderState(o),
			Void:   !o.Counts(),
		}

		switch {
		case o.Flagged:
			row.Back = v.Say("console.order.flagged")
		case o.Refunded > 0:
			row.Back = o.Currency.Of(o.Refunded).String()
		}
		rows = append(rows, row)
	}
	return rows
}

// sayOrderState says how far an order has come and, if it was given back or cancelled for
// a known reason, that reason.
func (v *visit) sayOrderState(o crm.Order) string {
	state := v.word("console.order", o.Status)
	if o.Cancelled {
		state = v.Say("console.order.cancelled")
	}
	if o.Reason == crm.ReasonUnknown {
		return state
	}
	return v.Say("console.order.because", state, v.word("reason", o.Reason))
}

// orderNumber returns the number of an order as people know it, without a leading #.
func orderNumber(o crm.Order) string {
	return strings.TrimPrefix(cmp.Or(o.Number, o.ID), "#")
}

// sayOlderOrders says what the orders come to that no longer stand in the record itself;
// "" if there are none.
func (v *visit) sayOlderOrders(f *crm.Facts) string {
	older := &f.Older
	if older.Orders == 0 {
		return ""
	}

	var sums []string
	for _, s := range older.Sums {
		net := s.Currency.Of(s.Total - s.Refunded)
		sums = append(sums, net.String())
	}

	first := v.Date(older.First)
	return v.Say("console.older", older.Orders, first, v.List(sums))
}

// ticketRow shows one ticket.
type ticketRow struct {
	Number string
	Day    string
	What   string // question, complaint or serious complaint
	State  string
	Reason string
	Rating string
}

// newTicketRows returns a row for each ticket, newest first.
func (v *visit) newTicketRows(f *crm.Facts) []ticketRow {
	rows := make([]ticketRow, 0, len(f.Tickets))
	for _, t := range slices.Backward(f.Tickets) {
		row := ticketRow{
			Number: t.ID,
			Day:    v.Date(t.Created),
			What:   v.sayTicketKind(t),
			State:  v.sayTicketState(t),
			Reason: v.word("reason", t.Why()),
			Rating: v.Say("console.rating.none"),
		}
		if t.Score > 0 {
			row.Rating = v.Say("console.rating", t.Score)
		}
		rows = append(rows, row)
	}
	return rows
}

func (t wording) sayTicketKind(ticket crm.Ticket) string {
	switch {
	case ticket.Serious():
		return t.Say("ticket.serious")
	case ticket.Complains():
		return t.Say("ticket.complaint")
	}
	return t.Say("ticket.question")
}

func (t wording) sayTicketState(ticket crm.Ticket) string {
	switch {
	case ticket.Status.Open():
		return t.Say("console.ticket.open")
	case ticket.Status == crm.TicketDeleted:
		return t.Say("console.ticket.deleted")
	case ticket.Status > 0:
		return t.Say("console.ticket.solved")
	}
	return t.Say("console.ticket.unknown")
}

// parcelRow shows one parcel, by the number of its order.
type parcelRow struct {
	Number    string
	Promised  string
	Delivered string
	Late      string
}

// newParcelRows returns a row for each parcel, newest first.
func (v *visit) newParcelRows(f *crm.Facts) []parcelRow {
	numbers := map[crm.Ref]string{}
	for _, o := range f.Orders {
		numbers[o.Ref] = orderNumber(o)
	}

	rows := make([]parcelRow, 0, len(f.Deliveries))
	for _, d := range slices.Backward(f.Deliveries) {
		row := parcelRow{
			Number:    cmp.Or(numbers[d.Order], d.Order.ID),
			Promised:  v.Date(d.Promised),
			Delivered: v.sayParcelState(d.State),
			Late:      v.sayLate(d),
		}
		if d.Delivered > 0 {
			row.Delivered = v.Date(d.Delivered)
		}
		rows = append(rows, row)
	}
	return rows
}

// sayParcelState says where a parcel is that has not arrived.
func (v *visit) sayParcelState(state crm.ParcelState) string {
	switch state {
	case crm.ParcelUnknown, crm.ParcelDelivered:
		return v.Say("console.parcel.not_yet")
	}
	return v.word("console.parcel", state)
}

// sayLate says by how many days a parcel is or was late. That is unknown if no day was
// promised.
func (v *visit) sayLate(d crm.Delivery) string {
	late := d.Late(v.now)
	switch {
	case late > 0:
		return v.Say("console.parcel.late", late)
	case d.Promised == 0:
		return v.Say("console.unknown")
	}
	return v.Say("console.parcel.in_time")
}

// objectionRow shows one return or dispute, by the number of its order.
type objectionRow struct {
	Number string
	What   string
	Cause  string
	State  string
	When   string
}

// newObjectionRows returns a row for each return and dispute, newest first.
func (v *visit) newObjectionRows(f *crm.Facts) []objectionRow {
	all := slices.SortedStableFunc(slices.Values(f.Objections), func(a, b crm.Objection) int {
		return cmp.Compare(b.At, a.At)
	})
	rows := make([]objectionRow, 0, len(all))
	for _, o := range all {
		number := o.Order.ID
		if order, ok := f.FindOrder(o.Order); ok {
			number = orderNumber(order)
		}
		row := objectionRow{
			Number: number,
			What:   v.word("console.objection", o.Kind),
			Cause:  v.word("cause", o.Cause),
			State:  v.word("console.objection", o.State),
			When:   v.Date(o.At),
		}
		rows = append(rows, row)
	}
	return rows
}

// newSubscriptionRows returns a value for each subscription: how it stands, since when.
func (v *visit) newSubscriptionRows(f *crm.Facts) []datedValue {
	var rows []datedValue
	for _, s := range f.Subscriptions {
		rows = append(rows, datedValue{
			Label: s.ID,
			Value: v.word("subscription", s.State),
			When:  v.Date(s.Updated),
		})
	}
	return rows
}

// shownChannels are those whose consent the page shows.
var shownChannels = [...]crm.Channel{
	crm.ChannelCall,
	crm.ChannelEmail,
	crm.ChannelSMS,
	crm.ChannelChat,
}

// listConsents returns what the customer said to being reached by each channel.
func (v *visit) listConsents(f *crm.Facts) []datedValue {
	var consents []datedValue
	for _, channel := range shownChannels {
		consent := f.Consents[channel].Current()
		shown := datedValue{
			Label: v.word("channel", channel),
			Value: v.word("console.consent", consent.State),
		}
		if consent.At > 0 {
			shown.When = v.Date(consent.At)
		}
		consents = append(consents, shown)
	}
	return consents
}

// shownFields are those of the profile that the page does not show elsewhere.
var shownFields = [...]crm.Field{
	crm.Email,
	crm.Phone,
	crm.Country,
	crm.Locale,
	crm.Zone,
	crm.Birthday,
	crm.Origin,
}

// listProfile returns the values of shownFields. A field without a value is shown as
// unknown.
func (v *visit) listProfile(f *crm.Facts) []datedValue {
	var profile []datedValue
	for _, field := range shownFields {
		shown := datedValue{
			Label: v.word("console.field", field),
			Value: v.Say("console.unknown"),
		}
		if known := f.Profile[field]; known.Value != "" {
			shown.Value = known.Value
			if !known.At.Undated() {
				shown.When = v.Date(known.At)
			}
		}
		profile = append(profile, shown)
	}
	return profile
}
