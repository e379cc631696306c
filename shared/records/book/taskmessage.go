package book

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
)

// taskMessageVersion is the version of the messages that SendTasks sends.
const taskMessageVersion = 1

// taskMessage asks for one task to be carried out.
type taskMessage struct {
	V     int    `json:"v"`
	Store string `json:"store"`
	Task  string `json:"task"`
}

// SendTasks asks for tasks to be carried out, each at its time. Those that wait for longer
// than a queue can hold a message are not sent: a sweep finds them in the due index.
func SendTasks(ctx context.Context, q queue.Queue, now crm.Instant, tasks []Task) error {
	type sending struct {
		store string
		wait  time.Duration
	}
	sendings := map[sending][][]byte{}
	for _, t := range tasks {
		wait := max(0, t.NotBefore.Since(now))
		if wait > queue.MaxDelay {
			continue
		}
		body, err := json.Marshal(taskMessage{taskMessageVersion, t.Store, t.ID})
		if err != nil {
			return fmt.Errorf("send task %s: %w", t.ID, err)
		}
		to := sending{t.Store, wait.Truncate(time.Second)}
		sendings[to] = append(sendings[to], body)
	}
	for to, bodies := range sendings {
		if err := q.Send(ctx, to.store, to.wait, bodies...); err != nil {
			return fmt.Errorf("send %d tasks: %w", len(bodies), err)
		}
	}
	return nil
}

// ReadTaskMessage returns the store and the task that a message of SendTasks names. The
// error wraps packed.ErrNewer if a newer version sent it.
func ReadTaskMessage(body []byte) (store, task string, err error) {
	var m taskMessage
	if err := queue.Decode(body, taskMessageVersion, &m); err != nil {
		return "", "", fmt.Errorf("read task message: %w", err)
	}
	if m.Store == "" || m.Task == "" {
		return "", "", fmt.Errorf("read task message: store %q and task %q", m.Store, m.Task)
	}
	return m.Store, m.Task, nil
}
