package tally

import "math"

// Interval is an estimate with the range that holds it: Low <= Mid <= High. The field or
// function that has one says in which unit, and in how many cases of a hundred the range
// holds.
type Interval struct {
	Mid  int64 `json:"mid"`
	Low  int64 `json:"low"`
	High int64 `json:"high"`
}

// Contains reports whether n lies in the range, its ends included.
func (i Interval) Contains(n int64) bool { return i.Low <= n && n <= i.High }

// Times returns the interval of n such numbers: what one customer brings becomes what n
// of them bring.
func (i Interval) Times(n int64) Interval {
	return Interval{
		Mid:  i.Mid * n,
		Low:  i.Low * n,
		High: i.High * n,
	}
}

// Minus returns the interval less a number that is known exactly, for one a cost.
func (i Interval) Minus(n int64) Interval {
	return Interval{
		Mid:  i.Mid - n,
		Low:  i.Low - n,
		High: i.High - n,
	}
}

// farthest bounds the numbers of a rounded Interval, so that they fit into an int64
// however wide the range is.
const farthest = 1e15

// RoundInterval returns an estimate and the ends of its range in whole numbers. A number
// that is not one (NaN) becomes 0, because what int64 makes of it differs from processor
// to processor.
func RoundInterval(mid, low, high float64) Interval {
	return Interval{
		Mid:  roundBounded(mid),
		Low:  roundBounded(low),
		High: roundBounded(high),
	}
}

func roundBounded(v float64) int64 {
	if math.IsNaN(v) {
		return 0
	}
	return int64(math.Round(min(max(v, -farthest), farthest)))
}
