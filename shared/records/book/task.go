package book

import (
	"fmt"
	"iter"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Task is a task as it stands in the table.
type Task struct {
	playbook.Task
	ClaimedAt crm.Instant
	DueAt     crm.Instant // when a sweep is to look after it; 0 = never again

	// Before is the task as it stood before its last result was reported, for undo; nil =
	// there is nothing to take back.
	Before *playbook.Task

	version uint64
}

// The times after which a sweep looks after a task whose act did not come to an end.
const (
	UnsentFor  = 10 * time.Minute // proposed, but its message may never have been sent
	UnendedFor = 15 * time.Minute // claimed, without an outcome
)

// NewTask returns a task as it enters the table.
func NewTask(t playbook.Task) Task {
	n := Task{Task: t}
	n.SetDueAt(t.ProposedAt)
	return n
}

// SetDueAt sets when a sweep is next to look after the task, by its state. A task stands
// in the due index itself, so that one whose worker died on its way is found.
func (t *Task) SetDueAt(now crm.Instant) {
	switch t.State {
	case playbook.Proposed:
		t.DueAt = max(min(t.NotBefore, t.Deadline+1), now.Add(UnsentFor))
	case playbook.Claimed:
		t.DueAt = t.ClaimedAt.Add(UnendedFor)
	case playbook.Open:
		t.DueAt = t.Deadline + 1
	default:
		t.DueAt = 0
	}
}

// End gives the task a final state.
func (t *Task) End(s playbook.State, why playbook.Why, now crm.Instant) {
	t.State = s
	t.Why = why
	t.ResultAt = now
	t.DueAt = 0
}

// Plain ranges over tasks as the rules know them.
func Plain(tasks []Task) iter.Seq[*playbook.Task] {
	return func(yield func(*playbook.Task) bool) {
		for i := range tasks {
			if !yield(&tasks[i].Task) {
				return
			}
		}
	}
}

// Put returns the op that writes the task, on condition that no other worker did since it
// was loaded.
func (t Task) Put() table.Op {
	body, err := encodeTask(t)
	if err != nil { // plain fields only: it cannot happen
		panic(fmt.Sprintf("book: a task cannot be written: %v", err))
	}
	k := taskKey(t.Store, t.ID)
	return table.Op{
		Kind: table.Put,
		If:   t.version,
		Item: table.Item{
			Key:  k,
			Body: body,
			Due:  dueKey(t.Store, t.DueAt, k),
			List: t.list(),
		},
	}
}

// Written notes that Put was applied, so that the task can be written again.
func (t *Task) Written() { t.version++ }

// maxStake is the greatest stake by which the list of tasks is ordered: greater ones count
// as equal.
const maxStake = 1e15

// list returns the task's place in the list of open tasks, greatest stake first, or in that
// of past tasks, last ended first.
func (t Task) list() table.Key {
	if t.State.Final() {
		ended := max(t.ResultAt, t.ProposedAt)
		return table.Key{
			PK: listPartition(t.Store, listPast),
			SK: stamp(maxInstant-ended) + "#" + t.ID,
		}
	}
	stake := min(max(t.Stake, 0), maxStake)
	return table.Key{
		PK: listPartition(t.Store, listTodo),
		SK: fmt.Sprintf("%016d#%s", int64(maxStake)-stake, t.ID),
	}
}

// maxInstant minus an instant sorts the other way round.
const maxInstant = crm.Instant(9_999_999_999_999)

// PutTasks returns the ops that write tasks.
func PutTasks(tasks []Task) []table.Op {
	ops := make([]table.Op, len(tasks))
	for i, t := range tasks {
		ops[i] = t.Put()
	}
	return ops
}
