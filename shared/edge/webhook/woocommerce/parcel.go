package woocommerce

import (
	"strconv"
	"strings"

	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// WooCommerce itself knows no parcels. What plugins know of one they write into the order's
// meta data, or they add statuses. It is read as one parcel for each order.

// theParcel is the id of an order's parcel. It says that news of it comes in parts.
const theParcel = "1"

// parcelStatuses are those that plugins add to the statuses of orders.
var parcelStatuses = map[string]crm.ParcelState{
	"shipped":         crm.ParcelShipped,
	"partial-shipped": crm.ParcelShipped,
	"in-transit":      crm.ParcelShipped,
	"delivered":       crm.ParcelDelivered,
	"delivery-failed": crm.ParcelFailed,
}

// trackedStates are the words of TrackShip.
var trackedStates = map[string]crm.ParcelState{
	"in_transit":           crm.ParcelShipped,
	"out_for_delivery":     crm.ParcelShipped,
	"available_for_pickup": crm.ParcelShipped,
	"on_hold":              crm.ParcelDelayed,
	"exception":            crm.ParcelDelayed,
	"delivered":            crm.ParcelDelivered,
	"failure":              crm.ParcelFailed,
	"delivery_failure":     crm.ParcelFailed,
	"return_to_sender":     crm.ParcelFailed,
}

// The meta data in which a shop's own code, or a plugin, says what became of a parcel.
// Sources: reference of WooCommerce Shipment Tracking and Advanced Shipment Tracking
// (trackingKey), TrackShip (trackedKey), Order Delivery Date by Tyche (_orddd), YITH
// Delivery Date (ywcdd).
const (
	trackingKey  = "_wc_shipment_tracking_items"
	trackedKey   = "shipment_status"
	deliveredKey = "holdfast_delivered_at"
)

var promiseKeys = map[string]bool{
	"holdfast_promised_at":      true,
	"_orddd_timestamp":          true,
	"_orddd_lite_timestamp":     true,
	"ywcdd_order_delivery_date": true,
}

type trackingItem struct {
	Shipped lenient.Scalar `json:"date_shipped"` // unix seconds
}

type trackedItem struct {
	Status    lenient.Scalar `json:"status"`
	Estimated lenient.Scalar `json:"est_delivery_date"`
}

// addParcel adds to the event what an order says of its parcel; nothing, if it says nothing.
func (in *order) addParcel(r *lenient.Reader, ev *crm.Event, status string) {
	parcel := crm.Delivery{State: parcelStatuses[status]}
	for _, m := range in.Meta {
		switch key := r.Text(m.Key); {
		case promiseKeys[key]:
			parcel.Promised = crm.Earliest(parcel.Promised, readDay(r, m.Value))
		case key == deliveredKey:
			parcel.Delivered = readDay(r, m.Value)
		case key == trackingKey:
			addTracking(r, m.Value, &parcel)
		case key == trackedKey:
			addTracked(r, m.Value, &parcel)
		}
	}
	if parcel == (crm.Delivery{}) {
		return
	}

	parcel.Shipped = pastDay(parcel.Shipped, ev.At)
	parcel.Delivered = pastDay(parcel.Delivered, ev.At)
	parcel.Order = ev.Order.Ref
	parcel.Parcel = theParcel
	parcel.Updated = ev.At
	if parcel.State == crm.ParcelDelivered && parcel.Delivered == 0 {
		parcel.Delivered = ev.At
	}
	ev.Delivery = &parcel
}

// pastDay returns a day that is not planned only: no later than a day after the order was
// modified, for plugins write days without their zone. A day that is yet to come is unknown.
func pastDay(day, modified crm.Instant) crm.Instant {
	if day > modified.AddDays(1) {
		return 0
	}
	return day
}

// addTracking adds the day of the first parcel that was sent.
func addTracking(r *lenient.Reader, list lenient.Scalar, parcel *crm.Delivery) {
	for _, item := range readList[trackingItem](list) {
		parcel.Shipped = crm.Earliest(parcel.Shipped, readDay(r, item.Shipped))
		if parcel.State == crm.ParcelUnknown {
			parcel.State = crm.ParcelShipped
		}
	}
}

// addTracked adds how far the parcels have come. Of several, the one that is worst off
// counts: failed before delayed before on its way before arrived.
func addTracked(r *lenient.Reader, list lenient.Scalar, parcel *crm.Delivery) {
	states := map[crm.ParcelState]bool{}
	for _, item := range readList[trackedItem](list) {
		parcel.Promised = crm.Earliest(parcel.Promised, readDay(r, item.Estimated))
		states[trackedStates[strings.ToLower(r.Text(item.Status))]] = true
	}
	for _, state := range worstFirst {
		if states[state] {
			parcel.State = state
			return
		}
	}
}

var worstFirst = [...]crm.ParcelState{
	crm.ParcelFailed,
	crm.ParcelDelayed,
	crm.ParcelShipped,
	crm.ParcelDelivered,
}

// readList reads the list in a meta value; nothing, if it is none.
func readList[T any](list lenient.Scalar) lenient.List[T] {
	var in struct {
		List lenient.List[T] `json:"list"`
	}
	if err := lenient.Decode([]byte(`{"list":`+string(list)+`}`), &in); err != nil {
		return nil
	}
	return in.List
}

// readDay reads a day as plugins write it: unix seconds, or a date with or without a time.
// Anything else, such as a day in words, says nothing.
func readDay(r *lenient.Reader, s lenient.Scalar) crm.Instant {
	text := r.Text(s)
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		if seconds <= 0 || seconds > lastSecond {
			return 0
		}
		return crm.Instant(seconds * 1000)
	}
	if len(text) == len("2026-05-01") {
		text += "T00:00:00Z"
	}
	at, err := lenient.ParseTime(text)
	if err != nil {
		return 0
	}
	return at
}

// lastSecond is the end of the year 9999, in unix seconds.
const lastSecond = 253402300799
