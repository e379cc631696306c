package fault

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/shared/records/queue"
	"holdfast/tests/stories"
)

// turns counts the messages that ask for the sweep of a shard.
type turns struct {
	queue.Queue
	sent, more atomic.Int32
}

func (c *turns) Send(ctx context.Context, group string, delay time.Duration, bodies ...[]byte) error {
	for _, body := range bodies {
		c.sent.Add(1)
		if bytes.Contains(body, []byte(`"after"`)) {
			c.more.Add(1)
		}
	}
	return c.Queue.Send(ctx, group, delay, bodies...)
}

// A store of which very many customers are due must not keep the workers from the others: each message works so many pages and asks
// for the rest by another, which waits its turn.
func TestAShardIsSweptInTurns(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	p := tell(t, `sweep never
--
2026-03-01 crowd 1000 10
2026-03-02 12:00 end
`, stories.Walls{})
	h := p.House
	asked := &turns{Queue: h.Sweep.Shards}
	h.Sweep.Shards, h.Sweep.TurnPages, h.Sweep.Log = asked, 1, slog.New(slog.NewJSONHandler(&said, nil))
	at := h.World.Time.AddDate(1, 0, 0)
	h.World.Time = at
	before := len(dueAt(t, h, at))
	if err := h.Sweep.Start(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	h.Pump(t.Context())
	if err := h.Failed(); err != nil {
		t.Fatal(err)
	}
	if left := dueAt(t, h, at); before < 1000 || len(left) > 0 {
		t.Errorf("of %d customers %d are due after the sweep", before, len(left))
	}
	// Four shards of about 250: each has three pages, of which the third is not full and the last turn may find nothing.
	if asked.more.Load() < 8 || asked.sent.Load() != 4+asked.more.Load() {
		t.Errorf("%d messages, %d of them for a rest", asked.sent.Load(), asked.more.Load())
	}
	judged := 0
	for line := range strings.Lines(said.String()) {
		var turn struct{ Due, Judged int }
		if err := json.Unmarshal([]byte(line), &turn); err != nil {
			t.Fatal(err)
		}
		judged += turn.Judged
		if turn.Due > 100 {
			t.Errorf("a turn of %d records", turn.Due)
		}
	}
	if judged != before {
		t.Errorf("%d of %d were judged", judged, before)
	}
}

// What cannot be read stays due. A turn that has met it goes on after it.
func TestTurnsEndThoughRecordsThatCannotBeReadStayDue(t *testing.T) {
	t.Parallel()
	h, _ := mixed(t, slog.New(slog.DiscardHandler))
	asked := &turns{Queue: h.Sweep.Shards}
	h.Sweep.Shards, h.Sweep.TurnPages = asked, 1
	at := h.World.Time.AddDate(1, 0, 0)
	h.World.Time = at
	if err := h.Sweep.Start(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	h.Pump(t.Context())
	if left := dueAt(t, h, at); len(left) != 4 || asked.more.Load() > 4 {
		t.Errorf("%d are left, %d turns more were asked for", len(left), asked.more.Load())
	}
}
