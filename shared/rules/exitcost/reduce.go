package exitcost

import (
	"cmp"
	"math"
	"slices"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Reduce makes the estimate of a whole census, with what was learned from it.
func Reduce(t *Tally, f *ModelFit, b *CensusBasis) Estimate {
	r := newReduction(t, f, b)
	window := &t.Windows[r.shown]
	prior := &t.Windows[r.prior]
	base := window.sumBase()
	lost := window.sumLost(nil)
	controllable := window.sumLost(r.isControllable)
	extras := r.settings.Extras.price(lost.Customers, controllable.Customers, r.newcomerWorth())

	return Estimate{
		AsOf:      b.Now,
		Period:    b.Periods[r.shown],
		Horizon:   r.settings.Horizon,
		Customers: t.countBuyers(),
		Standings: t.nameStandings(),
		Rate:      newRate(base, lost),
		Prior:     newRate(prior.sumBase(), prior.sumLost(nil)),
		Reasons:   r.reasonLines(window, lost),
		Tiers:     r.tierLines(window, lost),

		Competitors: window.listCompetitors(),

		Cost:       r.boundCost(base, lost),
		Classical:  r.classical(base, lost),
		MarginBP:   r.settings.MarginBP,
		BreakEven:  r.money(controllable.Profit),
		Extras:     extras,
		Leaving:    r.leaving(),
		Months:     r.monthLines(),
		Cohorts:    r.cohortLines(),
		Origins:    r.originLines(),
		Equity:     r.money(t.Equity),
		Forecasts:  r.forecasts(),
		BackTest:   r.backTest(),
		Drivers:    f.Drivers,
		ModelFacts: f.ModelFacts,
		Revenue:    r.money(t.Year.Revenue),
		Guests:     r.money(t.Guests.Revenue),
		Erased:     r.money(t.Erased.Revenue),
		YearOrders: t.Year.Orders,
		Costed:     t.Year.Costed,
		Apart:      t.Apart,
		Settings:   r.settings,
		StoreModel: b.StoreModel,
	}
}

// reduction holds what the parts of an estimate are made from.
type reduction struct {
	tally *Tally
	fit   *ModelFit
	basis *CensusBasis

	// settings are the store's, with the margin of the last year's orders in place of the
	// assumed one.
	settings Settings

	shown, prior int // the windows of the period shown and of the one before
}

func newReduction(t *Tally, f *ModelFit, b *CensusBasis) *reduction {
	r := &reduction{
		tally:    t,
		fit:      f,
		basis:    b,
		settings: b.Settings,
		shown:    LastQuarter,
		prior:    QuarterBefore,
	}

	// By their costs, and by the settings where a cost is not known; guests are left out.
	share := margin(t.sumNamed(), b.Settings)
	r.settings.MarginBP = int64(math.Round(10_000 * share))

	if t.Windows[LastQuarter].sumBase().Customers == 0 {
		r.shown = RunningQuarter
		r.prior = LastQuarter
	}
	return r
}

// money returns minor units as money of the store's currency.
func (r *reduction) money(minor int64) crm.Money {
	return r.settings.Currency.Of(minor)
}

// isControllable accepts what was lost for reasons that the shop can do something about.
func (r *reduction) isControllable(_ segment.Tier, why crm.Reason) bool {
	return r.settings.Control.Over(why)
}

// nameStandings returns the customers by the name of their standing.
func (t *Tally) nameStandings() map[string]int64 {
	out := map[string]int64{}
	for standing, n := range t.Standings {
		out[overdue.Standing(standing).String()] = n
	}
	return out
}

// countBuyers returns how many customers have bought.
func (t *Tally) countBuyers() (n int64) {
	for standing, customers := range t.Standings {
		if overdue.Standing(standing) != overdue.Prospect {
			n += customers
		}
	}
	return n
}

// newcomerWorth returns what a new customer is worth over the horizon, the first order
// included.
func (r *reduction) newcomerWorth() crm.Money {
	model := r.fit.StoreModel.Buying.orDefault()
	meanSpend := 0.0
	if model.Spend != nil {
		meanSpend = newExpectedSpend(r.tally.ModelInput.Spend, model.Spend).mean
	}

	store := r.basis.Settings
	score := model.Orders.Newcomer().Score(store.horizonWeeks(), store.plan())
	corrected := model.Past.Correct(0, score)
	orders := 1 + corrected.Discounted

	share := margin(r.tally.sumNamed(), store)
	return amount(orders*meanSpend*share, store.Currency)
}

// leaving describes the customers who are overdue or at risk now.
func (r *reduction) leaving() Leaving {
	stake := r.tally.Leaving.Profit
	saving := crm.MulDiv(stake, r.settings.Uplift, 1000)
	return Leaving{
		Customers: r.tally.Leaving.Customers,
		Stake:     r.money(stake),
		Saving:    r.money(saving),
		Top:       r.tally.Top,
	}
}

// reasonLines distributes the lost by reason: most customers first, unknown last.
func (r *reduction) reasonLines(w *Window, lost Loss) []LossLine {
	var out []LossLine
	for _, reasonShown := range crm.Reasons {
		loss := w.sumLost(func(_ segment.Tier, why crm.Reason) bool { return why == reasonShown })
		if loss.Customers == 0 {
			continue
		}
		line := r.lossLine(reasonShown.String(), loss, lost)
		if r.settings.Control.Over(reasonShown) {
			line.Controllable = true
			line.BreakEven = line.Profit
		}
		out = append(out, line)
	}

	slices.SortStableFunc(out, func(a, b LossLine) int {
		return cmp.Compare(rankReason(b), rankReason(a))
	})
	return out
}

// rankReason returns the number by which reasons are ordered: their customers, and less
// than that of any other for unknown, which goes last.
func rankReason(l LossLine) int64 {
	if l.Name == crm.ReasonUnknown.String() {
		return -1
	}
	return l.Customers
}

// tierLines distributes the lost by tier, with the exit rate of each.
func (r *reduction) tierLines(w *Window, lost Loss) []LossLine {
	var out []LossLine
	for i, base := range w.Base {
		if base.Customers == 0 {
			continue
		}
		tierShown := segment.Tier(i)
		isShown := func(tier segment.Tier, _ crm.Reason) bool { return tier == tierShown }
		isOurs := func(tier segment.Tier, why crm.Reason) bool {
			return tier == tierShown && r.isControllable(tier, why)
		}

		loss := w.sumLost(isShown)
		rate := newRate(base, loss)
		line := r.lossLine(tierShown.String(), loss, lost)
		line.BreakEven = r.money(w.sumLost(isOurs).Profit)
		line.Rate = &rate
		out = append(out, line)
	}
	return out
}

// lossLine returns a row about some of the lost. Nothing of it is worth spending yet.
func (r *reduction) lossLine(name string, loss, lost Loss) LossLine {
	return LossLine{
		Name:      name,
		Customers: loss.Customers,
		PerMyriad: crm.MulDiv(10_000, loss.Customers, max(1, lost.Customers)),
		Profit:    r.money(loss.Profit),
		BreakEven: r.money(0),
	}
}
