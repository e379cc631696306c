package sweep

import (
	"context"
	"fmt"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
)

// task looks after a task whose time has come. One past its deadline expires; one that
// was proposed or claimed without an outcome is sent to act, which knows what may be done
// twice.
func (s *Sweep) task(ctx context.Context, t book.Task, at crm.Instant) error {
	if t.DueAt == 0 || t.DueAt > at {
		return nil // stale: somebody looked after it since
	}
	if t.State == playbook.Open || t.State == playbook.Proposed && at > t.Deadline {
		t.End(playbook.Expired, playbook.WhyDeadline, at)
		return s.put(ctx, t)
	}
	// Sent first, then noted: a crash between sends it twice, and its claim tells.
	if err := book.SendTasks(ctx, s.Act, at, []book.Task{t}); err != nil {
		return err
	}
	t.DueAt = at.Add(book.UnsentFor)
	return s.put(ctx, t)
}

func (s *Sweep) put(ctx context.Context, t book.Task) error {
	err := s.Book.Write(ctx, t.Put())
	if table.IsConflict(err) {
		return outcome.Later(time.Second, "another worker is busy with a task that is due")
	}
	if err != nil {
		return fmt.Errorf("write task %s: %w", t.ID, err)
	}
	return nil
}
