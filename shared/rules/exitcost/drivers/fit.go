package drivers

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Effect is how much more, or less, likely leaving is where a driver was met, among
// customers who stood alike. Odds are per mille: 1800 means 1.8 times the odds. The
// interval holds 95 % of what the customers leave open.
type Effect struct {
	Driver    Driver `json:"driver"`
	Customers int64  `json:"customers"` // who met it
	Odds      int64  `json:"odds"`
	Low       int64  `json:"low"`
	High      int64  `json:"high"`
}

// Certain reports whether the interval leaves out that the driver makes no difference.
func (e Effect) Certain() bool { return e.Low > 1000 || e.High < 1000 }

// belief is what is thought of a log-odds before the customers are seen: normal around
// mean.
type belief struct{ mean, deviation float64 }

// beliefs: nothing is known of most, give or take a factor of e. A bad rating is believed
// to double the odds, give or take as much; public data contradict each other (reference:
// clv 5.2: telco and e-commerce sets point either way).
func beliefOf(d Driver) belief {
	if d == BadRating {
		return belief{0.7, 0.7}
	}
	return belief{0, 1}
}

// loose is the deviation of the beliefs about the strata.
const loose = 2.0

// ErrFit is wrapped where no estimate was reached.
var ErrFit = errors.New("the regression did not converge")

// Fit estimates the effects by the maximum of likelihood and beliefs. It is an error if
// the search does not converge.
func (t Table) Fit() ([]Effect, error) {
	m := newRegression(t)
	theta, err := m.climb()
	if err != nil {
		return nil, fmt.Errorf(
			"fit what goes with leaving to %d kinds of customers: %w",
			len(m.rows),
			err,
		)
	}
	_, _, h := m.at(theta)
	var cov mat.SymDense
	var chol mat.Cholesky
	if !chol.Factorize(h) || chol.InverseTo(&cov) != nil {
		return nil, fmt.Errorf("how sure the effects are: %w", ErrFit)
	}
	out := make([]Effect, DriverCount)
	for d := range Driver(DriverCount) {
		at := strata + int(d)
		se := math.Sqrt(cov.At(at, at))
		odds := func(z float64) int64 { return int64(math.Round(1000 * math.Exp(theta.AtVec(at)+z*se))) }
		out[d] = Effect{
			Driver:    d,
			Customers: m.met[d],
			Odds:      odds(0),
			Low:       odds(-1.96),
			High:      odds(1.96),
		}
	}
	return out, nil
}

// regression is logistic: a row's log-odds of being gone is its stratum's plus those of
// the drivers met.
type regression struct {
	rows []row
	base float64 // log-odds of all customers
	met  [DriverCount]int64
}

type row struct {
	stratum, mask int
	n, gone       float64
}

const dim = strata + DriverCount

func newRegression(t Table) *regression {
	m := &regression{}
	n := 0.0
	gone := 0.0
	for key, o := range t {
		m.rows = append(
			m.rows,
			row{key / masks, key % masks, float64(o.Customers), float64(o.Gone)},
		)
		n += float64(o.Customers)
		gone += float64(o.Gone)
		for d := range DriverCount {
			if key>>d&1 == 1 {
				m.met[d] += o.Customers
			}
		}
	}
	slices.SortFunc(
		m.rows,
		func(a, b row) int { return (a.stratum-b.stratum)*masks + a.mask - b.mask },
	) // the same sums every time
	m.base = math.Log((gone + 1) / (n - gone + 1))
	return m
}

func (m *regression) belief(i int) belief {
	if i < strata {
		return belief{m.base, loose}
	}
	return beliefOf(Driver(i - strata))
}

// at is the loss (the negative of likelihood and beliefs), its gradient and its Hessian.
func (m *regression) at(theta *mat.VecDense) (float64, *mat.VecDense, *mat.SymDense) {
	loss := 0.0
	g := mat.NewVecDense(dim, nil)
	h := mat.NewSymDense(dim, nil)
	for i := range dim {
		b := m.belief(i)
		off := (theta.AtVec(i) - b.mean) / b.deviation
		loss += off * off / 2
		g.SetVec(i, off/b.deviation)
		h.SetSym(i, i, 1/(b.deviation*b.deviation))
	}
	var on [DriverCount + 1]int
	for _, r := range m.rows {
		n := 1
		on[0] = r.stratum
		for d := range DriverCount {
			if r.mask>>d&1 == 1 {
				on[n] = strata + d
				n++
			}
		}
		z := 0.0
		for _, i := range on[:n] {
			z += theta.AtVec(i)
		}
		p := 1 / (1 + math.Exp(-z))
		loss += r.n*softplus(z) - r.gone*z
		for a, i := range on[:n] {
			g.SetVec(i, g.AtVec(i)+r.n*p-r.gone)
			for _, k := range on[a:n] {
				h.SetSym(i, k, h.At(i, k)+r.n*p*(1-p))
			}
		}
	}
	return loss, g, h
}

// softplus is ln(1 + e^z).
func softplus(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }

// climb is Newton's method with halved steps; the loss is convex, so it ends at the only
// minimum.
func (m *regression) climb() (*mat.VecDense, error) {
	theta := mat.NewVecDense(dim, nil)
	for i := range dim {
		theta.SetVec(i, m.belief(i).mean)
	}
	for range 50 {
		loss, g, h := m.at(theta)
		var chol mat.Cholesky
		step := mat.NewVecDense(dim, nil)
		if !chol.Factorize(h) || chol.SolveVecTo(step, g) != nil {
			return nil, ErrFit
		}
		if mat.Dot(g, step) < 1e-9 {
			return theta, nil
		}
		next := mat.NewVecDense(dim, nil)
		for share := 1.0; ; share /= 2 {
			next.AddScaledVec(theta, -share, step)
			if less, _, _ := m.at(next); less < loss || share < 1e-6 {
				break
			}
		}
		theta = next
	}
	return nil, ErrFit
}
