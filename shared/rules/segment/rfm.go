package segment

import (
	"fmt"
	"slices"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// RFM is a customer's place by recency, frequency and monetary value (Hughes 1994): each
// from 1, the least, to RFMSpec.Parts. The zero RFM is that of a customer who bought
// nothing within the span, or of a store without cuts.
type RFM struct {
	R uint8 `json:"r"`
	F uint8 `json:"f"`
	M uint8 `json:"m"`
}

// Zero reports whether the customer has no place.
func (r RFM) Zero() bool { return r == RFM{} }

// RFMSpec says how a store cuts its customers into parts by recency, frequency and
// monetary value. It is a setting, and stored as JSON.
type RFMSpec struct {
	Parts int `json:"parts"` // 3, 5 or 10
	Days  int `json:"days"`  // that are looked at: 91, 365 or 1095

	// By is what the parts have in equal shares: customers or sales.
	By string `json:"by"`

	Monetary string `json:"monetary"`  // what M is: revenue, profit or points
	PointsBP int64  `json:"points_bp"` // points for a unit of revenue, in ten-thousandths
	MinCell  int64  `json:"min_cell"`  // cells with fewer customers say nothing about response
}

// The words of an RFMSpec.
const (
	ByCustomers = "customers"
	BySales     = "sales"
	InRevenue   = "revenue"
	InProfit    = "profit"
	InPoints    = "points"
)

// What an RFMSpec can say.
var (
	specParts    = []int{3, 5, 10}
	specDays     = []int{91, 365, 1095}
	specBy       = []string{ByCustomers, BySales}
	specMonetary = []string{InRevenue, InProfit, InPoints}
)

// DefaultRFMSpec returns the cut of Hughes 1994: a year's customers in fifths, by revenue.
func DefaultRFMSpec() RFMSpec {
	return RFMSpec{
		Parts:    5,
		Days:     365,
		By:       ByCustomers,
		Monetary: InRevenue,
		PointsBP: 10_000,
		MinCell:  20,
	}
}

// Check returns an error that says in a sentence what cannot be right.
func (s RFMSpec) Check() error {
	switch {
	case !slices.Contains(specParts, s.Parts):
		return fmt.Errorf("rfm.parts is %d; it is 3, 5 or 10", s.Parts)
	case !slices.Contains(specDays, s.Days):
		const want = "91 (a quarter), 365 (a year) or 1095 (three years)"
		return fmt.Errorf("rfm.days is %d; it is %s", s.Days, want)
	case !slices.Contains(specBy, s.By):
		return fmt.Errorf("rfm.by is %q; it is %q or %q", s.By, ByCustomers, BySales)
	case !slices.Contains(specMonetary, s.Monetary):
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

// RFMCuts says where each of a store's parts begins. A later part of recency begins with
// fewer days of silence. The zero value places no customer.
type RFMCuts struct {
	Spec RFMSpec `json:"spec"`

	// Recency holds days of silence: at most so many for part 2, 3, ...; they fall.
	Recency []int64 `json:"recency,omitempty"`

	// Frequency holds orders: at least so many; they rise.
	Frequency []int64 `json:"frequency,omitempty"`

	// Monetary holds minor units or points: at least so much; they rise.
	Monetary []int64 `json:"monetary,omitempty"`
}

// place returns where a customer of these measures belongs.
func (c *RFMCuts) place(m rfmMeasures) RFM {
	r := RFM{1, 1, 1}
	for _, most := range c.Recency {
		if m.silence <= most {
			r.R++
		}
	}
	for _, least := range c.Frequency {
		if m.orders >= least {
			r.F++
		}
	}
	for _, least := range c.Monetary {
		if m.amount >= least {
			r.M++
		}
	}
	return r
}

// rfmMeasures is what a customer is cut by.
type rfmMeasures struct {
	silence int64 // days since the last purchase
	orders  int64
	amount  int64 // in the unit of Spec.Monetary
	revenue int64
}

// measure returns what was bought within the span that ends at an instant, and false if
// nothing was.
func (s RFMSpec) measure(
	f *crm.Facts,
	h overdue.History,
	c *Criteria,
	at crm.Instant,
) (m rfmMeasures, ok bool) {
	from := at.AddDays(-s.Days)
	sums := SumBetween(f, c.Currency, c.MarginBP, from, at)
	spread, _ := h.SpreadEvenly(at)
	days := spread.Until(at).Days
	if sums.Orders == 0 || len(days) == 0 {
		return m, false
	}

	last := days[len(days)-1]
	m = rfmMeasures{
		silence: int64(at.Days(last)),
		orders:  int64(sums.Orders),
		amount:  sums.Revenue,
		revenue: sums.Revenue,
	}
	switch s.Monetary {
	case InProfit:
		m.amount = sums.Profit
	case InPoints:
		m.amount = crm.BasisPoints(sums.Revenue, s.PointsBP) / c.Currency.MinorUnits()
	}
	return m, true
}

func (s *Subject) rfm() RFM { return s.rfmAt(s.At) }

// rfmAt returns where the customer stood at an earlier instant, by today's cuts.
func (s *Subject) rfmAt(at crm.Instant) RFM {
	cuts := &s.Criteria.RFM
	if cuts.Spec.Parts == 0 {
		return RFM{}
	}
	m, ok := cuts.Spec.measure(s.Facts, s.History, s.Criteria, at)
	if !ok {
		return RFM{}
	}
	return cuts.place(m)
}
