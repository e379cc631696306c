package lenient

import (
	"strconv"
	"strings"
)

// mostCounted bounds a number of pieces: more is no order of a shop.
const mostCounted = 1_000_000

// Count reads a number of pieces. Some shops sell by weight: a fraction counts as a piece.
// What is no number, or less than nothing, is 0.
func (r *Reader) Count(s Scalar) int64 {
	whole, fraction, _ := strings.Cut(strings.TrimSpace(textOf(s)), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	if strings.Trim(fraction, "0") != "" {
		n++
	}
	return min(n, mostCounted)
}
