package exitcost

import (
	"cmp"
	"math"
	"slices"

	"holdfast/shared/rules/clv"
)

// Tenth is about a tenth of the customers.
type Tenth struct {
	Customers int64 `json:"customers"`
	Expected  int64 `json:"expected"` // orders, rounded
	Came      int64 `json:"came"`
	None      int64 `json:"none"`      // foretold without an order
	WereNone  int64 `json:"were_none"` // were without one
}

// cutIntoTenths orders customers by what is expected of them, the most first, and cuts
// them into ten parts that are as equal as customers with the same history allow. Parts
// without customers are left out.
func cutIntoTenths(t clv.Table, scores []clv.Score, customers int64) []Tenth {
	indices := make([]int, len(scores))
	for i := range indices {
		indices[i] = i
	}
	slices.SortStableFunc(indices, func(a, b int) int {
		return cmp.Compare(scores[b].Expected, scores[a].Expected)
	})

	var sums [10]tenthSums
	seen := int64(0)
	for _, i := range indices {
		tenth := min(9, int(10*seen/max(1, customers)))
		sums[tenth].add(t.Cells[i], scores[i])
		seen += t.Cells[i].Count
	}

	tenths := []Tenth{}
	for _, s := range sums {
		if s.Customers > 0 {
			tenths = append(tenths, s.round())
		}
	}
	return tenths
}

// tenthSums is a Tenth while its customers are being counted.
type tenthSums struct {
	Tenth
	expected, none float64
}

// add counts the customers of one history.
func (s *tenthSums) add(c clv.Cell, score clv.Score) {
	s.Customers += c.Count
	s.Came += int64(c.Next) * c.Count
	if c.Next == 0 {
		s.WereNone += c.Count
	}

	customers := float64(c.Count)
	s.expected += score.Expected * customers
	s.none += score.PNone * customers
}

// round returns the tenth with its expectations in whole numbers.
func (s tenthSums) round() Tenth {
	s.Expected = int64(math.Round(s.expected))
	s.None = int64(math.Round(s.none))
	return s.Tenth
}
