package main

import (
	"fmt"

	"holdfast/shared/rules/clv"
)

// data checks the preparation, before anything is fitted.
func data(s *shop, r *report) error {
	r.title("The data (reference: BTYD's cdnowSummary)")
	orders, repeaters, none, ahead := 0, 0, 0, 0
	for _, c := range s.customers {
		orders += int(c.cell.X)
		ahead += c.holdout
		if c.cell.X > 0 {
			repeaters++
		}
		if c.holdout == 0 {
			none++
		}
	}
	n := float64(len(s.customers))
	r.within("customers", 2357, n, 0)
	r.within("repeat orders in 39 weeks", 2457, float64(orders), 0)
	r.within("repeat orders in 78 weeks", 4339, float64(orders+ahead), 0)
	r.within("customers with a repeat order", 946, float64(repeaters), 0)
	r.within("different histories", 1016, float64(len(s.table.DropNext().Cells)), 0)
	r.within("% of customers who buy nothing in the holdout", 70.98, 100*float64(none)/n, 0.005)
	r.within("customer 1, tx", 30.428571, s.customers[0].row.Tx, 1e-6)
	r.within("customer 1516, orders in the holdout", 15, float64(s.customers[1515].holdout), 0)
	return nil
}

// published are the fits of Fader, Hardie & Lee 2005 and of the packages CLVTools and BTYDplus; standard errors by the inverse Hessian.
var published = []struct {
	f          clv.Family
	params, se []float64
	ll         float64
}{
	{clv.NBDFamily, []float64{0.385, 12.072}, nil, -9763.658},
	{clv.BGFamily, []float64{0.2425945, 4.4136019, 0.7929199, 2.4258881}, []float64{0.0126, 0.3782, 0.1857, 0.7054}, -9582.4292},
	{clv.MBGFamily, []float64{0.52484, 6.18308, 0.89136, 1.61400}, []float64{0.0833, 0.6956, 0.1548, 0.5375}, -9582.1357},
	{clv.ParetoFamily, []float64{0.55328, 10.5777, 0.60624, 11.6688}, []float64{0.04763, 0.84272, 0.18726, 6.2105}, -9594.9762},
}

// fits holds the parameters to .5 % (s and beta, which are flat, to 2 %) and the log-likelihood to .001.
func fits(s *shop, r *report) error {
	r.title("Fits to 39 weeks")
	for _, p := range published {
		fit := s.fits[p.f]
		for i, name := range p.f.Names() {
			share := 0.005
			if name == "s" || name == "beta" {
				share = 0.02
			}
			r.near(fmt.Sprintf("%s, %s", p.f, name), p.params[i], fit.Model.Params()[i], share)
			if p.se != nil {
				r.near(fmt.Sprintf("%s, standard error of %s", p.f, name), p.se[i], fit.SE[i], 0.005)
			}
		}
		r.within(fmt.Sprintf("%s, log-likelihood", p.f), p.ll, fit.LogLik, 1e-3)
	}
	want := []float64{6.24957, 3.74423, 15.4435}
	se := []float64{1.190, 0.290, 4.159}
	for i, name := range []string{"p", "q", "gamma"} {
		r.near("gamma-gamma, "+name, want[i], s.spend.Model.Params()[i], 0.005)
		r.near("gamma-gamma, standard error of "+name, se[i], s.spend.SE[i], 0.005)
	}
	r.within("gamma-gamma, log-likelihood", -4055.9177, s.spend.LogLik, 1e-3)
	return year(s, r)
}

// year is the fit to all 78 weeks, whose parameters are those of the published DERT.
func year(s *shop, r *report) error {
	table, err := tableOf(summarize(s.log, ending), 0)
	if err != nil {
		return err
	}
	fit, err := clv.NewSample(table, clv.Week).Fit(clv.ParetoFamily, nil)
	if err != nil {
		return err
	}
	want := []float64{0.5629966, 12.559037, 0.4081095, 10.5148048}
	for i, name := range clv.ParetoFamily.Names() {
		r.near("78 weeks: pareto/nbd, "+name, want[i], fit.Model.Params()[i], 0.02)
	}
	return nil
}

// mistakes are fits to data prepared wrongly, and known for it.
func mistakes(s *shop, r *report) error {
	r.title("BG/NBD after known mistakes of preparation")
	for _, c := range []struct {
		of     string
		unit   float64
		change func(clv.Cell) (clv.Cell, bool)
		params []float64
		ll     float64
	}{
		{
			"the last day counted too", clv.Week, func(c clv.Cell) (clv.Cell, bool) { c.T++; return c, true },
			[]float64{0.2417, 4.3938, 0.8145, 2.4772},
			-9589.89,
		},
		{
			"39 weeks for all", clv.Week, func(c clv.Cell) (clv.Cell, bool) { c.T = 273; return c, true },
			[]float64{0.2093, 3.5685, 2.3593, 5.8756},
			-9824.39,
		},
		{
			"one-time buyers left out", clv.Week, func(c clv.Cell) (clv.Cell, bool) { return c, c.X > 0 },
			[]float64{2.884, 20.32, 0.672, 1.212},
			-8119.11,
		},
		{
			"days for weeks (no mistake)", 1, func(c clv.Cell) (clv.Cell, bool) { return c, true },
			[]float64{0.2426, 30.895, 0.7929, 2.4259},
			-14363.53,
		},
	} {
		var cells []clv.Cell
		for _, x := range s.customers {
			if cell, ok := c.change(x.cell); ok {
				cells = append(cells, cell)
			}
		}
		table, err := clv.Count(0, cells)
		if err != nil {
			return err
		}
		fit, err := clv.NewSample(table, c.unit).Fit(clv.BGFamily, nil)
		if err != nil {
			return err
		}
		for i, name := range clv.BGFamily.Names() {
			r.near(c.of+", "+name, c.params[i], fit.Model.Params()[i], 0.005)
		}
		r.within(c.of+", log-likelihood", c.ll, fit.LogLik, 0.01)
	}
	return nil
}
