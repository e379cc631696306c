package standard

import (
	"strings"

	"holdfast/shared/words/crm"
)

// parseDelivery reads what became of an order's parcel. Without a customer it is whose the
// order is.
func parseDelivery(r *reader) crm.Event {
	in := r.data
	parcel := crm.Delivery{
		Order:     r.needRef("data.order", in.Order.Value),
		Updated:   r.readUpdated(),
		State:     r.readParcelState(),
		Shipped:   r.Time("data.shipped_at", in.ShippedAt),
		Promised:  r.Time("data.promised_at", in.PromisedAt),
		Delivered: r.Time("data.delivered_at", in.DeliveredAt),
	}
	if parcel.State == crm.ParcelDelivered && parcel.Delivered == 0 {
		parcel.Delivered = parcel.Updated
	}
	ev := crm.Event{
		Kind:     crm.KindDelivery,
		ID:       "delivery/" + parcel.Order.ID,
		At:       parcel.Updated,
		Delivery: &parcel,
	}
	r.addCustomer(&ev)
	return ev
}

func (r *reader) readParcelState() crm.ParcelState {
	name := strings.ToLower(r.Text(r.data.Status))
	if name == "" {
		return crm.ParcelUnknown
	}
	state, err := crm.ParseParcelState(name)
	if err != nil {
		r.Fail(
			"data.status: %q is none of unknown, shipped, delayed, failed, delivered, cancelled.",
			name,
		)
	}
	return state
}
