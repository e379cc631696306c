package main

import (
	"fmt"

	"holdfast/shared/rules/clv"
)

// points are answers about single customers at the fitted parameters. (Answers at published parameters need no data; they
// are tests of shared/rules/clv.)
func points(s *shop, r *report) error {
	r.title("Single customers, at the fits")
	bg, pareto := s.fits[clv.BGFamily].Model, s.fits[clv.ParetoFamily].Model
	busiest := s.customers[1515].row
	r.near("bg/nbd, customer 1516, E[Y(52)]", 25.75659, bg.Outlook(busiest).Expected(52), 1e-3)
	r.near("bg/nbd, customer 1516, P(alive)", 0.9688523, bg.Outlook(busiest).PAlive(), 1e-4)
	r.near("bg/nbd, E[X(52)]", 1.444004, bg.Newcomer().Expected(52), 1e-4)
	r.near("bg/nbd, E[Y(39)] of customer 1", 1.226, bg.Outlook(s.customers[0].row).Expected(39), 1e-3)
	r.near("pareto/nbd, customer 1516, E[Y(52)]", 25.456, pareto.Outlook(busiest).Expected(52), 1e-3)
	r.near("pareto/nbd, customer 1516, P(alive)", 0.99787, pareto.Outlook(busiest).PAlive(), 1e-4)
	r.near("pareto/nbd, E[X(52)]", 1.473434, pareto.Newcomer().Expected(52), 1e-4)
	return nil
}

func spends(s *shop, r *report) error {
	r.title("Spend per order, dollars")
	m := s.spend.Model
	for i, want := range []float64{24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17} {
		c := s.customers[i]
		got, _ := m.Expected(int(c.cell.X), c.mean())
		r.within(fmt.Sprintf("customer %d", i+1), want, got, 0.1)
	}
	for _, p := range []struct {
		x          int
		mean, want float64
	}{{3, 35, 35.02177}, {2, 40, 39.13052}, {0, 0, 35.170}} {
		got, _ := m.Expected(p.x, p.mean)
		r.within(fmt.Sprintf("E(M|%d, %v)", p.x, p.mean), p.want, got, 1e-3)
	}
	return nil
}

// values are 12-month values as the package lifetimes computes them, in dollars of sales.
func values(s *shop, r *report) error {
	r.title("12-month value, 1 % a month, dollars of sales (lifetimes)")
	for f, want := range map[clv.Family][]float64{
		clv.BGFamily: {36.2785, 4.6375, 8.3441}, clv.ParetoFamily: {43.0804, 3.8823, 4.5209},
	} {
		for i, v := range want {
			c := s.customers[i]
			spend, _ := s.spend.Model.Expected(int(c.cell.X), c.mean())
			got := s.fits[f].Model.Outlook(c.row).Discounted(clv.Year) * spend
			r.near(fmt.Sprintf("%s, customer %d", f, i+1), v, got, 0.002)
		}
	}
	return nil
}

// holdout is the 39 weeks that follow, by the orders of the first 39.
func holdout(s *shop, r *report) error {
	r.title("Orders of the next 39 weeks by x (BTYD, pareto/nbd)")
	m := s.fits[clv.ParetoFamily].Model
	var n, expected, actual [8]float64
	for _, c := range s.customers {
		x := min(c.cell.X, 7)
		n[x]++
		expected[x] += m.Outlook(c.row).Expected(horizon)
		actual[x] += float64(c.holdout)
	}
	wantE := []float64{0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403}
	wantA := []float64{0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359}
	for x := range n {
		r.within(fmt.Sprintf("x = %d, expected", x), wantE[x], expected[x]/n[x], 1.5e-3)
		r.within(fmt.Sprintf("x = %d, actual", x), wantA[x], actual[x]/n[x], 6e-4)
	}
	return nil
}
