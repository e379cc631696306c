package clv

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestADrawIsTheMaximumOfItsResample(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 1))
	var cells []Cell
	for range 600 {
		c := Cell{X: int32(rnd.IntN(4)), T: 200 + int32(rnd.IntN(80)), Count: 1}
		if c.X > 0 {
			c.Tx = c.X + int32(rnd.IntN(190))
		}
		cells = append(cells, c)
	}
	table, err := Count(0, cells)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSample(table, Week)
	for _, f := range []Family{BGFamily, MBGFamily, ParetoFamily} {
		prior := DefaultPrior(f, Week)
		fit, err := s.Fit(f, prior)
		if err != nil {
			t.Fatal(err)
		}
		b := bootstrap{
			fitted:    fit.at,
			weight:    s.weight,
			customers: s.total,
			seed:      1,
			prior:     prior.onLogScale(),
		}
		o := s.objective(f, prior)
		o.kernel = remember(s.kernel(f), fit.at.theta, len(s.weight)).withKernel(o.kernel)
		o.oneGoroutine = true
		o.weight = make([]float64, len(s.weight))
		o.roughness = gainToDraw
		rowOf := b.rowOfCustomer()
		for i := range 20 {
			got := b.refit(o, rowOf, rand.New(rand.NewPCG(1, uint64(i))))
			exact := s.objective(f, prior)
			exact.weight = o.weight
			exact.prior = o.prior
			want, err := exact.maximize(fit.at.theta)
			if err != nil {
				t.Fatal(err)
			}
			cov, ok := want.covariance()
			if got == nil || !ok {
				t.Fatalf("%s, resample %d: %v", f, i, got)
			}
			for j, p := range want.theta {
				if off := math.Abs(got[j]-p) / math.Sqrt(cov.At(j, j)); !(off < 0.002) {
					t.Errorf("%s, resample %d: parameter %d is %v standard errors from the maximum", f, i, j, off)
				}
			}
		}
	}
}
