package fault

import (
	"context"
	"sync"
	"testing"

	"holdfast/shared/records/table"
	"holdfast/tests/stories"
)

// busy is a table in which each so-manieth write meets another transaction: nothing was judged, nothing applied.
type busy struct {
	table.Table
	mu               sync.Mutex
	every, offset, n int
	hits             int
}

func (b *busy) Write(ctx context.Context, ops ...table.Op) error {
	if b.meets() {
		return &table.Conflict{Busy: true}
	}
	return b.Table.Write(ctx, ops...)
}

func (b *busy) meets() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
	met := b.n%b.every == b.offset
	if met {
		b.hits++
	}
	return met
}

// A conflict says that somebody else was faster. It must never count against a message, which has a limit of receives.
func TestAConflictIsNoFault(t *testing.T) {
	t.Parallel()
	s := trace(t)
	want, _ := undisturbed(t, s)
	const every = 5
	for offset := range every {
		w, err := world(s)
		if err != nil {
			t.Fatal(err)
		}
		b := &busy{every: every, offset: offset}
		p := stories.NewPlayer(stories.Enter(w, stories.Walls{Table: func(t table.Table) table.Table { b.Table = t; return b }}), s)
		for i := range s.Year {
			if err := p.Happen(t.Context(), i); err != nil {
				t.Fatal(err)
			}
		}
		if err := settle(t.Context(), p, &mains{}); err != nil {
			t.Fatal(err)
		}
		if b.hits < 10 {
			t.Errorf("only %d writes met somebody", b.hits)
		}
		if err := p.Failed(); err != nil {
			t.Errorf("offset %d: %v", offset, err)
		}
		compare(t, "conflicts", want, w, false)
	}
}
