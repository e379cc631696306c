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
		b := bootstrap{at: fit.at, weight: s.weight, total: s.total, seed: 1, prior: prior}
		o := s.objective(f, prior)
		o.k, o.alone, o.weight, o.rough = recall(s.kernel(f), fit.at.theta, len(s.weight)).under(o.k), true, make([]float64, len(s.weight)), gainToDraw
		owner := b.owners()
		for i := range 20 {
			got := b.refit(o, owner, rand.New(rand.NewPCG(1, uint64(i))))
			exact := s.objective(f, prior)
			exact.weight, exact.pull = o.weight, o.pull
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
