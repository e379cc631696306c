package tally_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"holdfast/shared/words/tally"
)

func TestEveryNumberStandsInABinNoWiderThanTheScaleSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := tally.Bins(rapid.UintRange(1, 8).Draw(t, "scale"))
		v := rapid.Int64Range(-1<<50, 1<<50).Draw(t, "v")
		bin := s.Bin(v)
		low, high := s.Low(bin), s.Low(bin+1)-1
		if v < low || v > high {
			t.Fatalf("%d fell into bin %d, which holds %d to %d", v, bin, low, high)
		}
		if abs := max(v, -v); (high-low)<<s > abs {
			t.Fatalf("bin %d to %d is too wide for %d", low, high, v)
		}
		if s.Bin(v+1) < bin {
			t.Fatalf("%d falls below %d", v+1, v)
		}
	})
}

func TestAtMostTheAskedShareLiesAboveAQuantile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 31), 1, 60).Draw(t, "values")
		per := rapid.Int64Range(0, 999).Draw(t, "perMille")
		c := tally.Counts{}
		for _, v := range values {
			c[tally.Bins(5).Bin(v)]++
		}
		q := tally.Quantile(c.Values(5), per)
		var above, from int64
		for _, v := range values {
			if v > q {
				above++
			}
			if v >= q {
				from++
			}
		}
		n := int64(len(values))
		if above*1000 > n*per || from*1000 <= n*per {
			t.Fatalf("quantile %d: %d above, %d at or above, of %d, wanted %d per mille", q, above, from, n, per)
		}
	})
}

func TestMergedCountsDoNotDependOnTheOrder(t *testing.T) {
	t.Parallel()
	a, b := tally.Counts{1: 2, 5: 1}, tally.Counts{5: 4, 7: 1}
	ab, ba := tally.Counts{}, tally.Counts{}
	ab.Merge(a)
	ab.Merge(b)
	ba.Merge(b)
	ba.Merge(a)
	if ab.Total() != 8 || ba.Total() != 8 || ab[5] != 5 || ba[5] != 5 {
		t.Fatalf("got %v and %v", ab, ba)
	}
}

func TestSqrtIsTheWholePart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<61).Draw(t, "n")
		if r := tally.Sqrt(n); r*r > n || (r+1)*(r+1) <= n {
			t.Fatalf("Sqrt(%d) = %d", n, r)
		}
	})
}

func TestTheRootOfASumOfSquaresIsAsLongAsItsHypotenuse(t *testing.T) {
	t.Parallel()
	var w tally.Wide
	w.Square(3_000_000_000_000)
	var o tally.Wide
	o.Square(-4_000_000_000_000)
	w.Merge(o)
	if got := w.Root(); got != 5_000_000_000_000 {
		t.Fatalf("root %d, want 5,000,000,000,000", got)
	}
}

func TestAnIntervalRoundsToWholeNumbersOnEveryMachine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ got, want tally.Interval }{
		"halves away from zero": {tally.RoundInterval(2.5, -2.5, 3.4), tally.Interval{Mid: 3, Low: -3, High: 3}},
		"a range without end":   {tally.RoundInterval(0, math.Inf(-1), math.Inf(1)), tally.Interval{Low: -1e15, High: 1e15}},
		"no number":             {tally.RoundInterval(math.NaN(), 1, 2), tally.Interval{Low: 1, High: 2}},
		"of ten, less a cost":   {tally.Interval{Mid: 2, Low: 1, High: 3}.Times(10).Minus(5), tally.Interval{Mid: 15, Low: 5, High: 25}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", name, c.got, c.want)
		}
	}
	if i := (tally.Interval{Low: 1, High: 3}); !i.Contains(1) || !i.Contains(3) || i.Contains(0) || i.Contains(4) {
		t.Errorf("an interval holds its ends and no more: %+v", i)
	}
}
