package main

import (
	"math"
	"slices"
	"sort"
)

// peak is the highest score of a silence up to a day. It reaches a factor just where the alarm was raised by then.
func (r rule) peak(x *silence, days int) float64 {
	top := r.score(x, days)
	for d := days - 1; r.falls && d > 0; d-- {
		top = max(top, r.score(x, d))
	}
	return top
}

// peaks are those of silences at their ends.
func (r rule) peaks(of []*silence) []float64 {
	out := make([]float64, len(of))
	for i, x := range of {
		out[i] = r.peak(x, x.days)
	}
	return out
}

// alarm is the day of a silence on which the score first reaches the factor; `most` if that is later.
func (r rule) alarm(x *silence, factor float64, most int) int {
	if r.falls {
		for d := 1; d < most; d++ {
			if r.score(x, d) >= factor {
				return d
			}
		}
		return most
	}
	return 1 + sort.Search(most-1, func(d int) bool { return r.score(x, d+1) >= factor })
}

// longest is the delay at which counting ends: an alarm that comes later, or never, counts as one after a year.
const longest = 365

// delays are the days from the last purchase to the alarm.
func (r rule) delays(of []*silence, factor float64) []int {
	out, known := make([]int, len(of)), map[state]int{}
	for i, x := range of {
		day, ok := known[x.state]
		if !ok || r.falls || r.dated {
			day = r.alarm(x, factor, longest)
			known[x.state] = day
		}
		out[i] = day
	}
	return out
}

// factorFor is the lowest factor that at most this share of the peaks reaches. Of none it is beyond reach.
func factorFor(peaks []float64, budget float64) float64 {
	if len(peaks) == 0 {
		return math.Inf(1)
	}
	sorted := slices.Sorted(slices.Values(peaks))
	may := min(int(budget*float64(len(sorted))+1e-9), len(sorted)-1)
	return math.Nextafter(sorted[len(sorted)-1-may], math.Inf(1))
}

// reached is the share of the peaks that reach a factor.
func reached(peaks []float64, factor float64) float64 {
	n := 0
	for _, p := range peaks {
		if p >= factor {
			n++
		}
	}
	return share(n, len(peaks))
}

func share(n, of int) float64 { return float64(n) / float64(max(1, of)) }
