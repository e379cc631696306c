package queuetest

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/records/queue"
)

// entry is a message as the model sees it.
type entry struct {
	visible  time.Duration // on a clock that starts with the history
	receives int
	newest   string // receipt
	dead     bool
}

// history plays random requests on a queue and on a map of bodies.
type history struct {
	*bench
	t          *rapid.T
	number     int // of the histories on this queue
	now        time.Duration
	sent       int
	entries    map[string]*entry
	deliveries []queue.Message // every delivery ever, stale ones too
}

// modelTest plays histories on one queue, each emptied at its end.
func modelTest(t *testing.T, o Bench) {
	histories := 0
	rapid.Check(t, func(rt *rapid.T) {
		histories++
		h := &history{
			bench:   &bench{tester: rt, Queue: o.Queue, turn: o.Turn},
			t:       rt,
			number:  histories,
			entries: make(map[string]*entry),
		}
		h.empty()
		rt.Repeat(h.plays())
		h.empty()
	})
}

// plays returns the requests that a history is made of, by name.
func (h *history) plays() map[string]func(*rapid.T) {
	play := func(do func()) func(*rapid.T) {
		return func(*rapid.T) { do() }
	}
	return map[string]func(*rapid.T){
		"send":    play(h.playSend),
		"receive": play(h.playReceive),
		"settle":  play(h.playSettle),
		"turn":    play(h.playTurn),
		"redrive": play(h.playRedrive),
	}
}

// empty receives and settles all there is, the dead too: a history that failed may have
// left something.
func (h *history) empty() {
	h.turn(time.Hour)
	h.receive(time.Hour) // those that are due to die, die
	h.redriveAll()
	h.turn(2 * time.Hour)
	h.settleAll()
	h.redriveAll()
	h.settleAll()
}

func (h *history) redriveAll() {
	if _, err := h.Redrive(h.Context(), 0); err != nil {
		h.Fatal(err)
	}
}

// settleAll deletes all that is visible.
func (h *history) settleAll() {
	var rs []queue.Result
	for _, m := range h.receive(time.Hour) {
		rs = append(rs, done(m))
	}
	h.settle(rs...)
}

func seconds(t *rapid.T, most int, label string) time.Duration {
	return time.Duration(rapid.IntRange(0, most).Draw(t, label)) * time.Second
}

func (h *history) playSend() {
	delay := seconds(h.t, 20, "delay")
	n := rapid.IntRange(1, 13).Draw(h.t, "bodies")
	var bodies []string
	for range n {
		h.sent++
		body := fmt.Sprintf("%d.%d", h.number, h.sent)
		bodies = append(bodies, body)
		h.entries[body] = &entry{visible: h.now + delay}
	}
	h.send(delay, bodies...)
}

// playReceive takes all that is visible: which comes first is the queue's to choose.
func (h *history) playReceive() {
	visible := time.Second + seconds(h.t, 20, "visible")
	want := make(map[string]int)
	for body, e := range h.entries {
		switch {
		case e.dead || e.visible > h.now:
		case e.receives == maxReceives:
			e.dead = true
			e.newest = ""
		default:
			e.receives++
			e.visible = h.now + visible
			want[body] = e.receives
		}
	}

	got := make(map[string]int)
	for _, m := range h.receive(visible) {
		body := string(m.Body)
		if _, twice := got[body]; twice {
			h.Errorf("%s was received twice at one instant", body)
		}
		got[body] = m.Receives
		if e := h.entries[body]; e != nil {
			e.newest = m.Receipt
		}
		h.deliveries = append(h.deliveries, m)
	}
	if d := gocmp.Diff(want, got); d != "" {
		h.Fatalf("bodies and receives (-want +got):\n%s", d)
	}
}

// playSettle ends a delivery, or tries to end one that is stale.
func (h *history) playSettle() {
	if len(h.deliveries) == 0 {
		return
	}
	r := queue.Result{
		Message: rapid.SampledFrom(h.deliveries).Draw(h.t, "delivery"),
		Again:   rapid.Bool().Draw(h.t, "again"),
	}
	if r.Again {
		r.Delay = seconds(h.t, 20, "again after")
	}
	body := string(r.Message.Body)
	h.settle(r)
	e := h.entries[body]
	if e == nil || e.newest != r.Message.Receipt {
		return
	}
	h.deliveries = slices.DeleteFunc(h.deliveries, func(m queue.Message) bool {
		return m.Receipt == r.Message.Receipt
	})
	if !r.Again {
		delete(h.entries, body)
		return
	}
	e.visible = h.now + r.Delay
	e.newest = ""
}

func (h *history) playTurn() {
	d := time.Second + seconds(h.t, 30, "turn")
	h.now += d
	h.turn(d)
}

func (h *history) playRedrive() {
	want := 0
	for e := range maps.Values(h.entries) {
		if e.dead {
			want++
			*e = entry{visible: h.now}
		}
	}
	h.redrives(want)
}
