package exitcost

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Estimate is what exits cost a store, as of an instant, as seen by one census.
type Estimate struct {
	AsOf       crm.Instant      `json:"as_of"`
	Period     Period           `json:"period"`    // the last full quarter; the running one while a store has no customers older than that
	Horizon    int              `json:"horizon"`   // days over which lost profit is counted
	Customers  int64            `json:"customers"` // who have bought
	Standings  map[string]int64 `json:"standings"`
	Rate       Rate             `json:"rate"`
	Prior      Rate             `json:"prior"`   // of the period before
	Reasons    []LossLine       `json:"reasons"` // most customers first, unknown last
	Tiers      []LossLine       `json:"tiers"`
	Cost       MoneyInterval    `json:"cost"`       // profit lost with those who left in the period
	Classical  crm.Money        `json:"classical"`  // the same by customers lost x revenue each of all customers x margin
	MarginBP   int64            `json:"margin_bp"`  // of the last year's orders: by their costs, and by the settings where a cost is not known
	BreakEven  crm.Money        `json:"break_even"` // strictly less than this is worth spending on the reasons we control
	Extras     []Extra          `json:"extras,omitempty"`
	Leaving    Leaving          `json:"leaving"`
	Months     []MonthLine      `json:"months"`
	Cohorts    []CohortLine     `json:"cohorts"`
	Origins    []OriginLine     `json:"origins"`
	Equity     crm.Money        `json:"equity"` // residual value of all customers
	Forecasts  []StoreForecast  `json:"ahead"`
	BackTest   *BackTest        `json:"back_test,omitempty"`
	Drivers    []drivers.Effect `json:"drivers,omitempty"`
	ModelFacts ModelFacts       `json:"model"`
	Revenue    crm.Money        `json:"revenue"`         // of the last 365 days, everybody's
	Guests     crm.Money        `json:"guests"`          // of it, from orders that name nobody
	Erased     crm.Money        `json:"erased"`          // of it, from people who were erased
	Other      []crm.Money      `json:"other,omitempty"` // revenue in other currencies, in no other figure
	Settings   Settings         `json:"settings"`
	StoreModel StoreModel       `json:"outlook"` // that was in force
}

// Rate is how many of the customers there at a period's start were lost within it,
// hundredths of a per cent.
type Rate struct {
	Base      int64 `json:"base"`
	Lost      int64 `json:"lost"`
	PerMyriad int64 `json:"per_myriad"`
	Low       int64 `json:"low"` // Wilson's 95 % interval
	High      int64 `json:"high"`
	Revenue   int64 `json:"revenue"` // the rate by revenue of the year before, per myriad
}

// LossLine is one row of a distribution of the lost.
type LossLine struct {
	Name         string    `json:"name"`
	Customers    int64     `json:"customers"`
	PerMyriad    int64     `json:"per_myriad"` // of the lost
	Profit       crm.Money `json:"profit"`
	BreakEven    crm.Money `json:"break_even"` // strictly less is worth spending: the part of the profit lost for reasons in our hands
	Controllable bool      `json:"controllable,omitempty"`
	Rate         *Rate     `json:"rate,omitempty"` // of the tier, where the line is one
}

// MoneyInterval is an amount with its 95 % interval.
type MoneyInterval struct {
	Mid  crm.Money `json:"mid"`
	Low  crm.Money `json:"low"`
	High crm.Money `json:"high"`
}

// Leaving is who is overdue or at risk now.
type Leaving struct {
	Customers int64     `json:"customers"`
	Stake     crm.Money `json:"stake"`
	Saving    crm.Money `json:"saving"` // what measures are expected to save of it: strictly less is worth spending
	Top       []Leaver  `json:"top"`
}

// MonthLine is what was lost in one month.
type MonthLine struct {
	Month string        `json:"month"` // 2026-05
	Base  int64         `json:"base"`
	Lost  int64         `json:"lost"`
	Back  int64         `json:"back"` // of the lost, those who have come back since
	Cost  MoneyInterval `json:"cost"`
}

// CohortLine is what became of the customers who first bought in one quarter.
type CohortLine struct {
	Quarter string `json:"quarter"` // 2026-Q2; "earlier" for all before the ones listed
	Lost    Rate   `json:"lost"`    // by now
}

// OriginLine is what customers who came by one acquisition source are worth.
type OriginLine struct {
	Name    string    `json:"name"` // "" = not known, "*" = all others
	Lost    Rate      `json:"lost"` // by now
	Revenue crm.Money `json:"revenue"`
	Value   crm.Money `json:"value"` // residual, of all together
	Each    crm.Money `json:"each"`  // of one
}

// IsSource reports whether the line is of one acquisition source: not of those that are not
// known, nor of all others.
func (o OriginLine) IsSource() bool {
	return o.Name != unknownOrigin && o.Name != otherOrigin
}

// Reduce makes the estimate of a whole census, with what was learnt from it.
func Reduce(p *Tally, s *ModelFit, v *CensusBasis) Estimate {
	settings := v.Settings
	settings.MarginBP = p.marginBP(v.Settings)
	money := func(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: settings.Currency} }
	shown := LastQuarter
	prior := QuarterBefore
	if p.Windows[LastQuarter].base().Customers == 0 {
		shown = RunningQuarter
		prior = LastQuarter
	}
	w := &p.Windows[shown]
	lost := w.lost(nil)
	e := Estimate{
		AsOf:      v.Now,
		Period:    v.Periods[shown],
		Horizon:   settings.Horizon,
		Standings: map[string]int64{},
		Rate:      rate(w.base(), lost),
		Prior:     rate(p.Windows[prior].base(), p.Windows[prior].lost(nil)),
		Reasons:   reasonLines(w, lost, settings),
		Tiers:     tierLines(w, lost, settings),
		Cost:      cost(w.base(), lost, settings),
		Classical: classicalOf(w.base(), lost, settings),
		MarginBP:  settings.MarginBP,
		BreakEven: money(w.lost(ours).Profit),
		Leaving: Leaving{
			p.Leaving.Customers,
			money(p.Leaving.Profit),
			money(segment.MulDiv(p.Leaving.Profit, settings.Uplift, 1000)),
			p.Top,
		},
		Months:     p.monthLines(v, settings),
		Cohorts:    p.cohortLines(v),
		Origins:    p.originLines(settings),
		Equity:     money(p.Equity),
		Forecasts:  p.ahead(s, v),
		BackTest:   p.backTest(s, v),
		Drivers:    s.Drivers,
		ModelFacts: s.ModelFacts,
		Revenue:    money(p.Year.Revenue),
		Guests:     money(p.Guests.Revenue),
		Erased:     money(p.Erased.Revenue),
		Settings:   settings,
		StoreModel: v.StoreModel,
	}
	for i, n := range p.Standings {
		e.Standings[overdue.Standing(i).String()] = n
		if overdue.Standing(i) != overdue.Prospect {
			e.Customers += n
		}
	}
	e.Extras = settings.Extras.lines(w.lost(ours).Customers, lost.Customers, fresh(p, s, v))
	for _, c := range slices.Sorted(maps.Keys(p.Other)) {
		e.Other = append(e.Other, crm.Money{Minor: p.Other[c], Currency: c})
	}
	return e
}

// ours chooses what was lost for reasons in our hands.
func ours(_ segment.Tier, why crm.Reason) bool { return reason.Controllable(why) }

// fresh is what a new customer is worth over the horizon.
func fresh(p *Tally, s *ModelFit, v *CensusBasis) crm.Money {
	m := s.StoreModel.Buying.known()
	mean := 0.0
	if m.Spend != nil {
		_, mean = worths(p.ModelInput.Spend, m.Spend)
	}
	score := m.Past.Correct(0, m.Orders.Newcomer().Score(v.Settings.within(), v.Settings.plan()))
	return amount((1+score.Discounted)*mean*margin(p.named(), v.Settings), v.Settings.Currency)
}

func reasonLines(w *Window, lost Loss, s Settings) []LossLine {
	var out []LossLine
	for _, r := range crm.Reasons {
		of := w.lost(func(_ segment.Tier, why crm.Reason) bool { return why == r })
		if of.Customers == 0 {
			continue
		}
		l := line(r.String(), of, lost, s.Currency)
		if l.Controllable = reason.Controllable(r); l.Controllable {
			l.BreakEven = l.Profit
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b LossLine) int { return cmp.Compare(rank(b), rank(a)) })
	return out
}

// rank puts unknown last, whatever its number.
func rank(l LossLine) int64 {
	if l.Name == crm.ReasonUnknown.String() {
		return -1
	}
	return l.Customers
}

func tierLines(w *Window, lost Loss, s Settings) []LossLine {
	var out []LossLine
	for tier, base := range w.Base {
		of := w.lost(func(t segment.Tier, _ crm.Reason) bool { return t == segment.Tier(tier) })
		if base.Customers == 0 {
			continue
		}
		l := line(segment.Tier(tier).String(), of, lost, s.Currency)
		l.BreakEven.Minor = w.lost(
			func(t segment.Tier, why crm.Reason) bool { return t == segment.Tier(tier) && reason.Controllable(why) },
		).Profit
		r := rate(base, of)
		l.Rate = &r
		out = append(out, l)
	}
	return out
}

func line(name string, l, lost Loss, c crm.Currency) LossLine {
	return LossLine{
		Name:      name,
		Customers: l.Customers,
		PerMyriad: segment.MulDiv(10_000, l.Customers, max(1, lost.Customers)),
		Profit:    crm.Money{Minor: l.Profit, Currency: c},
		BreakEven: crm.Money{Currency: c},
	}
}

// rate is the share lost with Wilson's interval at z = 1.96, in whole numbers.
func rate(base, lost Loss) Rate {
	r := share(lost.Customers, base.Customers)
	if base.Revenue > 0 && lost.Revenue > 0 {
		r.Revenue = segment.MulDiv(lost.Revenue, 10_000, base.Revenue)
	}
	return r
}

func share(k, n int64) Rate {
	r := Rate{Base: n, Lost: k}
	if n == 0 {
		return r
	}
	r.PerMyriad = segment.MulDiv(10_000, k, n)
	// centre (k + z²/2) and half width z sqrt(k (n-k) / n + z²/4), both over n + z², in
	// thousandths
	half := 196 * tally.Sqrt(segment.MulDiv(k*1_000_000, n-k, n)+960_400) / 100
	over := 1000*n + 3842
	r.Low = max(0, segment.MulDiv(1000*k+1921-half, 10_000, over))
	r.High = min(10_000, segment.MulDiv(1000*k+1921+half, 10_000, over))
	return r
}

// cost is the profit lost with its interval. Each customer there at the start is taken as
// lost or not by chance, so the sum of the values of those who were has a variance of
// about (1 - rate) x the sum of their squares. If nobody was lost, the upper end is
// Wilson's upper rate at the customers' mean yearly profit, carried to the horizon.
func cost(base, lost Loss, s Settings) MoneyInterval {
	money := func(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: s.Currency} }
	if base.Customers == 0 {
		return MoneyInterval{money(0), money(0), money(0)}
	}
	if lost.Customers == 0 {
		high := segment.BasisPoints(
			max(0, segment.BasisPoints(base.Revenue, s.MarginBP)),
			rate(base, lost).High,
		)
		return MoneyInterval{money(0), money(0), money(segment.MulDiv(high, int64(s.Horizon), 365))}
	}
	kept := tally.Sqrt(
		segment.MulDiv(100_000_000, max(0, base.Customers-lost.Customers), base.Customers),
	) // per myriad
	half := segment.MulDiv(segment.BasisPoints(lost.Squares.Root(), kept), 196, 100)
	return MoneyInterval{
		money(lost.Profit),
		money(max(0, lost.Profit-half)),
		money(lost.Profit + half),
	}
}

// marginBP is the margin of the last year's orders of customers who are known: by their
// costs, and by the settings where a cost is not known.
func (p *Tally) marginBP(s Settings) int64 {
	return int64(math.Round(10_000 * margin(p.named(), s)))
}

// classicalOf is the textbook's figure: every customer lost at the mean yearly revenue of
// all, carried to the horizon.
func classicalOf(base, lost Loss, s Settings) crm.Money {
	if base.Customers == 0 {
		return crm.Money{Currency: s.Currency}
	}
	revenue := segment.MulDiv(base.Revenue, lost.Customers, base.Customers)
	revenue = segment.MulDiv(revenue, int64(s.Horizon), 365)
	return crm.Money{Minor: segment.BasisPoints(revenue, s.MarginBP), Currency: s.Currency}
}

// monthLines lists the months from the first with customers on. What the customers of a
// month bought in the year before is not counted: for one in which nobody was lost they
// are taken for the period's.
func (p *Tally) monthLines(v *CensusBasis, s Settings) []MonthLine {
	out := []MonthLine{}
	there := p.Windows[0].base()
	for i := range p.Months {
		m := &p.Months[i]
		if len(out) == 0 && m.Base == 0 && m.Lost.Customers == 0 {
			continue
		}
		base := max(m.Base, m.Lost.Customers)
		out = append(out, MonthLine{
			Month: v.Months[i].Time().In(v.Zone).Format("2006-01"),
			Base:  m.Base,
			Lost:  m.Lost.Customers,
			Back:  m.Back,
			Cost: cost(
				Loss{
					Customers: base,
					Revenue:   segment.MulDiv(there.Revenue, base, max(1, there.Customers)),
				},
				m.Lost,
				s,
			),
		})
	}
	return out
}

// cohortsShown is how many quarters of first purchases are listed; all before are one
// line.
const cohortsShown = 8

func (p *Tally) cohortLines(v *CensusBasis) []CohortLine {
	out := []CohortLine{}
	first := v.quarterOf(v.Now) - cohortsShown + 1
	var earlier Cohort
	for _, quarter := range slices.Sorted(maps.Keys(p.Cohorts)) {
		k := p.Cohorts[quarter]
		if quarter < first {
			earlier.Customers += k.Customers
			earlier.Exited += k.Exited
			continue
		}
		out = append(
			out,
			CohortLine{fmt.Sprintf("%d-Q%d", quarter/4, quarter%4+1), share(k.Exited, k.Customers)},
		)
	}
	if earlier.Customers > 0 {
		out = slices.Insert(out, 0, CohortLine{"earlier", share(earlier.Exited, earlier.Customers)})
	}
	return out
}

// originsShown is how many acquisition sources are listed, those with the most customers;
// the others are one line.
const originsShown = 12

func (p *Tally) originLines(s Settings) []OriginLine {
	names := slices.Collect(maps.Keys(p.Origins))
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(
			cmp.Compare(p.Origins[b].Customers, p.Origins[a].Customers),
			cmp.Compare(a, b),
		)
	})
	var rest Origin
	out := []OriginLine{}
	add := func(name string, o Origin) {
		money := func(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: s.Currency} }
		out = append(
			out,
			OriginLine{
				name,
				share(o.Exited, o.Customers),
				money(o.Revenue),
				money(o.Value),
				money(segment.MulDiv(o.Value, 1, o.Customers)),
			},
		)
	}
	for i, name := range names {
		o := p.Origins[name]
		if name == otherOrigin || i >= originsShown && name != unknownOrigin {
			rest = Origin{
				rest.Customers + o.Customers,
				rest.Exited + o.Exited,
				rest.Revenue + o.Revenue,
				rest.Value + o.Value,
			}
			continue
		}
		add(name, o)
	}
	if rest.Customers > 0 {
		add(otherOrigin, rest)
	}
	if len(out) == 1 && out[0].Name == unknownOrigin {
		return []OriginLine{} // nobody said where anybody came from
	}
	return out
}
