// Package tally counts whole numbers on a logarithmic scale. Counts are bounded in size,
// merge exactly in any order, and are the same bytes on every machine, because no float is
// involved. A census needs that, since many workers make the parts of it.
package tally

import (
	"cmp"
	"maps"
	"math/big"
	"math/bits"
	"slices"
)

// Bins is a division of the whole numbers into bins. With Bins(b) a bin is at most 1/2^b
// of its values wide, and each number below 2^b has a bin of its own. This is the layout
// of HdrHistogram (Tene).
type Bins uint

// Bin returns the number of the bin into which v falls. Negative numbers mirror positive
// ones.
func (s Bins) Bin(v int64) int {
	if v < 0 {
		return -s.Bin(-max(v, -1<<62))
	}
	if v < 1<<s {
		return int(v)
	}

	// The highest bits of v tell the bin; shift of the lowest are dropped.
	shift := bits.Len64(uint64(v)) - 1 - int(s)
	return shift<<s + int(v>>shift)
}

// Low returns the smallest number of a bin.
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

// Mid returns the number that stands for a bin. It is off by at most 1/2^(b+1) of a value.
func (s Bins) Mid(bin int) int64 {
	low := s.Low(bin)
	high := s.Low(bin+1) - 1
	return (low + high) / 2
}

// Counts is how many numbers fell into each bin. Its JSON form is a plain object with
// sorted keys.
type Counts map[int]int64

// Merge adds the counts of o.
func (c Counts) Merge(o Counts) {
	for bin, n := range o {
		c[bin] += n
	}
}

// Total returns how many numbers were counted.
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
	values := make([]Weighted, 0, len(c))
	for _, bin := range slices.Sorted(maps.Keys(c)) {
		values = append(values, Weighted{s.Mid(bin), c[bin]})
	}
	return values
}

// Quantile returns the smallest value such that at most perMille of a thousand are
// greater. It returns 0 if there are no values.
func Quantile(values []Weighted, perMille int64) int64 {
	var total int64
	for _, v := range values {
		total += v.Count
	}

	falling := slices.Clone(values)
	slices.SortFunc(falling, func(a, b Weighted) int { return cmp.Compare(b.Value, a.Value) })
	var atLeast int64 // how many are as great as the value, or greater
	for _, v := range falling {
		atLeast += v.Count
		if atLeast*1000 > total*perMille {
			return v.Value
		}
	}
	return 0
}

// Sqrt returns the whole part of the square root; of a negative number, 0.
func Sqrt(n int64) int64 {
	if n < 1 {
		return 0
	}

	// Newton's method falls from a power of two that is no less than the root.
	x := int64(1) << ((bits.Len64(uint64(n)) + 1) / 2)
	for {
		next := (x + n/x) / 2
		if next >= x {
			return x
		}
		x = next
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
	w.Hi += o.Hi + carry
}

// Root returns the whole part of the square root of the sum.
func (w Wide) Root() int64 {
	low := new(big.Int).SetUint64(w.Lo)
	sum := new(big.Int).SetUint64(w.Hi)
	sum.Lsh(sum, 64)
	sum.Or(sum, low)
	return sum.Sqrt(sum).Int64()
}
