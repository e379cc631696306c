package facts

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/embedded"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/census"
	"holdfast/shared/words/crm"
)

// counting is a census over the house, one segment at a time.
func (h *House) counting(t *testing.T) (c *census.Census, work func()) {
	t.Helper()
	queues, err := embedded.OpenQueues(t.TempDir(), func() time.Time { return h.Time })
	if err != nil {
		t.Fatal(err)
	}
	q, err := queues.Queue("census", 20)
	if err != nil {
		t.Fatal(err)
	}
	c = &census.Census{Book: h.Book, Shops: h.Shops, Segments: q, Of: 2, Now: func() time.Time { return h.Time }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	return c, func() {
		t.Helper()
		ctx := context.Background()
		for {
			ms, err := q.Receive(ctx, queue.MaxReceive, time.Minute)
			if err != nil || len(ms) == 0 {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			for i, err := range c.CountSegments(ctx, ms) {
				if err == nil {
					err = q.Settle(ctx, queue.Result{Message: ms[i]})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func TestALookAtOneStoreLeavesTheReportsOfOthersAlone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := NewHouse(t, nil, nil)
	other := &book.Shop{Settings: book.Settings{Store: "other", Pepper: pepper, Playbook: playbook.DefaultConfig("other", "JPY")}}
	if err := h.Book.SaveSettings(ctx, other); err != nil {
		t.Fatal(err)
	}
	at := crm.InstantOf(h.Time) - 40*crm.DayLength
	for store, currency := range map[string]crm.Currency{Store: "EUR", "other": "JPY"} {
		c := book.NewCustomer(store, account("1"))
		c.Facts.Orders = []crm.Order{{Ref: crm.Ref{Source: "shop", ID: "1"}, Placed: at, Updated: at, Currency: currency, Total: 5000, Status: crm.OrderPaid}}
		op, _ := c.Save()
		if err := h.Book.Write(ctx, op); err != nil {
			t.Fatal(err)
		}
	}
	report := func(store string) book.CensusReport {
		r, ok, err := h.Book.FindCensusReport(ctx, store, h.Time)
		if err != nil || !ok {
			t.Fatalf("no report of %s: %v", store, err)
		}
		return r
	}
	c, work := h.counting(t)
	if err := c.Start(ctx, h.Time); err != nil {
		t.Fatal(err)
	}
	work()
	mine, others := report(Store), report("other")
	strict := (&book.Shop{}).RulesAt(h.Time)
	strict.Overdue.Typical, strict.Overdue.Floor = 1, 1
	if err := c.StartReport(ctx, Store, h.Time.Add(time.Millisecond), &strict); err != nil {
		t.Fatal(err)
	}
	work()
	if cmp.Equal(mine.Estimate.Standings, report(Store).Estimate.Standings) {
		t.Error("the store that was looked at has the report from before")
	}
	if now := report("other"); now.Estimate.AsOf != others.Estimate.AsOf || !cmp.Equal(others.Estimate.Standings, now.Estimate.Standings) {
		t.Errorf("the other store has another report: %+v", now.Estimate.Standings)
	}
}
