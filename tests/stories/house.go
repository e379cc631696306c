package stories

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"holdfast/infra/links"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/steps/act"
	"holdfast/shared/steps/apply"
	"holdfast/shared/steps/census"
	"holdfast/shared/steps/sweep"
	"holdfast/shared/words/outcome"
)

// House is one process over a world: every step, its caches, and the runtime that works the queues.
type House struct {
	*World
	Book   book.Book
	Shops  *book.Shops
	Apply  *apply.Apply
	Sweep  *sweep.Sweep
	Census *census.Census
	Act    *act.Act

	Sweeps []time.Duration // times of day, UTC
	Seen   func()          // called whenever the queues were worked off
	Errors []error         // of messages that failed and went back, and of starts
	queues map[string]queue.Queue
	walls  Walls
}

// Walls are put between a house and its world. Nil ones are left out.
type Walls struct {
	Table  func(table.Table) table.Table
	Queue  func(name string, q queue.Queue) queue.Queue
	Sender func(act.Sender) act.Sender
	Log    *slog.Logger
}

// Enter starts a process over a world.
func Enter(w *World, walls Walls) *House {
	if walls.Log == nil {
		walls.Log = slog.New(slog.DiscardHandler)
	}
	h := &House{World: w, queues: map[string]queue.Queue{}, Seen: func() {}, walls: walls}
	h.Book.Table = w.Table
	if walls.Table != nil {
		h.Book.Table = walls.Table(w.Table)
	}
	for name, q := range w.Queues {
		h.queues[name] = q
		if walls.Queue != nil {
			h.queues[name] = walls.Queue(name, q)
		}
	}
	h.Restart()
	return h
}

// Restart builds every step anew, as a process does that died: what it knew is gone, what it had received comes back.
func (h *House) Restart() {
	w, walls := h.World, h.walls
	var sender act.Sender = w.Outbox
	if walls.Sender != nil {
		sender = walls.Sender(sender)
	}
	h.Shops = &book.Shops{Book: h.Book, Now: w.Now}
	h.Apply = &apply.Apply{Book: h.Book, Shops: h.Shops, Orders: h.queues[Orders], Act: h.queues[Acting], Now: w.Now, Log: walls.Log}
	h.Sweep = &sweep.Sweep{Book: h.Book, Shops: h.Shops, Shards: h.queues[Sweeping], Act: h.queues[Acting], Now: w.Now, Log: walls.Log}
	h.Census = &census.Census{Book: h.Book, Shops: h.Shops, Segments: h.queues[Counting], Now: w.Now, Log: walls.Log}
	address := func() string { return "https://hooks.example/hooks" }
	h.Act = &act.Act{Book: h.Book, Shops: h.Shops, Send: sender, Now: w.Now, Log: walls.Log, Link: links.To(address, surveys{})}
}

// Queue is one of the queues as the house sees it.
func (h *House) Queue(name string) queue.Queue { return h.queues[name] }

func (h *House) step(name string) func(context.Context, []queue.Message) []error {
	switch name {
	case Sweeping:
		return h.Sweep.JudgeShards
	case Counting:
		return h.Census.CountSegments
	case Acting:
		return h.Act.CarryOut
	}
	return h.Apply.Fold
}

// hidden is how long a message that was received stays so: a process that dies meanwhile loses nothing.
const hidden = 2 * time.Minute

// Pump works the queues until nothing in them is visible.
func (h *House) Pump(ctx context.Context) {
	for did := true; did; {
		did = false
		for _, name := range Names {
			for h.batch(ctx, name) {
				did = true
			}
		}
	}
	h.Seen()
}

func (h *House) batch(ctx context.Context, name string) bool {
	ms, err := h.queues[name].Receive(ctx, queue.MaxReceive, hidden)
	if err != nil || len(ms) == 0 {
		h.failed(name, err)
		return false
	}
	errs := h.step(name)(ctx, ms)
	rs := make([]queue.Result, len(ms))
	for i, m := range ms {
		rs[i] = h.result(name, m, errs[i])
	}
	h.failed(name, h.queues[name].Settle(ctx, rs...))
	return true
}

// again is when a message that failed comes back.
const again = 20 * time.Second

// result answers a queue as the runtimes do.
func (h *House) result(name string, m queue.Message, err error) queue.Result {
	r := queue.Result{Message: m}
	if _, rejected := outcome.AsRejected(err); err == nil || rejected {
		return r
	}
	r.Again, r.Delay = true, again
	if later, ok := outcome.AsLater(err); ok {
		r.Delay = later.Delay
		return r
	}
	h.failed(name, err)
	return r
}

func (h *House) failed(what string, err error) {
	if err != nil {
		h.Errors = append(h.Errors, fmt.Errorf("%s: %w", what, err))
	}
}

// Look is how often the queues are looked at while they hold anything.
const Look = 30 * time.Second

// Turn turns the clock to an instant and does, in the order of time, all that is due on the way.
func (h *House) Turn(ctx context.Context, to time.Time) {
	for {
		h.Pump(ctx)
		at, sweep := h.next(), true
		if wait := h.Time.Add(Look); h.Waiting() > 0 && wait.Before(at) {
			at, sweep = wait, false
		}
		if at.After(to) {
			break
		}
		h.Time = at
		if sweep {
			h.failed("start", h.Sweep.Start(ctx, at))
		}
	}
	h.Time = to
	h.Pump(ctx)
}

// next is when the next sweep starts.
func (h *House) next() time.Time {
	at, midnight := h.Time.AddDate(100, 0, 0), h.Time.Truncate(24*time.Hour)
	for _, d := range h.Sweeps {
		for day := range 2 {
			if t := midnight.AddDate(0, 0, day).Add(d); t.After(h.Time) && t.Before(at) {
				at = t
			}
		}
	}
	return at
}

// Failed is what went wrong so far, joined.
func (h *House) Failed() error { return errors.Join(h.Errors...) }
