package main

import (
	"cmp"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat"

	"holdfast/shared/rules/clv"
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
		r.note("%s, uncorrected: orders %.0f of %.0f (%+.1f %%), RMSE %.3f", f, sum, total, 100*(sum/total-1), math.Sqrt(square))
	}
	return nil
}

// spreads are the bootstrap's standard deviations, which are wider than the inverse Hessian's.
func spreads(s *shop, r *report) error {
	r.title("Bootstrap standard deviations of bg/nbd, 500 refits (to 15 %: they are drawn)")
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
	return nil
}

// speed is the wall clock, for information: the benchmarks of shared/rules/clv measure better.
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
