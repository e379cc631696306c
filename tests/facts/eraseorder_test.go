package facts

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// An order of a long history has an item of its own. Erased by its id it is taken out of it, whenever the request comes.
func TestAnOrderOfALongHistoryIsErasedByItsID(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	order := func(i int, total string, updated time.Time) queue.Message {
		placed := begin.AddDate(0, 0, i)
		return Message("shop", "order.updated", fmt.Sprintf(
			`{"timestamp":%q,"data":{"id":"%d","currency":"EUR","total":%q,"status":"paid","placed_at":%q,"updated_at":%q,"customer":{"id":"1"}}}`,
			updated.Format(time.RFC3339), 1000+i, total, placed.Format(time.RFC3339), updated.Format(time.RFC3339)), updated)
	}
	var all []queue.Message
	for i := range crm.Keep + 6 {
		all = append(all, order(i, "10.00", begin.AddDate(0, 0, i)))
	}
	last := begin.AddDate(0, 0, 60)
	redact := Message("shop", "customer.redact", fmt.Sprintf(
		`{"timestamp":%q,"data":{"request":"E1","customer":{"id":"9"},"orders":["1002"]}}`, last.Format(time.RFC3339)), last)
	late := order(2, "8.00", last.AddDate(0, 0, 1))

	var known []map[string]string
	for name, trace := range map[string][]queue.Message{
		"after all":           slices.Concat(all, []queue.Message{redact, late, redact}),
		"before all":          slices.Concat([]queue.Message{redact}, all, []queue.Message{late}),
		"amid the orders":     slices.Concat(all[:10], []queue.Message{redact}, all[10:], []queue.Message{late}),
		"after its update":    slices.Concat(all, []queue.Message{late, redact}),
		"update before order": slices.Concat([]queue.Message{late}, all, []queue.Message{redact}),
	} {
		h := NewHouse(t, nil, nil)
		for _, m := range trace {
			h.Fold(t, []queue.Message{m})
		}
		c, err := h.Book.FindCustomer(t.Context(), Store, "p:shop:1")
		if err != nil {
			t.Fatal(err)
		}
		if n := len(c.Facts.Orders) + c.Facts.Older.Orders; n != crm.Keep+5 {
			t.Errorf("%s: %d orders are left", name, n)
		}
		older, err := table.Collect(h.Book.SpilledOrders(t.Context(), Store, c.Key))
		if err != nil || len(older) != c.Facts.Older.Orders {
			t.Errorf("%s: %d items of older orders, and %d are counted (%v)", name, len(older), c.Facts.Older.Orders, err)
		}
		mark, err := h.Book.FindCustomer(t.Context(), Store, "g:shop:1002")
		if err != nil {
			t.Fatal(err)
		}
		if r := mark.Facts.Remains; len(r) != 1 || r[0].Total != 800 || r[0].ID == "1002" {
			t.Errorf("%s: of the order remain %+v", name, r)
		}
		known = append(known, h.Facts(t, Nothing))
	}
	for _, other := range known[1:] {
		if diff := cmp.Diff(known[0], other); diff != "" {
			t.Errorf("another order, other facts:\n%s", diff)
		}
	}
}
