package carrier

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue/queuetest"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
)

// A crash after the claim leaves open whether the e-mail went out.
func TestAnEmailClaimedWithoutAnOutcomeIsForAPersonToLookAt(t *testing.T) {
	t.Parallel()
	_, c, mails := mailed(t)
	claimed := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now := claimed.Add(time.Minute)
	clock := func() time.Time { return now }
	b := book.Book{Table: tabletest.NewMemory()}
	shop := &book.Shop{Settings: book.Settings{Store: "mails", Pepper: []byte("pepper"), Playbook: playbook.DefaultConfig("mails", "EUR")}}
	task := book.NewTask(playbook.Task{
		ID: "t1", Store: "mails", Customer: "p:shop:7", Playbook: playbook.WinBack, Kind: playbook.Automatic,
		Channel: crm.ChannelEmail.String(), Currency: "EUR", State: playbook.Claimed,
	})
	task.ClaimedAt = crm.InstantOf(claimed)
	q := queuetest.NewMemory(clock, 20)
	err := errors.Join(b.SaveSettings(t.Context(), shop), b.Write(t.Context(), task.Put()), book.SendTasks(t.Context(), q, crm.InstantOf(now), []book.Task{task}))
	if err != nil {
		t.Fatal(err)
	}
	messages, err := q.Receive(t.Context(), 1, time.Minute)
	if err != nil || len(messages) != 1 {
		t.Fatalf("%d messages, %v", len(messages), err)
	}
	step := act.Act{Book: b, Shops: &book.Shops{Book: b, Now: clock}, Send: c, Now: clock, Log: slog.New(slog.DiscardHandler)}
	for _, then := range []struct {
		at   time.Time
		want playbook.State
	}{
		{now, playbook.Claimed}, // somebody may still be at work on it
		{claimed.Add(book.UnendedFor), playbook.Uncertain},
	} {
		now = then.at
		if errs := step.CarryOut(t.Context(), messages); errs[0] != nil {
			t.Fatal(errs[0])
		}
		got, err := b.FindTasks(t.Context(), "mails", "t1")
		if err != nil || len(got) != 1 || got[0].State != then.want || *mails != 0 {
			t.Errorf("at %s: %+v with %d e-mails, want %s (%v)", then.at, got, *mails, then.want, err)
		}
	}
}
