package packed_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"holdfast/shared/words/packed"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "number")
		ms := rapid.Int64Range(-1<<53, 1<<53).Draw(t, "instant")
		if rapid.Bool().Draw(t, "whole seconds") {
			ms -= ms % 1000
		}
		id := rapid.OneOf(rapid.StringMatching(`[0-9]{0,20}`), rapid.String()).Draw(t, "id")
		var w packed.Writer
		w.Int(n)
		w.Uint(uint64(n))
		w.Millis(ms)
		w.ID(id)
		w.String(id)
		r := packed.NewReader(w.Bytes)
		if a, b, c, d, e := r.Int(), r.Uint(), r.Millis(), r.ID(), r.String(); a != n || b != uint64(n) || c != ms || d != id || e != id {
			t.Errorf("%d %d %q came back as %d %d %d %q %q", n, ms, id, a, b, c, d, e)
		}
		if err := r.Done(); err != nil {
			t.Error(err)
		}
	})
}

func TestAnInstantBeyondAnyCalendarIsCorrupt(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, 1 << 54 << 1, (1<<53/1000 + 1) << 1, (1<<53+1)<<1 | 1, -(1<<53/1000 + 1) << 1} {
		var w packed.Writer
		w.Int(n)
		r := packed.NewReader(w.Bytes)
		if ms := r.Millis(); ms != 0 || !errors.Is(r.Done(), packed.ErrCorrupt) {
			t.Errorf("%d is read as %d, %v", n, ms, r.Done())
		}
	}
}

func TestAListLongerThanItsBytesIsCorrupt(t *testing.T) {
	t.Parallel()
	var w packed.Writer
	w.Uint(3)
	r := packed.NewReader(append(w.Bytes, 1, 2))
	if n := r.Count(); n != 0 || !errors.Is(r.Done(), packed.ErrCorrupt) {
		t.Errorf("%d, %v", n, r.Done())
	}
}
