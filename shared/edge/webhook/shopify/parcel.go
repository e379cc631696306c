package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// parcelStates maps the words of shipment_status and of fulfillment events, which Shopify
// writes in lower or upper case. Words for labels, and for what waits at a counter, say
// nothing of the way of a parcel.
// Source: shopify.dev, FulfillmentEventStatus and FulfillmentDisplayStatus, 2026-10.
var parcelStates = map[string]crm.ParcelState{
	"carrier_picked_up":     crm.ParcelShipped,
	"in_transit":            crm.ParcelShipped,
	"out_for_delivery":      crm.ParcelShipped,
	"attempted_delivery":    crm.ParcelShipped,
	"buyer_action_required": crm.ParcelShipped,
	"delayed":               crm.ParcelDelayed,
	"failure":               crm.ParcelFailed,
	"not_delivered":         crm.ParcelFailed,
	"returning_to_sender":   crm.ParcelFailed,
	"delivered":             crm.ParcelDelivered,
	"picked_up":             crm.ParcelDelivered,
}

// unsentStatuses are those of fulfilments that came to nothing.
var unsentStatuses = map[string]bool{
	"cancelled": true,
	"error":     true,
	"failure":   true,
}

type fulfillment struct {
	ID             lenient.Scalar `json:"id"`
	GID            lenient.Scalar `json:"admin_graphql_api_id"`
	OrderID        lenient.Scalar `json:"order_id"`
	Status         lenient.Scalar `json:"status"`
	ShipmentStatus lenient.Scalar `json:"shipment_status"`
	CreatedAt      lenient.Scalar `json:"created_at"`
	UpdatedAt      lenient.Scalar `json:"updated_at"`
}

// parseFulfillment reads a fulfilment, which is one parcel of an order. It names the buyer
// by an address that may be out of date: the order says whose it is.
func parseFulfillment(d webhook.Delivery) ([]crm.Event, error) {
	var in fulfillment
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	order := r.NeedRef(d.Source, "order_id", in.OrderID)
	return parcelEvent(&r, in.readParcel(&r, order))
}

// readParcel returns the parcel that a fulfilment is.
func (in *fulfillment) readParcel(r *lenient.Reader, order crm.Ref) crm.Delivery {
	checkGID(r, in.GID, "Fulfillment")
	parcel := crm.Delivery{
		Order:   order,
		Parcel:  r.NeedID("id", in.ID),
		Updated: r.NeedTime("updated_at", in.UpdatedAt),
		State:   readParcelState(r, in.ShipmentStatus),
	}
	status := strings.ToLower(r.Text(in.Status))
	switch {
	case unsentStatuses[status]:
		parcel.State = crm.ParcelCancelled
		return parcel
	case status == "success" && in.ShipmentStatus == "":
		parcel.State = crm.ParcelShipped // the carrier has said nothing yet
	}
	parcel.Shipped = r.Time("created_at", in.CreatedAt)
	return arrived(parcel)
}

// arrived returns the parcel with the date of its arrival, if it has arrived: that is when
// it was said.
func arrived(parcel crm.Delivery) crm.Delivery {
	if parcel.State == crm.ParcelDelivered {
		parcel.Delivered = parcel.Updated
	}
	return parcel
}

// readParcels returns the parcels that an order lists: the topics of fulfilments tell the
// same, and when a parcel is to arrive. What a shop hands over at its till is none. One that
// cannot be read is passed over, for it is not what the order is about.
func (in *order) readParcels(order crm.Order) []crm.Delivery {
	if order.Via == crm.SalesStore {
		return nil
	}
	var parcels []crm.Delivery
	for i := range in.Fulfillments {
		var r lenient.Reader
		parcel := in.Fulfillments[i].readParcel(&r, order.Ref)
		if r.Err() == nil {
			parcels = append(parcels, parcel)
		}
	}
	return parcels
}

type fulfillmentEvent struct {
	GID           lenient.Scalar `json:"admin_graphql_api_id"`
	OrderID       lenient.Scalar `json:"order_id"`
	FulfillmentID lenient.Scalar `json:"fulfillment_id"`
	Status        lenient.Scalar `json:"status"`
	HappenedAt    lenient.Scalar `json:"happened_at"`
	Estimated     lenient.Scalar `json:"estimated_delivery_at"`
}

// parseFulfillmentEvent reads what a carrier says of a parcel. It alone says when the
// parcel is to arrive.
func parseFulfillmentEvent(d webhook.Delivery) ([]crm.Event, error) {
	var in fulfillmentEvent
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	checkGID(&r, in.GID, "FulfillmentEvent")
	parcel := crm.Delivery{
		Order:    r.NeedRef(d.Source, "order_id", in.OrderID),
		Parcel:   r.NeedID("fulfillment_id", in.FulfillmentID),
		Updated:  r.NeedTime("happened_at", in.HappenedAt),
		State:    readParcelState(&r, in.Status),
		Promised: r.Time("estimated_delivery_at", in.Estimated),
	}
	return parcelEvent(&r, arrived(parcel))
}

func readParcelState(r *lenient.Reader, s lenient.Scalar) crm.ParcelState {
	return parcelStates[strings.ToLower(r.Text(s))]
}

// parcelEvent returns news of a parcel as an event.
func parcelEvent(r *lenient.Reader, parcel crm.Delivery) ([]crm.Event, error) {
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{{
		Kind:     crm.KindDelivery,
		ID:       "delivery/" + parcel.Order.ID,
		At:       parcel.Updated,
		Delivery: &parcel,
	}}, nil
}
