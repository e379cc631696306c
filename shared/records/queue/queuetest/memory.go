package queuetest

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"holdfast/shared/records/queue"
)

// Memory is a queue in a list, for tests of what stands on a queue. It passes the suite;
// nothing in it lasts.
type Memory struct {
	now         func() time.Time
	maxReceives int

	mu      sync.Mutex
	next    int    // number of the next message or delivery
	served  string // the group whose message was received last
	waiting []*heldMessage
	dead    []*heldMessage
}

type heldMessage struct {
	group   string
	message queue.Message
	visible time.Time
}

var _ queue.Queue = (*Memory)(nil)

// NewMemory returns an empty queue that goes by a clock.
func NewMemory(now func() time.Time, maxReceives int) *Memory {
	return &Memory{now: now, maxReceives: maxReceives}
}

// Send implements queue.Queue.
func (m *Memory) Send(
	ctx context.Context,
	group string,
	delay time.Duration,
	bodies ...[]byte,
) error {
	if err := queue.CheckSend(delay, bodies); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range bodies {
		m.waiting = append(m.waiting, &heldMessage{
			group:   group,
			message: queue.Message{ID: m.newName(), Body: bytes.Clone(b)},
			visible: m.now().Add(delay),
		})
	}
	return nil
}

// newName returns a name that no message or delivery had.
func (m *Memory) newName() string {
	m.next++
	return strconv.Itoa(m.next)
}

// Receive implements queue.Queue.
func (m *Memory) Receive(
	ctx context.Context,
	max int,
	visible time.Duration,
) ([]queue.Message, error) {
	if err := queue.CheckReceive(max, visible); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.waiting = slices.DeleteFunc(m.waiting, func(h *heldMessage) bool {
		dies := h.message.Receives == m.maxReceives && !h.visible.After(now)
		if dies {
			m.dead = append(m.dead, h)
		}
		return dies
	})

	var ms []queue.Message
	taken := map[*heldMessage]bool{}
	for len(ms) < max {
		h := m.nextInTurn(now, taken)
		if h == nil {
			break
		}
		taken[h] = true
		m.served = h.group
		h.message.Receives++
		h.message.Receipt = m.newName()
		h.visible = now.Add(visible)
		out := h.message
		out.Body = bytes.Clone(out.Body)
		ms = append(ms, out)
	}
	return ms, nil
}

// nextInTurn returns the oldest visible message of the group whose turn it is: the first
// after the one that was served last. Those that were taken already do not count.
func (m *Memory) nextInTurn(now time.Time, taken map[*heldMessage]bool) *heldMessage {
	var first, after *heldMessage
	for _, h := range m.waiting {
		if h.visible.After(now) || taken[h] {
			continue
		}
		if first == nil || h.group < first.group {
			first = h
		}
		isAfter := h.group > m.served
		if isAfter && (after == nil || h.group < after.group) {
			after = h
		}
	}
	if after != nil {
		return after
	}
	return first
}

// Settle implements queue.Queue.
func (m *Memory) Settle(ctx context.Context, rs ...queue.Result) error {
	if err := queue.CheckSettle(rs); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range rs {
		m.settle(r)
	}
	return nil
}

func (m *Memory) settle(r queue.Result) {
	receipt := r.Message.Receipt
	i := slices.IndexFunc(m.waiting, func(h *heldMessage) bool {
		return receipt != "" && h.message.Receipt == receipt
	})
	if i < 0 {
		return // the receipt is not the newest of its message
	}
	if !r.Again {
		m.waiting = slices.Delete(m.waiting, i, i+1)
		return
	}
	h := m.waiting[i]
	h.visible = m.now().Add(r.Delay)
	h.message.Receipt = ""
}

// Redrive implements queue.Queue. A limit becomes delays.
func (m *Memory) Redrive(ctx context.Context, perSecond int) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n := len(m.dead)
	for i, h := range m.dead {
		h.message.Receives = 0
		h.message.Receipt = ""
		h.visible = m.now()
		if perSecond > 0 {
			h.visible = h.visible.Add(time.Duration(i/perSecond) * time.Second)
		}
		m.waiting = append(m.waiting, h)
	}
	m.dead = nil
	return n, nil
}
