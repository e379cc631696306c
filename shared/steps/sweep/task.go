package sweep

import (
	"context"
	"fmt"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/outcome"
)

// lookAfterTask looks after a task whose time has come. One past its deadline expires, but
// what is owed goes to the manager and stays open. One that was proposed or claimed without
// an outcome is sent to act, which knows what may be done twice.
func (r *shardRun) lookAfterTask(ctx context.Context, t book.Task) error {
	if t.DueAt == 0 || t.DueAt > r.At {
		return nil // stale: another worker looked after it since
	}
	if t.State == playbook.Open && t.IsLate(r.At) {
		t.PassToManager(&r.shop.Playbook)
		t.DueAt = 0
		return r.putTask(ctx, t)
	}
	isOwed := t.Kind == playbook.Owed
	tooLate := t.State == playbook.Proposed && r.At > t.Deadline && !isOwed
	if t.State == playbook.Open || tooLate {
		t.End(playbook.Expired, playbook.WhyDeadline, r.At)
		return r.putTask(ctx, t)
	}

	// It is sent first and then noted: a crash between the two sends it twice. act claims a
	// task once, so that does no harm.
	if err := book.SendTasks(ctx, r.Act, r.At, []book.Task{t}); err != nil {
		return err
	}
	t.DueAt = r.At.Add(book.UnsentFor)
	return r.putTask(ctx, t)
}

// putTask writes a task. On conflict the message comes back, and finds what the other
// worker wrote.
func (r *shardRun) putTask(ctx context.Context, t book.Task) error {
	err := r.Book.Write(ctx, t.Put())
	if table.IsConflict(err) {
		return outcome.Later(time.Second, "another worker is busy with a task that is due")
	}
	if err != nil {
		return fmt.Errorf("write task %s: %w", t.ID, err)
	}
	return nil
}
