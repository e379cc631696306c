package stories

import (
	"context"
	"sync"
	"time"

	"holdfast/shared/records/queue"
	"holdfast/shared/records/queue/queuetest"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
)

// World is what outlives a process: the table, the queues, the errands that went out, and the time.
type World struct {
	Table  table.Table
	Queues map[string]*Lane
	Outbox *Outbox
	Time   time.Time
}

// The queues, by name, in the order in which they are worked.
const (
	Orders   = "orders"
	Tickets  = "tickets"
	Sweeping = "sweep"
	Counting = "census"
	Acting   = "act"
)

// Names lists the queues in that order.
var Names = [...]string{Orders, Tickets, Sweeping, Counting, Acting}

// never is how many receives it takes until a message is given up: stories give nothing up.
const never = 1 << 30

// NewWorld is an empty one, in memory.
func NewWorld(start time.Time) *World {
	w := &World{Table: tabletest.NewMemory(), Queues: map[string]*Lane{}, Time: start}
	w.Outbox = &Outbox{now: w.Now}
	for _, name := range Names {
		w.Queues[name] = &Lane{Queue: queuetest.NewMemory(w.Now, never)}
	}
	return w
}

// Now is the time.
func (w *World) Now() time.Time { return w.Time }

// Waiting is how many messages are in the queues, visible or not.
func (w *World) Waiting() (n int) {
	for _, l := range w.Queues {
		n += l.waiting()
	}
	return n
}

// Lane is a queue that knows how many messages it holds.
type Lane struct {
	queue.Queue
	mu   sync.Mutex
	held int
}

func (l *Lane) waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
}

func (l *Lane) add(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held += n
}

// Send implements queue.Queue.
func (l *Lane) Send(
	ctx context.Context,
	group string,
	delay time.Duration,
	bodies ...[]byte,
) error {
	err := l.Queue.Send(ctx, group, delay, bodies...)
	if err == nil {
		l.add(len(bodies))
	}
	return err
}

// Settle implements queue.Queue. Each receipt must be the newest of its message.
func (l *Lane) Settle(ctx context.Context, rs ...queue.Result) error {
	err := l.Queue.Settle(ctx, rs...)
	for _, r := range rs {
		if err == nil && !r.Again {
			l.add(-1)
		}
	}
	return err
}

// Sent is an errand that went out.
type Sent struct {
	At time.Time
	act.Errand
}

// Outbox is a sender that remembers every errand. Its errands can be told apart from those of other tries by their place only.
type Outbox struct {
	mu   sync.Mutex
	now  func() time.Time
	sent []Sent
	Once bool // it must not be given the same errand twice: it is not idempotent
}

var _ act.Sender = (*Outbox)(nil)

// Send implements act.Sender.
func (o *Outbox) Send(_ context.Context, e act.Errand) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, Sent{o.now(), e})
	return nil
}

// Idempotent implements act.Sender.
func (o *Outbox) Idempotent(context.Context, playbook.Task) bool { return !o.Once }

// Sent lists what went out so far.
func (o *Outbox) Sent() []Sent {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]Sent(nil), o.sent...)
}
