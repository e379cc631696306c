package book

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Task is a task as it stands in the table.
type Task struct {
	playbook.Task
	ClaimedAt crm.Instant `json:"claimed_at,omitempty"`
	DueAt     crm.Instant `json:"look,omitempty"` // when a sweep is to look after it; 0 = never again

	// Before is the task as it stood before its last result was reported, for undo; nil =
	// there is nothing to take back.
	Before *playbook.Task `json:"before,omitempty"`

	version uint64
}

// The times after which a sweep looks after a task whose act did not come to an end.
const (
	UnsentFor  = 10 * time.Minute // proposed, but its message may never have been sent
	UnendedFor = 15 * time.Minute // claimed, without an outcome
)

// NewTask is a task as it enters the table.
func NewTask(t playbook.Task) Task {
	n := Task{Task: t}
	n.SetDueAt(t.ProposedAt)
	return n
}

// SetDueAt sets when a sweep is next to look after the task, by its state. A task stands
// in the due index itself, so whatever dies on its way is found.
func (t *Task) SetDueAt(now crm.Instant) {
	switch t.State {
	case playbook.Proposed:
		t.DueAt = max(min(t.NotBefore, t.Deadline+1), now+millis(UnsentFor))
	case playbook.Claimed:
		t.DueAt = t.ClaimedAt + millis(UnendedFor)
	case playbook.Open:
		t.DueAt = t.Deadline + 1
	default:
		t.DueAt = 0
	}
}

func millis(d time.Duration) crm.Instant { return crm.Instant(d.Milliseconds()) }

// End gives the task a final state.
func (t *Task) End(s playbook.State, why playbook.Why, now crm.Instant) {
	t.State = s
	t.Why = why
	t.ResultAt = now
	t.DueAt = 0
}

// Put is the op that writes the task, on condition that nobody else did since it was
// loaded.
func (t Task) Put() table.Op {
	body, err := json.Marshal(t)
	if err != nil {
		panic(
			fmt.Sprintf("book: a task cannot be written: %v", err),
		) // plain fields only: cannot happen
	}
	k := taskKey(t.Store, t.ID)
	return table.Op{Kind: table.Put, If: t.version, Item: table.Item{
		Key:  k,
		Body: body,
		Due:  dueKey(t.Store, t.DueAt, k),
		List: t.list(),
	}}
}

// Written notes that Put was applied, so that the task can be written again.
func (t *Task) Written() { t.version++ }

// maxStake is more than any stake that is told apart in the list of tasks.
const maxStake = 1e15

func (t Task) list() table.Key {
	if t.State.Final() {
		return table.Key{
			PK: listPartition(t.Store, listPast),
			SK: stamp(maxInstant-max(t.ResultAt, t.ProposedAt)) + "#" + t.ID,
		}
	}
	stake := min(max(t.Stake, 0), maxStake)
	return table.Key{
		PK: listPartition(t.Store, listTodo),
		SK: fmt.Sprintf("%016d#%s", int64(maxStake)-stake, t.ID),
	}
}

// maxInstant turns an instant into one that sorts the other way round.
const maxInstant = crm.Instant(9_999_999_999_999)

// PutTasks are the writes of tasks.
func PutTasks(tasks []Task) []table.Op {
	ops := make([]table.Op, len(tasks))
	for i, t := range tasks {
		ops[i] = t.Put()
	}
	return ops
}

// FindTasks loads tasks by their ids; unknown ones are left out.
func (b Book) FindTasks(ctx context.Context, store string, ids ...string) ([]Task, error) {
	var out []Task
	for start := 0; start < len(ids); start += table.MaxOps {
		chunk := ids[start:min(start+table.MaxOps, len(ids))]
		keys := make([]table.Key, len(chunk))
		for i, id := range chunk {
			keys[i] = taskKey(store, id)
		}
		items, err := b.Table.Get(ctx, true, keys...)
		if err != nil {
			return nil, fmt.Errorf("load tasks of %s: %w", store, err)
		}
		for _, k := range keys {
			it, ok := items[k]
			if !ok {
				continue
			}
			t := Task{version: it.Version}
			if err := json.Unmarshal(it.Body, &t); err != nil {
				return nil, fmt.Errorf("read task %s: %w", k.PK, err)
			}
			out = append(out, t)
		}
	}
	return out, nil
}

// actMessage asks for one task to be carried out.
type actMessage struct {
	V     int    `json:"v"`
	Store string `json:"store"`
	Task  string `json:"task"`
}

// SendTasks asks for tasks to be carried out, each at its time.
func SendTasks(ctx context.Context, q queue.Queue, now crm.Instant, tasks []Task) error {
	byDelay := map[time.Duration][][]byte{}
	for _, t := range tasks {
		wait := max(0, t.NotBefore.Since(now))
		if wait > queue.MaxDelay {
			continue // it stands in the due index until then
		}
		body, err := json.Marshal(actMessage{1, t.Store, t.ID})
		if err != nil {
			return fmt.Errorf("send task %s: %w", t.ID, err)
		}
		wait = wait.Truncate(time.Second)
		byDelay[wait] = append(byDelay[wait], body)
	}
	for wait, bodies := range byDelay {
		if err := q.Send(ctx, wait, bodies...); err != nil {
			return fmt.Errorf("send %d tasks: %w", len(bodies), err)
		}
	}
	return nil
}

// ReadTaskMessage is the store and the task that a message of SendTasks names.
func ReadTaskMessage(body []byte) (store, task string, err error) {
	var m actMessage
	if err := json.Unmarshal(body, &m); err != nil {
		return "", "", fmt.Errorf("read task message: %w", err)
	}
	if m.V != 1 || m.Store == "" || m.Task == "" {
		return "", "", fmt.Errorf(
			"read task message: version %d names store %q and task %q",
			m.V,
			m.Store,
			m.Task,
		)
	}
	return m.Store, m.Task, nil
}
