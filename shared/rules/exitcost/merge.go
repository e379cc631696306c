package exitcost

import (
	"fmt"
	"slices"

	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Merge adds the sums over other customers. Both tallies are sealed.
func (t *Tally) Merge(o *Tally) error {
	t.mergeExits(o)
	t.mergeGroups(o)
	t.mergeRevenue(o)

	t.ManyBuyers += o.ManyBuyers
	if t.Drivers == nil {
		t.Drivers = drivers.Table{}
	}
	t.Drivers.Merge(o.Drivers)
	if err := t.ModelInput.merge(&o.ModelInput); err != nil {
		return fmt.Errorf("merge parts of a census: %w", err)
	}
	for i := range t.BackTests {
		if err := t.BackTests[i].merge(&o.BackTests[i]); err != nil {
			return fmt.Errorf("merge parts of a census: %w", err)
		}
	}
	return nil
}

func (t *Tally) mergeExits(o *Tally) {
	for i := range t.Standings {
		t.Standings[i] += o.Standings[i]
	}
	for i := range t.Windows {
		t.Windows[i].merge(&o.Windows[i])
	}
	for i := range t.Months {
		t.Months[i].merge(o.Months[i])
	}

	t.Leaving.merge(o.Leaving)
	t.Top = slices.Concat(t.Top, o.Top)
	t.trimTop()
	t.Equity += o.Equity
}

func (t *Tally) mergeGroups(o *Tally) {
	if t.Cohorts == nil && len(o.Cohorts) > 0 {
		t.Cohorts = map[int]Cohort{}
	}
	for quarter, theirs := range o.Cohorts {
		cohort := t.Cohorts[quarter]
		cohort.merge(theirs)
		t.Cohorts[quarter] = cohort
	}

	if t.Origins == nil && len(o.Origins) > 0 {
		t.Origins = map[string]Origin{}
	}
	for name, theirs := range o.Origins {
		origin := t.Origins[name]
		origin.merge(theirs)
		t.Origins[name] = origin
	}
}

func (t *Tally) mergeRevenue(o *Tally) {
	t.Year.Add(o.Year)
	t.Guests.Add(o.Guests)
	t.Erased.Add(o.Erased)

	t.Apart = segment.AddApart(t.Apart, o.Apart...)
}

func (w *Window) merge(o *Window) {
	for tier := range w.Base {
		w.Base[tier].merge(o.Base[tier])
		for why := range w.Lost[tier] {
			w.Lost[tier][why].merge(o.Lost[tier][why])
		}
	}
	for _, c := range o.Competitors {
		w.mergeCompetitor(c)
	}
}

func (m *Month) merge(o Month) {
	m.Base += o.Base
	m.Lost.merge(o.Lost)
	m.Back += o.Back
}

func (c *Cohort) merge(o Cohort) {
	c.Customers += o.Customers
	c.Exited += o.Exited
	c.Revenue += o.Revenue
}

func (g *Origin) merge(o Origin) {
	g.Customers += o.Customers
	g.Exited += o.Exited
	g.Revenue += o.Revenue
	g.Value += o.Value
}

func (l *Loss) merge(o Loss) {
	l.Customers += o.Customers
	l.Revenue += o.Revenue
	l.Profit += o.Profit
	l.Squares.Merge(o.Squares)
}

// sumBase sums up all customers there were when the window began.
func (w *Window) sumBase() (sum Loss) {
	for _, l := range w.Base {
		sum.merge(l)
	}
	return sum
}

// sumLost sums up the customers lost in the window whose tier and reason isCounted
// accepts; nil accepts all.
func (w *Window) sumLost(isCounted func(segment.Tier, crm.Reason) bool) (sum Loss) {
	for tier := range segment.Tier(segment.Tiers) {
		for _, why := range crm.Reasons {
			if isCounted == nil || isCounted(tier, why) {
				sum.merge(w.Lost[tier][why])
			}
		}
	}
	return sum
}
