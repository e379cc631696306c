package fault

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
	"holdfast/tests/stories"
)

func TestEachDeliveryThreeTimesAndAllOfThemAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s := trace(t)
	want, _ := undisturbed(t, s)
	var all []post
	w, err := playWith(s, &mains{at: nothing}, func(p *stories.Player) {
		p.Post = func(ctx context.Context, d stories.Delivery) error {
			m := d.Encode(p.Time)
			all = append(all, post{d.Lane, m})
			return p.World.Queues[d.Lane].Send(ctx, "", 0, m, m, m)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "three times", want, w, false)
	p := stories.NewPlayer(stories.Enter(w, stories.Walls{}), s)
	before := digest(w)
	for _, d := range all {
		if err := w.Queues[d.lane].Send(t.Context(), "", 0, d.body); err != nil {
			t.Fatal(err)
		}
	}
	p.Pump(t.Context())
	if err := p.Failed(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(before, digest(w)); diff != "" {
		t.Errorf("all of them again:\n%s", diff)
	}
}

// Money is minor units of its own currency: whatever a history holds, each currency's sum is exactly that of its own orders.
func TestDifferentCurrenciesAreNeverAdded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, err := stories.Parse([]byte("Money.\n-- shop --\n-- year --\n2026-03-01 end\n"))
		if err != nil {
			t.Fatal(err)
		}
		w, err := world(s)
		if err != nil {
			t.Fatal(err)
		}
		h := stories.Enter(w, stories.Walls{})
		want := map[crm.Currency]int64{}
		var batch []queue.Message
		for i := range rapid.IntRange(1, 60).Draw(t, "orders") {
			c := rapid.SampledFrom([]crm.Currency{"EUR", "USD", "JPY", "KWD"}).Draw(t, "currency")
			minor := rapid.Int64Range(0, 1e12).Draw(t, "minor")
			want[c] += minor
			data := fmt.Sprintf(`{"id":"A%d","currency":%q,"total":%q,"status":"paid","placed_at":"2026-01-%02dT10:00:00Z","customer":{"id":"ann"}}`,
				i, strings.ToLower(string(c)), crm.Money{Minor: minor, Currency: c}.Decimal(), 1+i%28)
			d := stories.Delivery{
				Lane: stories.Orders, Source: "shop", Topic: "order.updated",
				Body: fmt.Appendf(nil, `{"timestamp":"2026-01-30T10:00:00Z","data":%s}`, data),
			}
			batch = append(batch, queue.Message{ID: fmt.Sprint(i), Body: d.Encode(w.Time)})
		}
		for _, err := range h.Apply.Fold(context.Background(), batch) {
			if err != nil {
				t.Fatal(err)
			}
		}
		c, err := h.Book.FindCustomer(context.Background(), stories.Store, "p:shop:ann")
		if err != nil {
			t.Fatal(err)
		}
		got := map[crm.Currency]int64{}
		for _, sum := range c.Facts.Older.Sums {
			got[sum.Currency] += sum.Total
		}
		for _, o := range c.Facts.Orders {
			got[o.Currency] += o.Total
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestWhatComesTogetherIsFoldedSideBySideToTheSame(t *testing.T) {
	t.Parallel()
	s := trace(t)
	want, _ := undisturbed(t, s)
	for range 5 {
		w, err := playWith(s, &mains{at: nothing}, func(p *stories.Player) { p.Whole = true })
		if err != nil {
			t.Fatal(err)
		}
		compare(t, "in batches", want, w, false)
	}
}
