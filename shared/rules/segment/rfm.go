package segment

import (
	"fmt"
	"maps"
	"slices"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// RFM is a customer's place by recency, frequency and monetary value (Hughes 1994): each
// from 1, the least, to Spec.Parts. The zero RFM is that of somebody who bought nothing
// within the span, or of a store without cuts.
type RFM struct {
	R uint8 `json:"r"`
	F uint8 `json:"f"`
	M uint8 `json:"m"`
}

// Zero reports whether the customer has no place.
func (r RFM) Zero() bool { return r == RFM{} }

// Spec says how a store cuts its customers.
type Spec struct {
	Parts    int    `json:"parts"`     // 3, 5 or 10
	Days     int    `json:"days"`      // that are looked at: 91, 365 or 1095
	By       string `json:"by"`        // "customers": equal parts of them; "sales": parts that bring as much
	Monetary string `json:"monetary"`  // what M is: "revenue", "profit" or "points"
	PointsBP int64  `json:"points_bp"` // points for a unit of revenue, in ten-thousandths, with "points"
	MinCell  int64  `json:"min_cell"`  // cells with fewer customers say nothing about response
}

// The words of a Spec.
const (
	ByCustomers = "customers"
	BySales     = "sales"
	InRevenue   = "revenue"
	InProfit    = "profit"
	InPoints    = "points"
)

// DefaultSpec is Hughes's: quintiles of a year by revenue.
func DefaultSpec() Spec {
	return Spec{
		Parts:    5,
		Days:     365,
		By:       ByCustomers,
		Monetary: InRevenue,
		PointsBP: 10_000,
		MinCell:  20,
	}
}

// Check says in a sentence what cannot be right.
func (s Spec) Check() error {
	switch {
	case !slices.Contains([]int{3, 5, 10}, s.Parts):
		return fmt.Errorf("rfm.parts is %d; it is 3, 5 or 10", s.Parts)
	case !slices.Contains([]int{91, 365, 1095}, s.Days):
		return fmt.Errorf(
			"rfm.days is %d; it is 91 (a quarter), 365 (a year) or 1095 (three years)",
			s.Days,
		)
	case s.By != ByCustomers && s.By != BySales:
		return fmt.Errorf("rfm.by is %q; it is %q or %q", s.By, ByCustomers, BySales)
	case s.Monetary != InRevenue && s.Monetary != InProfit && s.Monetary != InPoints:
		return fmt.Errorf(
			"rfm.monetary is %q; it is %q, %q or %q",
			s.Monetary,
			InRevenue,
			InProfit,
			InPoints,
		)
	case s.PointsBP < 0 || s.MinCell < 0:
		return fmt.Errorf("rfm.points_bp and rfm.min_cell are not negative")
	}
	return nil
}

// Cuts are where a store's parts begin. For recency a part begins with fewer days of
// silence. The zero value places nobody.
type Cuts struct {
	Spec      Spec    `json:"spec"`
	Recency   []int64 `json:"recency,omitempty"`   // days: at most so many for part 2, 3, ...; falling
	Frequency []int64 `json:"frequency,omitempty"` // orders: at least so many; rising
	Monetary  []int64 `json:"monetary,omitempty"`  // minor units or points: at least so much; rising
}

// counted is what a customer is cut by.
type counted struct{ silence, orders, amount, revenue int64 }

// measure counts what was bought within the span that ends at an instant, and reports
// whether it was anything.
func (s Spec) measure(
	f *crm.Facts,
	h overdue.History,
	n *Criteria,
	at crm.Instant,
) (c counted, ok bool) {
	sums := SumBetween(f, n.Currency, n.MarginBP, at.AddDays(-s.Days), at)
	h, _ = h.SpreadEvenly(at)
	h = h.Until(at)
	if sums.Orders == 0 || len(h.Days) == 0 {
		return c, false
	}
	c = counted{
		silence: int64(at.Days(h.Days[len(h.Days)-1])),
		orders:  int64(sums.Orders),
		amount:  sums.Revenue,
		revenue: sums.Revenue,
	}
	switch s.Monetary {
	case InProfit:
		c.amount = sums.Profit
	case InPoints:
		c.amount = crm.BasisPoints(sums.Revenue, s.PointsBP) / minorUnits(n.Currency)
	}
	return c, true
}

func minorUnits(c crm.Currency) (unit int64) {
	unit = 1
	for range c.Exponent() {
		unit *= 10
	}
	return unit
}

func (s *Subject) rfm() RFM { return s.rfmAt(s.At) }

// rfmAt is where the customer stood at an earlier instant, by today's cuts.
func (s *Subject) rfmAt(at crm.Instant) RFM {
	cuts := &s.Criteria.RFM
	if cuts.Spec.Parts == 0 {
		return RFM{}
	}
	c, ok := cuts.Spec.measure(s.Facts, s.History, s.Criteria, at)
	if !ok {
		return RFM{}
	}
	return cuts.place(c)
}

func (c *Cuts) place(of counted) RFM {
	r := RFM{1, 1, 1}
	for _, most := range c.Recency {
		if of.silence <= most {
			r.R++
		}
	}
	for _, least := range c.Frequency {
		if of.orders >= least {
			r.F++
		}
	}
	for _, least := range c.Monetary {
		if of.amount >= least {
			r.M++
		}
	}
	return r
}

// RFMHistogram gathers how a store's customers are spread over recency, frequency and
// monetary value, so that cuts, and the cells between them, can be read off. Like Ranking
// it is bounded, holds whole numbers and merges to the same in any order. Its bins are an
// eighth of a value wide, so parts are equal to within such a bin, and equals stay
// together.
type RFMHistogram struct {
	Cells tally.Counts `json:"cells"` // customers by bins of all three
	Sales tally.Counts `json:"sales"` // what they brought, exactly: revenue in minor units
}

const (
	spreadScale = tally.Bins(3)
	binWidth    = 512 // more bins than spreadScale has for any number met here
)

// binOf is the cell of a customer; amounts below nothing count as nothing.
func binOf(c counted) int {
	bin := func(v int64) int { return min(spreadScale.Bin(max(0, v)), binWidth-1) }
	return (bin(c.silence)*binWidth+bin(c.orders))*binWidth + bin(c.amount)
}

// apart is a cell's bins of recency, frequency and monetary value.
func apart(cell int) (r, f, m int) {
	return cell / binWidth / binWidth, cell / binWidth % binWidth, cell % binWidth
}

func (s *RFMHistogram) add(c counted) {
	s.fill()
	s.Cells[binOf(c)]++
	s.Sales[binOf(c)] += c.revenue
}

func (s *RFMHistogram) fill() {
	if s.Cells == nil {
		s.Cells = tally.Counts{}
		s.Sales = tally.Counts{}
	}
}

// Merge adds what another part of the census has gathered.
func (s *RFMHistogram) Merge(o *RFMHistogram) {
	s.fill()
	s.Cells.Merge(o.Cells)
	s.Sales.Merge(o.Sales)
}

// Cuts reads the cuts off.
func (s *RFMHistogram) Cuts(spec Spec) Cuts {
	weight := s.Cells
	if spec.By == BySales {
		weight = s.Sales
	}
	along := func(of func(cell int) int) tally.Counts {
		out := tally.Counts{}
		for cell, n := range weight {
			out[of(cell)] += max(0, n)
		}
		return out
	}
	out := Cuts{Spec: spec}
	for _, bin := range cut(along(func(c int) int { r, _, _ := apart(c); return -r }), spec.Parts) {
		out.Recency = append(out.Recency, spreadScale.Low(-bin+1)-1)
	}
	for _, bin := range cut(along(func(c int) int { _, f, _ := apart(c); return f }), spec.Parts) {
		out.Frequency = append(out.Frequency, spreadScale.Low(bin))
	}
	for _, bin := range cut(along(func(c int) int { _, _, m := apart(c); return m }), spec.Parts) {
		out.Monetary = append(out.Monetary, spreadScale.Low(bin))
	}
	return out
}

// cut gives the bins with which the second, third, ... of so many parts of equal weight
// begin. Where one bin holds more than a part, parts are left empty: their beginning is
// the same.
func cut(weight tally.Counts, parts int) []int {
	bins := slices.Sorted(maps.Keys(weight))
	total := weight.Total()
	if total == 0 {
		return nil
	}
	var out []int
	var below int64
	i := 0
	for p := 1; p < parts; p++ {
		for i < len(bins) && (below+weight[bins[i]]/2)*int64(parts) < total*int64(p) {
			below += weight[bins[i]]
			i++
		}
		if i == len(bins) {
			out = append(out, bins[i-1]+1) // nobody is so good
		} else {
			out = append(out, bins[i])
		}
	}
	return out
}

// Cell is the customers who share an RFM.
type Cell struct {
	RFM
	Customers int64     `json:"customers"`
	Sales     crm.Money `json:"sales"` // their revenue within the span
}

// Table lists the cells that hold anybody, the best first.
func (s *RFMHistogram) Table(cuts Cuts, c crm.Currency) []Cell {
	byPlace := map[RFM]*Cell{}
	for cell, n := range s.Cells {
		r, f, m := apart(cell)
		place := cuts.place(
			counted{
				silence: spreadScale.Low(r),
				orders:  spreadScale.Low(f),
				amount:  spreadScale.Low(m),
			},
		)
		if byPlace[place] == nil {
			byPlace[place] = &Cell{RFM: place, Sales: c.Of(0)}
		}
		byPlace[place].Customers += n
		byPlace[place].Sales.Minor += s.Sales[cell]
	}
	out := make([]Cell, 0, len(byPlace))
	for _, c := range byPlace {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Cell) int { return b.code() - a.code() })
	return out
}

func (r RFM) code() int { return (int(r.R)*16+int(r.F))*16 + int(r.M) }
