package act_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue/queuetest"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
)

// once is a sender that cannot be asked twice.
type once struct{}

func (once) Send(context.Context, act.Errand) error         { return errors.New("not to be asked") }
func (once) Idempotent(context.Context, playbook.Task) bool { return false }

func TestAClaimWithoutAnOutcomeIsCountedOnceItIsUncertain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	b := book.Book{Table: tabletest.NewMemory()}
	shop := &book.Shop{Settings: book.Settings{Store: "linden", Pepper: []byte("pepper"), Playbook: playbook.DefaultConfig("linden", "EUR")}}
	claimed := book.NewTask(playbook.Task{
		ID: "t1", Store: "linden", Customer: "p:shop:7", Playbook: playbook.WinBack, Kind: playbook.Automatic,
		Channel: crm.ChannelEmail.String(), Currency: "EUR", State: playbook.Claimed, ProposedAt: crm.InstantOf(now.Add(-time.Hour)),
	})
	claimed.ClaimedAt = crm.InstantOf(now.Add(-time.Hour))
	q := queuetest.NewMemory(clock, 20)
	err := errors.Join(b.SaveSettings(t.Context(), shop), b.Write(t.Context(), claimed.Put()), book.SendTasks(t.Context(), q, crm.InstantOf(now), []book.Task{claimed}))
	if err != nil {
		t.Fatal(err)
	}
	messages, err := q.Receive(t.Context(), 1, time.Minute)
	if err != nil || len(messages) != 1 {
		t.Fatalf("%d messages, %v", len(messages), err)
	}
	var counted []string
	a := act.Act{
		Book: b, Shops: &book.Shops{Book: b, Now: clock}, Send: once{}, Now: clock, Log: slog.New(slog.DiscardHandler),
		Count: func(what string) { counted = append(counted, what) },
	}
	for range 2 { // as queues deliver
		if errs := a.CarryOut(t.Context(), messages); errs[0] != nil {
			t.Fatal(errs[0])
		}
	}
	if d := cmp.Diff([]string{act.Uncertain}, counted); d != "" {
		t.Errorf("counted (-want +got):\n%s", d)
	}
}
