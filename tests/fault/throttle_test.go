package fault

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/tests/stories"
)

var errThrottled = errors.New("there are too many requests")

// throttle refuses a tenth of all requests, whatever they ask for, and more than its share in bursts: what is refused is not applied.
// Adapters try four times before a step hears of it; here it hears of each.
type throttle struct {
	mu    sync.Mutex
	rnd   *rand.Rand
	burst int
	met   map[string]int // what was refused
	total int
	over  bool
}

func (h *throttle) refuses(what string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return false
	}
	h.total++
	if h.burst == 0 && h.rnd.IntN(20) == 0 {
		h.burst = 1 + h.rnd.IntN(3) // two on average
	}
	if h.burst == 0 {
		return false
	}
	h.burst--
	h.met[what]++
	return true
}

func (h *throttle) refused() (n int) {
	for _, k := range h.met {
		n += k
	}
	return n
}

func (h *throttle) walls() stories.Walls {
	return stories.Walls{
		Table: func(t table.Table) table.Table { return throttledTable{t, h} },
		Queue: func(_ string, q queue.Queue) queue.Queue { return throttledQueue{q, h} },
	}
}

type throttledTable struct {
	table.Table
	by *throttle
}

func (t throttledTable) Get(ctx context.Context, strong bool, keys ...table.Key) (map[table.Key]table.Item, error) {
	if t.by.refuses("get") {
		return nil, errThrottled
	}
	return t.Table.Get(ctx, strong, keys...)
}

func (t throttledTable) Write(ctx context.Context, ops ...table.Op) error {
	if t.by.refuses("write") {
		return errThrottled
	}
	return t.Table.Write(ctx, ops...)
}

func (t throttledTable) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if t.by.refuses("query") {
		return table.Page{}, errThrottled
	}
	return t.Table.Query(ctx, q)
}

func (t throttledTable) Scan(ctx context.Context, segment, of int, cursor string) (table.Page, error) {
	if t.by.refuses("scan") {
		return table.Page{}, errThrottled
	}
	return t.Table.Scan(ctx, segment, of, cursor)
}

type throttledQueue struct {
	queue.Queue
	by *throttle
}

func (q throttledQueue) Send(
	ctx context.Context,
	group string,
	delay time.Duration,
	bodies ...[]byte,
) error {
	if q.by.refuses("send") {
		return errThrottled
	}
	return q.Queue.Send(ctx, group, delay, bodies...)
}

func (q throttledQueue) Receive(ctx context.Context, max int, visible time.Duration) ([]queue.Message, error) {
	if q.by.refuses("receive") {
		return nil, errThrottled
	}
	return q.Queue.Receive(ctx, max, visible)
}

func (q throttledQueue) Settle(ctx context.Context, rs ...queue.Result) error {
	if q.by.refuses("settle") {
		return errThrottled
	}
	return q.Queue.Settle(ctx, rs...)
}

func TestATenthOfAllRequestsThrottledChangesNothingInTheEnd(t *testing.T) {
	t.Parallel()
	s := trace(t)
	want, _ := undisturbed(t, s)
	met := map[string]int{}
	for seed := range uint64(20) {
		w, err := world(s)
		if err != nil {
			t.Fatal(err)
		}
		h := &throttle{rnd: rand.New(rand.NewPCG(seed, 10)), met: map[string]int{}}
		p := stories.NewPlayer(stories.Enter(w, h.walls()), s)
		for i := range s.Year {
			if err := p.Happen(t.Context(), i); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		n := h.refused()
		h.over = true
		if n*100 < h.total*5 || n*100 > h.total*16 {
			t.Errorf("seed %d: %d of %d requests were throttled", seed, n, h.total)
		}
		if err := settle(t.Context(), p, &mains{}); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for what, k := range h.met {
			met[what] += k
		}
		compare(t, fmt.Sprintf("throttled, seed %d", seed), want, w, false)
	}
	t.Logf("throttled: %v", met)
	if len(met) != 7 {
		t.Errorf("not every kind of request was throttled")
	}
}
