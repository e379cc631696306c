package exitcost

import (
	"cmp"
	"math"
	"slices"

	"holdfast/shared/rules/clv"
)

// tenths sorts customers by what is expected of them, the most first, and cuts them into
// ten parts that are as equal as customers with the same history allow.
func tenths(t clv.Table, scores []clv.Score, customers int64) []Tenth {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(
		order,
		func(a, b int) int { return cmp.Compare(scores[b].Expected, scores[a].Expected) },
	)
	out := make([]Tenth, 10)
	var expected, none [10]float64
	seen := int64(0)
	for _, i := range order {
		c := t.Cells[i]
		d := min(9, int(10*seen/max(1, customers)))
		out[d].Customers += c.Count
		out[d].Came += int64(c.Next) * c.Count
		if c.Next == 0 {
			out[d].WereNone += c.Count
		}
		expected[d] += scores[i].Expected * float64(c.Count)
		none[d] += scores[i].PNone * float64(c.Count)
		seen += c.Count
	}
	for d := range out {
		out[d].Expected, out[d].None = int64(math.Round(expected[d])), int64(math.Round(none[d]))
	}
	return slices.DeleteFunc(out, func(x Tenth) bool { return x.Customers == 0 })
}
