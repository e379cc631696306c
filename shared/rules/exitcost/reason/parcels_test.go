package reason_test

import (
	"testing"

	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
)

func TestWhatAParcelTells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parcel crm.Delivery
		want   string
	}{
		"in time":                  {crm.Delivery{Promised: ago(55), Delivered: ago(56), State: crm.ParcelDelivered}, ""},
		"late":                     {crm.Delivery{Promised: ago(55), Delivered: ago(50)}, "late"},
		"late and not here yet":    {crm.Delivery{Promised: ago(55), Updated: ago(60), State: crm.ParcelShipped}, "late"},
		"never sent":               {crm.Delivery{Promised: ago(55), Updated: ago(56), State: crm.ParcelCancelled}, ""},
		"lost":                     {crm.Delivery{Updated: ago(50), State: crm.ParcelFailed}, "lost"},
		"lost, and promised":       {crm.Delivery{Promised: ago(55), Updated: ago(50), State: crm.ParcelFailed}, "lost"},
		"called lost, but it came": {crm.Delivery{Updated: ago(50), Delivered: ago(51), State: crm.ParcelFailed}, ""},
		"delayed":                  {crm.Delivery{Updated: ago(50), State: crm.ParcelDelayed}, "delayed"},
		"delayed, but in time":     {crm.Delivery{Promised: ago(-2), Updated: ago(1), State: crm.ParcelDelayed}, ""},
		"lost tomorrow":            {crm.Delivery{Updated: ago(-1), State: crm.ParcelFailed}, ""},
		"without any date":         {crm.Delivery{Updated: ago(5)}, ""},
	} {
		c.parcel.Order = ref("o")
		f := &crm.Facts{Orders: []crm.Order{bought(60)}, Deliveries: []crm.Delivery{c.parcel}}
		evidence, why := reason.WeighEvidence(f, reason.DefaultWeights(), now)
		got := ""
		for _, e := range evidence {
			got += e.Kind.String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if (why == crm.ReasonService) != (got != "") {
			t.Errorf("%s speaks of %s", name, why)
		}
	}
}
