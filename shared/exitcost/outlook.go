package exitcost

import (
	"holdfast/shared/crm"
	"holdfast/shared/overdue"
	"holdfast/shared/segment"
)

// Settings is what a store says of its money.
type Settings struct {
	Currency crm.Currency `json:"currency"`
	MarginBP int64        `json:"margin_bp"` // of revenue, where costs are not known
	Horizon  int          `json:"horizon"`   // days over which lost profit is counted
	Uplift   int64        `json:"uplift"`    // per mille of what is at stake that measures are expected to save; an assumption
}

// DefaultSettings counts a year. Margin and uplift of 10 % are assumptions until the store sets the one and holdouts
// measure the other.
func DefaultSettings(c crm.Currency) Settings {
	return Settings{Currency: c, MarginBP: 1000, Horizon: 365, Uplift: 100}
}

// Outlook is what a store's past says of a customer's future, computed by the census (Part.Outlook) and put in force with the
// policy.
type Outlook struct {
	Pace   int64                    `json:"pace"`   // repeat purchases in a million customer-days, those who left included
	Profit int64                    `json:"profit"` // of an order, minor units: the mean of the customers' means; 0 = not known
	Gone   [overdue.Standings]int64 `json:"gone"`   // per mille of each standing who buy nothing in the next year
	Rests  int64                    `json:"rests"`  // customers it rests on; 0 = the defaults of a new shop
}

// defaultPace is one repeat purchase a customer and year.
const defaultPace = 2740

// DefaultOutlook is the outlook of a shop without history. Gone is rounded from CDNOW's 2,357 customers as judged on 30
// September 1997 and what they bought in the following 39 weeks: active .25, due .47, overdue .69, at risk .86, exited .75,
// recovered .47.
func DefaultOutlook() Outlook {
	o := Outlook{Pace: defaultPace}
	o.Gone[overdue.Active] = 250
	o.Gone[overdue.Due] = 450
	o.Gone[overdue.Overdue] = 700
	o.Gone[overdue.AtRisk] = 800
	o.Gone[overdue.Exited] = 850
	o.Gone[overdue.Recovered] = 450
	return o
}

// Expected is how many purchases, in thousandths, a customer makes in so many days if they stay: the own pace, shrunk toward
// the store's by half a purchase. Their time runs from the first purchase to the instant of the verdict, but no further
// than the alarm: a silence up to there belongs to their rhythm, what is beyond it to their leaving. The half is near the
// shape parameter r of Pareto/NBD and MBG/NBD on CDNOW (.55 and .52; reference: clv 1.2).
//
// This is the classical form; a fitted model takes its place here, and nowhere else.
func Expected(h overdue.History, v overdue.Verdict, o Outlook, days int) int64 {
	h = h.Until(v.Last + crm.DayLength - 1)
	n := len(h.Days)
	if n == 0 {
		return 0
	}
	pace := max(1, o.Pace)
	span := int64(v.Last.Days(h.Days[0]) + min(v.Silence, v.Allowed))
	// 1000 days (x + 1/2) / (span + (1/2) / pace), with everything doubled and in millionths
	return segment.Scale(1000*int64(days), int64(2*n-1)*pace, 2*span*pace+1_000_000)
}

// Value is the profit expected of a customer over the horizon if they stay: expected purchases times the profit of an order,
// which is the customer's own mean of the year of their last purchase, shrunk toward the store's by half an order (the
// weight (q-1)/p of Gamma-Gamma is .44 on CDNOW; reference: clv 1.2). It is never negative.
func Value(f *crm.Facts, h overdue.History, v overdue.Verdict, o Outlook, s Settings) crm.Money {
	year := segment.LastYear(f, s.Currency, s.MarginBP, v.Last)
	halves, profit := 2*int64(year.Orders), 2*year.Profit
	if o.Profit != 0 {
		halves, profit = halves+1, profit+o.Profit
	}
	if halves == 0 || profit <= 0 {
		return crm.Money{Currency: s.Currency}
	}
	minor := segment.Scale(profit, Expected(h, v, o, s.Horizon), 1000*halves)
	return crm.Money{Minor: minor, Currency: s.Currency}
}

// Stake is the money at stake with a customer: the profit expected over the horizon times the probability, from the standing,
// that nothing more comes.
func Stake(f *crm.Facts, h overdue.History, v overdue.Verdict, o Outlook, s Settings) crm.Money {
	m := Value(f, h, v, o, s)
	m.Minor = segment.Scale(m.Minor, o.Gone[v.Standing], 1000)
	return m
}
