// Package tally counts whole numbers on a logarithmic scale. Counts are bounded in size,
// merge exactly in any order and are the same bytes on every machine, because no float is
// involved: that is what a census needs whose parts are made by many.
package tally

import (
	"maps"
	"math/big"
	"math/bits"
	"slices"
)

// Bins is the number of bits by which a bin is narrow: a bin is at most 1/2^Scale of its
// values wide, and numbers below 2^Scale have bins of their own. This is the layout of
// HdrHistogram (Tene).
type Bins uint

// Bin is the number of the bin in which v falls. Negative numbers mirror positive ones.
func (s Bins) Bin(v int64) int {
	if v < 0 {
		return -s.Bin(-max(v, -1<<62))
	}
	if v < 1<<s {
		return int(v)
	}
	shift := bits.Len64(uint64(v)) - 1 - int(s)
	return shift<<s + int(v>>shift)
}

// Low is the smallest number of a bin.
func (s Bins) Low(bin int) int64 {
	if bin < 0 {
		return -(s.Low(-bin+1) - 1)
	}
	if bin < 1<<s {
		return int64(bin)
	}
	shift := bin>>s - 1
	return int64(bin-shift<<s) << shift
}

// Mid is the number that stands for a bin, off by at most 1/2^(Scale+1) of the value.
func (s Bins) Mid(bin int) int64 { return (s.Low(bin) + s.Low(bin+1) - 1) / 2 }

// Counts is how many numbers fell into each bin. Its JSON form is a plain object with
// sorted keys.
type Counts map[int]int64

// Merge adds the counts of o.
func (c Counts) Merge(o Counts) {
	for bin, n := range o {
		c[bin] += n
	}
}

// Total is how many numbers were counted.
func (c Counts) Total() (n int64) {
	for _, k := range c {
		n += k
	}
	return n
}

// Weighted is a number and how often it was met.
type Weighted struct{ Value, Count int64 }

// Values lists the mid value and count of each bin, smallest first.
func (c Counts) Values(s Bins) []Weighted {
	out := make([]Weighted, 0, len(c))
	for _, bin := range slices.Sorted(maps.Keys(c)) {
		out = append(out, Weighted{s.Mid(bin), c[bin]})
	}
	return out
}

// Quantile is the smallest value such that at most perMille of a thousand are greater. It
// is 0 if there are none.
func Quantile(values []Weighted, perMille int64) int64 {
	values = slices.SortedFunc(
		slices.Values(values),
		func(a, b Weighted) int { return int(min(max(a.Value-b.Value, -1), 1)) },
	)
	var total, above int64
	for _, v := range values {
		total += v.Count
	}
	for i := len(values) - 1; i >= 0; i-- {
		above += values[i].Count
		if above*1000 > total*perMille {
			return values[i].Value
		}
	}
	return 0
}

// Sqrt is the whole part of the square root; of a negative number, 0.
func Sqrt(n int64) int64 {
	if n < 1 {
		return 0
	}
	x := int64(1) << ((bits.Len64(uint64(n)) + 1) / 2)
	for {
		y := (x + n/x) / 2
		if y >= x {
			return x
		}
		x = y
	}
}

// Wide is a sum of squares of whole numbers, in 128 bits: squares of amounts do not fit
// in 64.
type Wide struct {
	Hi uint64 `json:"hi,omitempty"`
	Lo uint64 `json:"lo,omitempty"`
}

// Square adds v x v.
func (w *Wide) Square(v int64) {
	v = max(v, -v)
	hi, lo := bits.Mul64(uint64(v), uint64(v))
	w.Merge(Wide{hi, lo})
}

// Merge adds another sum.
func (w *Wide) Merge(o Wide) {
	lo, carry := bits.Add64(w.Lo, o.Lo, 0)
	w.Lo = lo
	w.Hi = w.Hi + o.Hi + carry
}

// Root is the whole part of the square root of the sum.
func (w Wide) Root() int64 {
	n := new(big.Int).Lsh(new(big.Int).SetUint64(w.Hi), 64)
	return n.Sqrt(n.Or(n, new(big.Int).SetUint64(w.Lo))).Int64()
}
