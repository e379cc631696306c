package main

import (
	"cmp"
	"fmt"
	"slices"

	"holdfast/shared/rules/clv"
)

// halfway is how many weeks before the cutoff a model is chosen and corrected: half of the 39.
const halfway = 20

// future does what a store's census does: it chooses and corrects a model on what had been known halfway through, and
// foretells the holdout with it. Nothing of the holdout is used.
func future(s *shop, r *report) error {
	past := cutoff.AddDate(0, 0, -halfway*clv.Week)
	table, err := tableOf(summarize(until(s.log, past, cutoff), past), halfway*clv.Week)
	if err != nil {
		return err
	}
	choice, err := clv.Choose(table, clv.Week, nil)
	if err != nil {
		return err
	}
	r.note("\nChosen halfway, %s: %s for sums, %s for ranks", choice.Split, choice.Family, choice.Ranking)
	show(choice, r)
	byCustomers, err := clv.Choose(s.table.DropNext(), clv.Week, nil)
	if err != nil {
		return err
	}
	r.note("By customers at 39 weeks it would be %s", byCustomers.Family)
	show(byCustomers, r)
	then, err := clv.NewSample(table, clv.Week).Fit(choice.Family, nil)
	if err != nil {
		return err
	}
	return s.foretell(choice, table.Calibrate(then.Model, clv.Week), r)
}

func show(c clv.Choice, r *report) {
	for _, x := range c.Candidates {
		r.note("  %-12s log-likelihood per customer %9.5f, AUC %.4f, barred %v", x.Family, x.Score, x.AUC, x.Barred)
	}
}

func (s *shop) foretell(choice clv.Choice, c clv.Calibration, r *report) error {
	fit := s.fits[choice.Family]
	r.note("What came halfway, to what was foretold (half of it is taken over): orders %.2f (one order) and %.2f (more), buyers %.2f and %.2f",
		c.Once.Orders.Factor(), c.Again.Orders.Factor(), c.Once.Buyers.Factor(), c.Again.Buyers.Factor())
	draws, err := s.sample.Draw(fit, nil, 400, 1)
	if err != nil {
		return err
	}
	r.title(fmt.Sprintf("The holdout foretold: %s, corrected by the store's own past", choice.Family))
	total, none := 0.0, 0.0
	for _, x := range s.table.Cells {
		total += float64(x.Next) * float64(x.Count)
		if x.Next == 0 {
			none += float64(x.Count)
		}
	}
	f := s.table.Forecast(fit.Model, draws, c, clv.ForecastOptions{Unit: clv.Week, Within: horizon, Share: 0.9})
	r.near("orders in total, within 15 %", total, f.Orders.Expected, 0.15)
	r.least(fmt.Sprintf("orders in total, upper end of 90 %% (lower %.0f)", f.Orders.Low), total, f.Orders.High)
	r.most("orders in total, lower end", total, f.Orders.Low)
	r.near("customers without an order, within 15 %", none, f.None.Expected, 0.15)
	r.least(fmt.Sprintf("customers without an order, upper end of 90 %% (lower %.0f)", f.None.Low), none, f.None.High)
	r.most("customers without an order, lower end", none, f.None.Low)
	s.judge(fit.Model, s.fits[choice.Ranking].Model, c, r)
	return nil
}

// judge holds ranks and probabilities to the bar, one-order buyers included, and shows the calibration by tenths.
func (s *shop) judge(m, ranking clv.Model, c clv.Calibration, r *report) {
	scores := s.table.Scores(m, clv.Week, horizon, clv.Year)
	ranks := s.table.Scores(ranking, clv.Week, horizon, clv.Year)
	expected, come := make([]float64, len(scores)), make([]float64, len(scores))
	brier, n := 0.0, 0.0
	for i, cell := range s.table.Cells {
		scores[i] = c.Correct(int(cell.X), scores[i])
		expected[i], come[i] = ranks[i].Expected, 1-scores[i].PNone
		off := scores[i].PNone
		if cell.Next == 0 {
			off--
		}
		brier += off * off * float64(cell.Count)
		n += float64(cell.Count)
	}
	r.least("AUC ranking by expected orders", 0.775, s.table.AUC(expected))
	r.least("AUC of the probability shown", 0.75, s.table.AUC(come))
	r.most("Brier of P(no order)", 0.163, brier/n)
	s.tenths(scores, r)
}

// tenths shows what was foretold of tenths of the customers, those of whom most is expected first.
func (s *shop) tenths(scores []clv.Score, r *report) {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b].Expected, scores[a].Expected) })
	var n, orders, came, none, were [10]float64
	seen := 0.0
	for _, i := range order {
		count := float64(s.table.Cells[i].Count)
		d := min(9, int(10*seen/float64(len(s.customers))))
		n[d] += count
		orders[d] += count * scores[i].Expected
		came[d] += count * float64(s.table.Cells[i].Next)
		none[d] += count * scores[i].PNone
		if s.table.Cells[i].Next == 0 {
			were[d] += count
		}
		seen += count
	}
	for d := range n {
		r.note("  tenth %2d, %3.0f customers: orders foretold %6.1f, came %4.0f; without an order foretold %5.1f, were %3.0f",
			d+1, n[d], orders[d], came[d], none[d], were[d])
	}
}
