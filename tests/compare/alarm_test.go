package main

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// days is the rule that looks at nothing but the silence.
var days = rule{name: "days", score: func(_ *silence, days int) float64 { return float64(days) }}

func TestTheShareOfFalseAlarmsCountsThoseThatReachTheFactor(t *testing.T) {
	t.Parallel()
	peaks := []float64{1, 2, 3, 4}
	got := []float64{reached(peaks, 0), reached(peaks, 3), reached(peaks, 3.5), reached(peaks, 9), reached(nil, 1)}
	if diff := cmp.Diff([]float64{1, 0.5, 0.25, 0, 0}, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestTheFactorHitsItsBudget(t *testing.T) {
	t.Parallel()
	peaks := make([]float64, 200)
	for i := range peaks {
		peaks[i] = float64((i * 37) % 200)
	}
	for _, budget := range []float64{0.05, 0.1, 0.5, 1} {
		want := min(budget, 199.0/200) // at least one gap stays below
		if got := reached(peaks, factorFor(peaks, budget)); got != want {
			t.Errorf("budget %v: %v raise the alarm, want %v", budget, got, want)
		}
	}
	if got := factorFor(nil, 0.1); !math.IsInf(got, 1) {
		t.Errorf("of no gaps: %v", got)
	}
}

func TestNoFactorExceedsItsBudgetAndNoLowerOneKeepsIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		peaks := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 9), func(v int) float64 { return float64(v) }), 1, 50).Draw(t, "peaks")
		budget := rapid.Float64Range(0, 0.9).Draw(t, "budget")
		factor := factorFor(peaks, budget)
		if got := reached(peaks, factor); got > budget+1e-6 {
			t.Fatalf("factor %v: %v raise the alarm, the budget is %v", factor, got, budget)
		}
		if got := reached(peaks, math.Floor(factor)); got <= budget-1e-6 {
			t.Fatalf("factor %v would do: %v", math.Floor(factor), got)
		}
	})
}

func TestTheAlarmIsRaisedOnTheFirstDayThatReachesTheFactor(t *testing.T) {
	t.Parallel()
	hill := rule{falls: true, score: func(_ *silence, days int) float64 { return float64(10 - max(days-10, 10-days)) }} // 10 on day 10
	got := []int{
		days.alarm(nil, 7.5, longest), days.alarm(nil, 0, longest), days.alarm(nil, 9999, longest),
		hill.alarm(nil, 7.5, longest), hill.alarm(nil, 11, longest),
	}
	if diff := cmp.Diff([]int{8, 1, longest, 8, longest}, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestAnAlarmOnceRaisedStays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(0, 9), 40, 40).Draw(t, "scores")
		r := rule{falls: true, score: func(_ *silence, days int) float64 { return float64(scores[days-1]) }}
		factor := float64(rapid.IntRange(0, 9).Draw(t, "factor"))
		end := rapid.IntRange(1, 39).Draw(t, "end")
		if raised, by := r.peak(nil, end) >= factor, r.alarm(nil, factor, 40) <= end; raised != by {
			t.Fatalf("by day %d the peak says %v, the day of the alarm %v", end, raised, by)
		}
	})
}

func TestSilencesOfOneStateShareTheirDelayUnlessTheCalendarCounts(t *testing.T) {
	t.Parallel()
	byDate := func(x *silence, days int) float64 { return float64(days + x.begun) }
	of := []*silence{{begun: 0}, {begun: 5}}
	if diff := cmp.Diff([]int{10, 5}, rule{score: byDate, dated: true}.delays(of, 10)); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]int{10, 10}, days.delays(of, 10)); diff != "" {
		t.Fatal(diff)
	}
}
