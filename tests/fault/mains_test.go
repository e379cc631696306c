// Package fault tries to break what DESIGN promises: every write and every send fails in each way it can, processes die at
// each commit point, indexes lag, ten workers meet at one customer, and what comes in is random, forged or broken.
package fault

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"holdfast/shared/records/queue"
	"holdfast/shared/records/queue/queuetest"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/steps/act"
	"holdfast/tests/stories"
)

// way is how an effect goes wrong.
type way uint8

const (
	well    way = iota
	undone      // it is not applied, and an error returned
	done        // it is applied, and an error returned
	partly      // a queue applies half of it; a sender promises that nothing went out
	nothing = -1
)

func (w way) String() string { return [...]string{"well", "not applied", "applied", "partly"}[w] }

var errDead = errors.New("the mains are off")

// mains numbers every effect of a house on its world: writes, sends, settlements, errands. One of them goes wrong; with
// crash the process dies there and nothing it does after that is applied, until it is restarted.
type mains struct {
	mu      sync.Mutex
	effects []string // what there was so far
	at      int      // which one goes wrong; nothing = none
	how     way
	crash   bool
	once    bool // errands must not go out twice
	dead    bool
	what    string          // the effect that went wrong
	plan    func(n int) way // instead of at and how
}

func (m *mains) next(what string) way {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return undone
	}
	n := len(m.effects)
	m.effects = append(m.effects, what)
	if m.plan != nil {
		return m.plan(n)
	}
	if n != m.at {
		return well
	}
	m.dead, m.what = m.crash, what
	return m.how
}

func (m *mains) off() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

func (m *mains) on() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead = false
}

// walls let every effect pass the mains.
func (m *mains) walls() stories.Walls {
	return stories.Walls{
		Table: func(t table.Table) table.Table {
			return tabletest.NewFaulty(t, func(int) tabletest.Fault { return m.table() })
		},
		Queue: func(name string, q queue.Queue) queue.Queue {
			return queuetest.NewFaulty(q, queuetest.Plans{
				Send:   func(int) queuetest.Fault { return m.queue("send to " + name) },
				Settle: func(int) queuetest.Fault { return m.queue("settle of " + name) },
				Receive: func(int) queuetest.Fault {
					if m.off() {
						return queuetest.NotApplied
					}
					return queuetest.None
				},
			})
		},
		Sender: func(s act.Sender) act.Sender { return &brokenSender{s, m} },
	}
}

func (m *mains) table() tabletest.Fault {
	switch m.next("write") {
	case undone, partly:
		return tabletest.NotApplied
	case done:
		return tabletest.Applied
	}
	return tabletest.None
}

func (m *mains) queue(what string) queuetest.Fault {
	return [...]queuetest.Fault{queuetest.None, queuetest.NotApplied, queuetest.Applied, queuetest.Partly}[m.next(what)]
}

// brokenSender fails as the mains say.
type brokenSender struct {
	act.Sender
	mains *mains
}

func (b *brokenSender) Send(ctx context.Context, e act.Errand) error {
	switch b.mains.next("errand") {
	case undone:
		return errDead
	case done:
		return errors.Join(errDead, b.Sender.Send(ctx, e))
	case partly:
		return fmt.Errorf("%w: %w", act.ErrNotSent, errDead)
	}
	return b.Sender.Send(ctx, e)
}
