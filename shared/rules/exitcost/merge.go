package exitcost

import (
	"fmt"
	"slices"

	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Merge adds what another part of the census knows. Both are sealed.
func (p *Tally) Merge(o *Tally) error {
	for i := range p.Standings {
		p.Standings[i] += o.Standings[i]
	}
	for i := range p.Windows {
		p.Windows[i].merge(&o.Windows[i])
	}
	for i := range p.Months {
		p.Months[i].Base += o.Months[i].Base
		p.Months[i].Lost.merge(o.Months[i].Lost)
		p.Months[i].Back += o.Months[i].Back
	}
	p.mergeGroups(o)
	p.Leaving.merge(o.Leaving)
	p.Top = append(slices.Clone(p.Top), o.Top...)
	p.trim()
	p.Equity += o.Equity
	p.ManyBuyers += o.ManyBuyers
	p.Year.Add(o.Year)
	p.Guests.Add(o.Guests)
	p.Erased.Add(o.Erased)
	if p.Drivers == nil {
		p.Drivers = drivers.Table{}
	}
	p.Drivers.Merge(o.Drivers)
	if err := p.ModelInput.merge(&o.ModelInput); err != nil {
		return fmt.Errorf("merge parts of a census: %w", err)
	}
	for i := range p.BackTests {
		if err := p.BackTests[i].merge(&o.BackTests[i]); err != nil {
			return fmt.Errorf("merge parts of a census: %w", err)
		}
	}
	return nil
}

func (p *Tally) mergeGroups(o *Tally) {
	for quarter, k := range o.Cohorts {
		if p.Cohorts == nil {
			p.Cohorts = map[int]Cohort{}
		}
		mine := p.Cohorts[quarter]
		p.Cohorts[quarter] = Cohort{
			mine.Customers + k.Customers,
			mine.Exited + k.Exited,
			mine.Revenue + k.Revenue,
		}
	}
	for name, k := range o.Origins {
		if p.Origins == nil {
			p.Origins = map[string]Origin{}
		}
		mine := p.Origins[name]
		p.Origins[name] = Origin{
			mine.Customers + k.Customers,
			mine.Exited + k.Exited,
			mine.Revenue + k.Revenue,
			mine.Value + k.Value,
		}
	}
	for c, n := range o.Other {
		if p.Other == nil {
			p.Other = map[crm.Currency]int64{}
		}
		p.Other[c] += n
	}
}

func (w *Window) merge(o *Window) {
	for tier := range segment.Tier(segment.Tiers) {
		w.Base[tier].merge(o.Base[tier])
		for why := range w.Lost[tier] {
			w.Lost[tier][why].merge(o.Lost[tier][why])
		}
	}
}

// base is everybody there when the window began.
func (w *Window) base() (all Loss) {
	for _, l := range w.Base {
		all.merge(l)
	}
	return all
}

// lost is everybody lost in the window for whom choose says so; nil = all.
func (w *Window) lost(choose func(segment.Tier, crm.Reason) bool) (all Loss) {
	for tier := range segment.Tier(segment.Tiers) {
		for _, why := range crm.Reasons {
			if choose == nil || choose(tier, why) {
				all.merge(w.Lost[tier][why])
			}
		}
	}
	return all
}
