package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat"

	"holdfast/shared/clv"
)

// auc is the probability that a customer without an order scores above one with, ties counting half.
func auc(score []float64, none []bool) float64 {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(score[a], score[b]) })
	ranks, positives := 0.0, 0.0
	for i, j := 0, 0; i < len(order); i = j {
		for j = i; j < len(order) && score[order[j]] == score[order[i]]; j++ {
		}
		for _, c := range order[i:j] {
			if none[c] {
				ranks += float64(i+j+1) / 2
				positives++
			}
		}
	}
	return (ranks - positives*(positives+1)/2) / (positives * (float64(len(score)) - positives))
}

// bar holds the models to what any of them must reach in the holdout, one-order buyers included.
func bar(s *shop, r *report) error {
	r.title("The holdout: who orders nothing in 39 weeks, and how many orders come")
	none, total := make([]bool, len(s.customers)), 0.0
	for i, c := range s.customers {
		none[i] = c.holdout == 0
		total += float64(c.holdout)
	}
	known := map[clv.Family][3]float64{ // by reference: AUC by -E, AUC by P(no order), Brier
		clv.BGFamily: {0.7725, 0.7569, 0.1612}, clv.MBGFamily: {0.7728, 0.7601, 0.1614}, clv.ParetoFamily: {0.7787, 0.7712, 0.1619},
	}
	for _, f := range families[1:] {
		m := s.fits[f].Model
		e, p0, sum, brier, square := make([]float64, len(none)), make([]float64, len(none)), 0.0, 0.0, 0.0
		for i, c := range s.customers {
			o := m.Outlook(c.row)
			e[i], p0[i] = -o.Expected(horizon), o.PNone(horizon)
			sum -= e[i]
			off := p0[i]
			if none[i] {
				off--
			}
			brier += off * off / float64(len(none))
			square += math.Pow(-e[i]-float64(c.holdout), 2) / float64(len(none))
		}
		r.within(f.String()+", AUC ranking by expected orders", known[f][0], auc(e, none), 6e-5)
		r.within(f.String()+", AUC ranking by P(no order)", known[f][1], auc(p0, none), 6e-5)
		r.within(f.String()+", Brier of P(no order)", known[f][2], brier, 6e-5)
		r.most(f.String()+", Brier of P(no order)", 0.163, brier)
		r.least(f.String()+", AUC of the probability shown", 0.75, auc(p0, none))
		r.near(f.String()+", orders in total, within 15 %", total, sum, 0.15)
		r.note("%s: RMSE of orders %.3f", f, math.Sqrt(square))
		if f == clv.ParetoFamily {
			r.least("pareto/nbd, AUC ranking by expected orders", 0.775, auc(e, none))
			deciles(s, m, r)
		}
	}
	return nil
}

// deciles shows the calibration, customers sorted by what was expected of them.
func deciles(s *shop, m clv.Model, r *report) {
	sorted := slices.Clone(s.customers)
	e := func(c customer) float64 { return m.Outlook(c.row).Expected(horizon) }
	slices.SortStableFunc(sorted, func(a, b customer) int { return cmp.Compare(e(b), e(a)) })
	for d := range 10 {
		part := sorted[d*len(sorted)/10 : (d+1)*len(sorted)/10]
		want, got, p0, none := 0.0, 0.0, 0.0, 0.0
		for _, c := range part {
			want += e(c)
			got += float64(c.holdout)
			p0 += m.Outlook(c.row).PNone(horizon)
			if c.holdout == 0 {
				none++
			}
		}
		r.note("  decile %2d: orders expected %7.1f, came %4.0f; without an order expected %5.1f, were %3.0f", d+1, want, got, p0, none)
	}
}

// choice shows which model the store would be given.
func choice(s *shop, r *report) error {
	for _, table := range []clv.Table{s.table, s.table.Without()} {
		c, err := clv.Choose(table, clv.Week, nil)
		if err != nil {
			return err
		}
		r.note("\nChosen out of sample, %s: %s", c.Split, c.Family)
		for _, x := range c.Candidates {
			r.note("  %-12s log-likelihood per customer %.5f, barred: %v", x.Family, x.Score, x.Barred)
		}
	}
	return nil
}

// intervals holds what happened against the 95 % intervals of orders, of customers without an order, and of sales.
func intervals(s *shop, r *report) error {
	r.title("Bootstrap standard deviations of bg/nbd (500 refits; Fader & Hardie's data, computed twice)")
	draws, err := s.sample.Draw(s.fits[clv.BGFamily], nil, 500, 1)
	if err != nil {
		return err
	}
	for i, want := range []float64{0.0152, 0.474, 0.208, 0.827} {
		var values []float64
		for _, m := range draws.Models {
			values = append(values, m.Params()[i])
		}
		r.near(clv.BGFamily.Names()[i], want, stat.StdDev(values, nil), 0.15)
	}
	for _, f := range families[2:] {
		if err := s.foretold(f, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *shop) foretold(f clv.Family, r *report) error {
	draws, err := s.sample.Draw(s.fits[f], nil, 200, 1)
	if err != nil {
		return err
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	cells := s.table.Cells
	ask := func(m clv.Model) (orders, none float64) {
		vo, vn := 0.0, 0.0
		for _, c := range cells {
			o, n := m.Outlook(s.table.Row(c, clv.Week)), float64(c.Count)
			p := o.PNone(horizon)
			orders += n * o.Expected(horizon)
			none += n * p
			vo += n * o.Variance(horizon)
			vn += n * p * (1 - p)
		}
		return orders + rnd.NormFloat64()*math.Sqrt(vo), none + rnd.NormFloat64()*math.Sqrt(vn)
	}
	orders, none := 0.0, 0.0
	for _, c := range s.customers {
		orders += float64(c.holdout)
		if c.holdout == 0 {
			none++
		}
	}
	lo, hi := draws.Interval(0.95, func(m clv.Model) float64 { v, _ := ask(m); return v })
	r.note("%s: orders in 39 weeks: 95 %% interval %.0f to %.0f, came %.0f", f, lo, hi, orders)
	lo, hi = draws.Interval(0.95, func(m clv.Model) float64 { _, v := ask(m); return v })
	r.note("%s: customers without an order: 95 %% interval %.0f to %.0f, were %.0f", f, lo, hi, none)
	return nil
}

// speed is the wall clock, for information: the benchmarks of shared/clv measure better.
func speed(s *shop, r *report) error {
	start := time.Now()
	if _, err := open(s.log); err != nil {
		return err
	}
	r.note("\nSummary, tables and all five fits: %v", time.Since(start).Round(100*time.Microsecond))
	start = time.Now()
	for _, f := range families[1:] {
		if _, err := s.sample.Fit(f, nil); err != nil {
			return err
		}
	}
	if _, err := clv.FitSpend(s.spent, 100, nil); err != nil {
		return err
	}
	r.note("The four fits (target 20 ms): %v", time.Since(start).Round(100*time.Microsecond))
	for _, f := range families[1:] {
		start = time.Now()
		if _, err := s.sample.Draw(s.fits[f], nil, 500, 2); err != nil {
			return err
		}
		r.note("500 refits of %s (target 1 s): %v", f, time.Since(start).Round(time.Millisecond))
	}
	return nil
}
