package fault

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
	"holdfast/tests/stories"
)

// orders lists every order of a world under the customer whose record or older orders it stands in.
func orders(t *testing.T, w *stories.World) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for it := range stories.Items(context.Background(), w.Table) {
		_, key, _ := strings.Cut(it.PK, "#"+stories.Store+"#")
		switch {
		case book.IsCustomer(it):
			c, err := book.DecodeCustomer(it)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range c.Facts.Orders {
				all[key] = append(all[key], o.ID)
			}
		case book.IsSpilled(it):
			o, err := crm.DecodeOrder(it.Body)
			if err != nil {
				t.Fatal(err)
			}
			all[key] = append(all[key], o.ID)
		}
	}
	return all
}

func TestAMergeTakesEveryOlderOrderAlong(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30
tiers apex 5000.00 high 300.00 middle 100.00
--
2026-03-08 history 20 every 3 H by hal/hal@example.com 10.00
2026-03-08 10:30 history 90 every 3 I by ian/ian@example.com 10.00
2026-03-08 11:00 merge hal into ian
2026-03-08 12:00 end
`, stories.Walls{})
	sound(t, p)
	got := map[string]int{}
	for key, ids := range orders(t, p.World) {
		got[key] = len(ids)
	}
	if diff := cmp.Diff(map[string]int{"p:shop:hal": 110}, got); diff != "" {
		t.Error(diff)
	}
	c, err := p.Book.FindCustomer(t.Context(), stories.Store, "p:shop:ian")
	if err != nil {
		t.Fatal(err)
	}
	older := crm.Older{Orders: 110 - crm.Keep, First: c.Facts.Older.First, Sums: []crm.Sum{{Currency: "EUR", Orders: 110 - crm.Keep, Total: (110 - crm.Keep) * 1000}}}
	if diff := cmp.Diff(older, c.Facts.Older); diff != "" {
		t.Error(diff)
	}
	if first := c.Facts.Older.First.Time().Format("2006-01-02"); first != "2025-06-11" {
		t.Errorf("the first of all orders is of %s", first)
	}
	if _, _, odd := stories.Records(t.Context(), p.World); len(odd) > 0 {
		t.Error(odd)
	}
}

func TestErasingALongHistoryLeavesNoOrderWithItsName(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30
--
2026-03-08 history 90 every 3 I by ian/ian@example.com 10.00
2026-03-08 11:00 erase ian/ian@example.com
2026-03-10 again I3
2026-03-11 end
`, stories.Walls{})
	sound(t, p)
	for key, ids := range orders(t, p.World) {
		if i := slices.IndexFunc(ids, func(id string) bool { return strings.HasPrefix(id, "I") }); i >= 0 {
			t.Errorf("%s still has order %s and perhaps more", key, ids[i])
		}
	}
	if _, _, odd := stories.Records(t.Context(), p.World); len(odd) > 0 {
		t.Error(odd)
	}
}
