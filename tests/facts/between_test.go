package facts

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// between lets something happen right after a record was read for the first time, before whoever read it reads on.
type between struct {
	table.Table
	pk   string
	then func()
}

func (b *between) Get(ctx context.Context, strong bool, keys ...table.Key) (map[table.Key]table.Item, error) {
	found, err := b.Table.Get(ctx, strong, keys...)
	for _, k := range keys {
		if then := b.then; k.PK == b.pk && then != nil {
			b.then = nil
			then()
		}
	}
	return found, err
}

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t.Add(9 * time.Hour)
}

func TestWhoFollowsAnAddressWhileThePersonBehindItIsErasedLooksAgain(t *testing.T) {
	t.Parallel()
	email := crm.EmailKey(pepper, "p1@example.com")
	order := `{"timestamp":"2026-01-05T08:00:00Z","data":{"id":"101","currency":"EUR","total":"9.50","status":"paid","placed_at":"2026-01-05T08:00:00Z","customer":{"id":"1","email":"p1@example.com"}}}`
	guest := `{"timestamp":"2026-02-20T08:00:00Z","data":{"id":"G1","currency":"EUR","total":"20.00","status":"paid","placed_at":"2026-02-20T08:00:00Z","customer":{"email":"p1@example.com"}}}`
	ticket := `{"timestamp":"2026-02-20T08:00:00Z","data":{"id":"7","customer":{"email":"p1@example.com"},"requester":{"id":"R1"},"status":"open","created_at":"2026-02-20T08:00:00Z"}}`
	redact := `{"timestamp":"2026-02-01T08:00:00Z","data":{"request":"E1","customer":{"id":"1","email":"p1@example.com"}}}`
	for name, late := range map[string]queue.Message{
		"a guest's order": Message("shop", "order.updated", guest, at("2026-02-20")), "a ticket": Message("desk", "ticket.updated", ticket, at("2026-02-20")),
	} {
		erase := []queue.Message{Message("shop", "customer.redact", redact, at("2026-02-01"))}
		first := []queue.Message{Message("shop", "order.updated", order, at("2026-01-05"))}
		calm := NewHouse(t, nil, nil)
		calm.Fold(t, first, erase, []queue.Message{late})

		gap := &between{pk: fmt.Sprintf("C#%s#%s", Store, email)}
		h := NewHouse(t, nil, func(tab table.Table) table.Table { gap.Table = tab; return gap })
		h.Fold(t, first)
		gap.then = func() { h.Fold(t, erase) }
		h.Fold(t, []queue.Message{late})
		if gap.then != nil {
			t.Fatalf("%s: the address was never looked at", name)
		}
		if diff := cmp.Diff(calm.Facts(t, Erasures), h.Facts(t, Erasures)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestWhatComesInOneBatchWithAnErasureIsJudgedAsIfItCameAfterIt(t *testing.T) {
	t.Parallel()
	first := []queue.Message{
		Message("shop", "order.updated", `{"timestamp":"2026-01-05T08:00:00Z","data":{"id":"101","currency":"EUR","total":"9.50","status":"paid","placed_at":"2026-01-05T08:00:00Z","customer":{"id":"1","email":"p1@example.com"}}}`, at("2026-01-05")),
		Message("desk", "ticket.updated", `{"timestamp":"2026-01-06T08:00:00Z","data":{"id":"6","customer":{"email":"p1@example.com"},"requester":{"id":"R1"},"status":"open","created_at":"2026-01-06T08:00:00Z"}}`, at("2026-01-06")),
	}
	for name, c := range map[string]struct{ erase, late queue.Message }{
		"by address": {
			Message("shop", "customer.redact", `{"timestamp":"2026-02-01T08:00:00Z","data":{"request":"E1","customer":{"email":"p1@example.com"}}}`, at("2026-02-01")),
			Message("shop", "order.updated", `{"timestamp":"2026-02-20T08:00:00Z","data":{"id":"G1","currency":"EUR","total":"20.00","status":"paid","placed_at":"2026-02-20T08:00:00Z","customer":{"email":"p1@example.com"}}}`, at("2026-02-20")),
		},
		"by requester": {
			Message("desk", "customer.redact", `{"timestamp":"2026-02-01T08:00:00Z","data":{"request":"E2","requester":{"id":"R1"}}}`, at("2026-02-01")),
			Message("desk", "ticket.updated", `{"timestamp":"2026-02-20T08:00:00Z","data":{"id":"7","requester":{"id":"R1"},"status":"open","created_at":"2026-02-20T08:00:00Z"}}`, at("2026-02-20")),
		},
	} {
		var want map[string]string
		for i, batches := range [][][]queue.Message{{first, {c.erase}, {c.late}}, {first, {c.erase, c.late}}, {first, {c.late, c.erase}}, {first, {c.late}, {c.erase}}} {
			h := NewHouse(t, nil, nil)
			h.Fold(t, batches...)
			if got := h.Facts(t, Erasures); want == nil {
				want = got
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, arrival %d:\n%s", name, i, diff)
			}
		}
	}
}
