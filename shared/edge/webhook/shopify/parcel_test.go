package shopify_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/words/crm"
)

func TestTheWordsForTheWayOfAParcel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, shipment string
		want             crm.ParcelState
	}{
		{"success", `null`, crm.ParcelShipped},
		{"open", `null`, crm.ParcelUnknown},
		{"success", `"label_printed"`, crm.ParcelUnknown},
		{"success", `"ready_for_pickup"`, crm.ParcelUnknown},
		{"success", `"in_transit"`, crm.ParcelShipped},
		{"success", `"OUT_FOR_DELIVERY"`, crm.ParcelShipped},
		{"success", `"attempted_delivery"`, crm.ParcelShipped},
		{"success", `"delayed"`, crm.ParcelDelayed},
		{"success", `"failure"`, crm.ParcelFailed},
		{"success", `"delivered"`, crm.ParcelDelivered},
		{"cancelled", `"in_transit"`, crm.ParcelCancelled},
		{"error", `null`, crm.ParcelCancelled},
	} {
		body := fmt.Sprintf(`{"id":255,"order_id":7,"status":%q,"shipment_status":%s,"created_at":"2026-05-02T10:00:00Z","updated_at":"2026-05-03T10:00:00Z"}`, c.status, c.shipment)
		ev, err := parse(t, "fulfillments/update", body)
		if err != nil || ev.Delivery.State != c.want {
			t.Errorf("%s %s: %+v, %v", c.status, c.shipment, ev.Delivery, err)
			continue
		}
		if arrived := ev.Delivery.Delivered != 0; arrived != (c.want == crm.ParcelDelivered) {
			t.Errorf("%s %s: arrived %t", c.status, c.shipment, arrived)
		}
		if sent := ev.Delivery.Shipped != 0; sent == (c.want == crm.ParcelCancelled) {
			t.Errorf("%s %s: sent %t", c.status, c.shipment, sent)
		}
	}
	for _, body := range []string{
		`{"id":255,"status":"success","updated_at":"2026-05-03T10:00:00Z"}`,
		`{"order_id":7,"status":"success","updated_at":"2026-05-03T10:00:00Z"}`,
		`{"id":255,"order_id":7,"status":"success"}`,
		`{"id":255,"order_id":7,"updated_at":"2026-05-03T10:00:00Z","admin_graphql_api_id":"gid://shopify/Order/255"}`,
	} {
		if ev, err := parse(t, "fulfillments/update", body); err == nil {
			t.Errorf("%s is read as %+v", body, ev)
		}
	}
}

// An order lists its parcels, and may be all that a shop sends.
func TestAnOrderListsItsParcels(t *testing.T) {
	t.Parallel()
	body := func(source string) string {
		return `{` + least + `,"source_name":"` + source + `","fulfillments":[
			{"id":1,"order_id":1,"status":"success","shipment_status":"delivered","created_at":"2026-05-02T10:00:00Z","updated_at":"2026-05-05T10:00:00Z"},
			{"id":2,"status":"success","shipment_status":null,"created_at":"2026-05-03T10:00:00Z","updated_at":"2026-05-03T10:00:00Z"},
			{"id":3,"status":"cancelled","created_at":"2026-05-03T10:00:00Z","updated_at":"2026-05-04T10:00:00Z"},
			{"id":4,"status":"success"}, null]}`
	}
	order := crm.Ref{Source: "shop", ID: "1"}
	want := []crm.Delivery{
		{Order: order, Parcel: "1", State: crm.ParcelDelivered, Updated: at("2026-05-05T10:00:00Z"), Shipped: at("2026-05-02T10:00:00Z"), Delivered: at("2026-05-05T10:00:00Z")},
		{Order: order, Parcel: "2", State: crm.ParcelShipped, Updated: at("2026-05-03T10:00:00Z"), Shipped: at("2026-05-03T10:00:00Z")},
		{Order: order, Parcel: "3", State: crm.ParcelCancelled, Updated: at("2026-05-04T10:00:00Z")},
	}
	ev, err := parse(t, "orders/updated", body("web"))
	if diff := cmp.Diff(want, ev.Parcels); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if ev, err := parse(t, "orders/updated", body("pos")); err != nil || len(ev.Parcels) > 0 {
		t.Errorf("a sale at the till has parcels: %+v, %v", ev.Parcels, err)
	}
	if ev, err := parse(t, "orders/updated", `{`+least+`,"fulfillments":null}`); err != nil || len(ev.Parcels) > 0 {
		t.Errorf("%+v, %v", ev.Parcels, err)
	}
}
