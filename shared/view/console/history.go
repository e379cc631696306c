package console

import (
	"cmp"
	"slices"
	"strings"

	"holdfast/shared/words/crm"
)

type orderRow struct {
	Number, Day, Amount, Back, State string
	Void                             bool // cancelled or failed: no purchase
}

// orders lists what stands in the record, newest first.
func (v *visit) orders(f *crm.Facts) []orderRow {
	out := make([]orderRow, 0, len(f.Orders))
	for _, o := range slices.Backward(f.Orders) {
		r := orderRow{
			Number: orderNumber(o),
			Day:    v.Date(o.Placed),
			Amount: o.Currency.Of(o.Total).String(),
			State:  v.Say("console.order." + o.Status.String()),
			Void:   !o.Counts(),
		}
		if o.Cancelled {
			r.State = v.Say("console.order.cancelled")
		}
		if o.Reason != crm.ReasonUnknown {
			r.State = v.Say("console.order.because", r.State, v.Say("reason."+o.Reason.String()))
		}
		if o.Refunded > 0 {
			r.Back = o.Currency.Of(o.Refunded).String()
		}
		if o.Flagged {
			r.Back = v.Say("console.order.flagged")
		}
		out = append(out, r)
	}
	return out
}

func orderNumber(o crm.Order) string {
	return strings.TrimPrefix(cmp.Or(o.Number, o.ID), "#")
}

// older says what was spilled from the record.
func (v *visit) older(f *crm.Facts) string {
	if f.Older.Orders == 0 {
		return ""
	}
	var sums []string
	for _, s := range f.Older.Sums {
		sums = append(sums, s.Currency.Of(s.Total-s.Refunded).String())
	}
	return v.Say(
		"console.older",
		f.Older.Orders,
		v.Date(f.Older.First),
		v.List(sums),
	)
}

type ticketRow struct{ Number, Day, What, State, Reason, Rating string }

func (v *visit) tickets(f *crm.Facts) []ticketRow {
	out := make([]ticketRow, 0, len(f.Tickets))
	for _, t := range f.Tickets {
		r := ticketRow{
			Number: t.ID,
			Day:    v.Date(t.Created),
			What:   v.Say("ticket.question"),
			State:  v.Say("console.ticket.unknown"),
			Reason: v.Say("reason." + t.Reason.String()),
			Rating: v.Say("console.rating.none"),
		}
		switch {
		case t.Serious():
			r.What = v.Say("ticket.serious")
		case t.Complaint:
			r.What = v.Say("ticket.complaint")
		}
		switch {
		case t.Status.Open():
			r.State = v.Say("console.ticket.open")
		case t.Status == crm.TicketDeleted:
			r.State = v.Say("console.ticket.deleted")
		case t.Status > 0:
			r.State = v.Say("console.ticket.solved")
		}
		if t.Score > 0 {
			r.Rating = v.Say("console.rating", t.Score)
		}
		out = append(out, r)
	}
	slices.Reverse(out)
	return out
}

type parcelRow struct{ Number, Promised, Delivered, Late string }

func (v *visit) parcels(f *crm.Facts) []parcelRow {
	out := make([]parcelRow, 0, len(f.Deliveries))
	byRef := map[crm.Ref]string{}
	for _, o := range f.Orders {
		byRef[o.Ref] = orderNumber(o)
	}
	for _, d := range f.Deliveries {
		r := parcelRow{
			Number:    cmp.Or(byRef[d.Order], d.Order.ID),
			Promised:  v.Date(d.Promised),
			Delivered: v.Say("console.parcel.not_yet"),
			Late:      v.Say("console.parcel.in_time"),
		}
		if d.Delivered > 0 {
			r.Delivered = v.Date(d.Delivered)
		}
		if late := d.Late(v.now); late > 0 {
			r.Late = v.Say("console.parcel.late", late)
		} else if d.Promised == 0 {
			r.Late = v.Say("console.unknown")
		}
		out = append(out, r)
	}
	slices.Reverse(out)
	return out
}

var channels = [...]crm.Channel{crm.ChannelCall, crm.ChannelEmail, crm.ChannelSMS, crm.ChannelChat}

func (v *visit) consents(f *crm.Facts) []pair {
	var out []pair
	for _, ch := range channels {
		one := pair{
			Label: v.Say("channel." + ch.String()),
			Value: v.Say("console.consent." + f.Consents[ch].State.String()),
		}
		if at := f.Consents[ch].At; at > 0 {
			one.When = v.Date(at)
		}
		out = append(out, one)
	}
	return out
}

// profile lists the fields that the page does not show elsewhere. What nobody has said is
// said to be unknown.
func (v *visit) profile(f *crm.Facts) []pair {
	var out []pair
	for _, field := range [...]crm.Field{crm.Email, crm.Phone, crm.Country, crm.Locale, crm.Zone, crm.Birthday, crm.Origin} {
		one := pair{
			Label: v.Say("console.field." + field.String()),
			Value: v.Say("console.unknown"),
		}
		if known := f.Profile[field]; known.Value != "" {
			one.Value, one.When = known.Value, v.Date(known.At)
		}
		out = append(out, one)
	}
	return out
}

// identity says what a key stands for. The hash of an address betrays nothing and says as
// little.
func (v *visit) identity(k crm.Key) string {
	_, name, _ := strings.Cut(string(k), ":")
	switch {
	case k.Platform():
		return v.Say("console.identity.account", name)
	case k.Email():
		return v.Say("console.identity.address", name[:min(6, len(name))])
	case k.Guest():
		return v.Say("console.identity.guest", name)
	}
	return v.Say("console.identity.desk", name)
}
