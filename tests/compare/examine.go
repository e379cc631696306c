package main

// finding is what there is to conclude from, of one shop, at the first of the budgets.
type finding struct {
	shop     *shop
	everyone []outcome
	steady   []outcome
	ranked   []standing
	clocks   []outcome
	gifts    apart
	hasGifts bool
}

// budgets are the shares of completed gaps that may raise the alarm. The first is that of the default in force.
var budgets = []float64{0.10, 0.05}

// looked are the populations that are looked at, by budget.
var looked = [][]population{{everyone, few, steady, settling, settled}, {everyone, steady}}

// examine measures a shop and prints all of it.
func (s *shop) examine(r report, p *progress) finding {
	f := finding{shop: s}
	r.shop(s)
	r.legend()
	var onces [][]outcome
	for i, budget := range budgets {
		p.note("%s: alarms at a budget of %.0f %%", s.name, 100*budget)
		c := newContest(s, budget, s.rules(budget))
		for _, of := range looked[i] {
			outcomes := c.outcomes(of)
			r.outcomes(s, budget, of, outcomes)
			if i == 0 && of.name == everyone.name {
				f.everyone = outcomes
			}
			if i == 0 && of.name == steady.name {
				f.steady = outcomes
			}
		}
		if i == 0 {
			r.evens(s, c.evens())
		}
		onces = append(onces, c.outcomes(once))
	}
	r.onces(s, budgets, onces)
	p.note("%s: ranking", s.name)
	people := s.people()
	f.ranked = standings(people, s.rankings(s.rules(budgets[0])))
	r.standings(s, people, f.ranked)
	p.note("%s: seasons", s.name)
	f.clocks = newContest(s, budgets[0], s.seasonal()).outcomes(steady)
	r.seasons(s, f.clocks)
	f.gifts, f.hasGifts = s.giftsApart(budgets[0])
	r.gifts(s, f.gifts, f.hasGifts)
	return f
}
