package results_test

import (
	"context"
	"errors"
	"testing"

	"holdfast/shared/records/book"
	"holdfast/shared/records/results"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

var errDiskFull = errors.New("the disk is full")

// fullTable takes writes until it is full.
type fullTable struct {
	table.Table
	isFull bool
}

func (t *fullTable) Write(ctx context.Context, ops ...table.Op) error {
	if t.isFull {
		return errDiskFull
	}
	return t.Table.Write(ctx, ops...)
}

func TestAResultThatWasNotSavedIsNoTaskThatIsOver(t *testing.T) {
	t.Parallel()
	disk := &fullTable{Table: tabletest.NewMemory()}
	b := book.Book{Table: disk}
	shop := &book.Shop{Settings: book.Settings{Store: "acme", Playbook: playbook.DefaultConfig("acme", "EUR")}}
	task := book.Task{Task: playbook.Task{ID: "1", Store: "acme", Playbook: playbook.WinBack, Kind: playbook.ByOwner, State: playbook.Open}}
	if err := b.Write(t.Context(), task.Put()); err != nil {
		t.Fatal(err)
	}

	recorder := results.Recorder{Book: b, Shop: shop, At: 1}
	reached := playbook.Feedback{Result: playbook.Reached}
	disk.isFull = true
	if _, err := recorder.RecordFeedback(t.Context(), "1", reached); !errors.Is(err, errDiskFull) || errors.Is(err, playbook.ErrTaskOver) {
		t.Errorf("not saved: %v", err)
	}
	disk.isFull = false
	if _, err := recorder.RecordFeedback(t.Context(), "1", reached); err != nil {
		t.Errorf("saved: %v", err)
	}
	if _, err := recorder.RecordFeedback(t.Context(), "1", reached); !errors.Is(err, playbook.ErrTaskOver) {
		t.Errorf("once more: %v", err)
	}
}

func TestWhatIsOwedIsAsLateAfterAnUndoAsBefore(t *testing.T) {
	t.Parallel()
	const day = 24 * 60 * 60 * 1000
	for kind, want := range map[playbook.Kind]crm.Instant{playbook.Owed: day, playbook.ByOwner: 3 * day} {
		b := book.Book{Table: tabletest.NewMemory()}
		shop := &book.Shop{Settings: book.Settings{Store: "acme", Playbook: playbook.DefaultConfig("acme", "EUR")}}
		task := book.Task{Task: playbook.Task{ID: "1", Store: "acme", Playbook: playbook.Obligation, Kind: kind, State: playbook.Open, Deadline: day}}
		if err := b.Write(t.Context(), task.Put()); err != nil {
			t.Fatal(err)
		}
		recorder := results.Recorder{Book: b, Shop: shop, At: 2 * day}
		if _, err := recorder.RecordFeedback(t.Context(), "1", playbook.Feedback{Result: playbook.Reached}); err != nil {
			t.Fatal(err)
		}
		undone, err := recorder.UndoFeedback(t.Context(), "1")
		if err != nil || undone.State != playbook.Open || undone.Deadline != want {
			t.Errorf("%s: %s until %d, want %d; %v", kind, undone.State, undone.Deadline, want, err)
		}
	}
}
