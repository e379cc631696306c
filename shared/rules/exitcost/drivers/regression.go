package drivers

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// regression is logistic: the log-odds of a customer to be gone are those of their
// stratum plus those of the drivers that happened to them.
//
// A vector of its parameters holds the log-odds of the strata, then those of the drivers.
type regression struct {
	groups    []group
	base      float64            // log-odds of all customers, on which the strata are centered
	customers [DriverCount]int64 // to whom a driver happened
}

// dim is the number of parameters.
const dim = strata + DriverCount

// group is a row of the Table: customers of one stratum with the same drivers.
type group struct {
	stratum         int
	drivers         driverSet
	customers, gone float64
}

func newRegression(t Table) *regression {
	r := &regression{}
	customers := 0.0
	gone := 0.0
	for key, o := range t {
		stratum, set := splitKey(key)
		r.groups = append(r.groups, group{
			stratum:   stratum,
			drivers:   set,
			customers: float64(o.Customers),
			gone:      float64(o.Gone),
		})
		customers += float64(o.Customers)
		gone += float64(o.Gone)
		for d := range Driver(DriverCount) {
			if set.has(d) {
				r.customers[d] += o.Customers
			}
		}
	}

	// Sorted groups give the same sums every time, to the last bit.
	slices.SortFunc(r.groups, func(a, b group) int {
		return keyOf(a.stratum, a.drivers) - keyOf(b.stratum, b.drivers)
	})

	// One customer more on each side keeps the odds of a tiny store finite.
	r.base = math.Log((gone + 1) / (customers - gone + 1))
	return r
}

// beliefAt returns the belief about the parameter at an index.
func (r *regression) beliefAt(i int) belief {
	if i < strata {
		return belief{mean: r.base, deviation: strataDeviation}
	}
	return beliefAbout(Driver(i - strata))
}

// loss returns the negative logarithm of likelihood and beliefs at the given log-odds,
// with its gradient and its Hessian. It is convex.
func (r *regression) loss(
	logOdds *mat.VecDense,
) (loss float64, gradient *mat.VecDense, hessian *mat.SymDense) {
	gradient = mat.NewVecDense(dim, nil)
	hessian = mat.NewSymDense(dim, nil)
	for i := range dim {
		b := r.beliefAt(i)
		off := (logOdds.AtVec(i) - b.mean) / b.deviation
		loss += off * off / 2
		gradient.SetVec(i, off/b.deviation)
		hessian.SetSym(i, i, 1/(b.deviation*b.deviation))
	}

	var buffer [DriverCount + 1]int
	for _, g := range r.groups {
		parameters := g.appendParameters(buffer[:0])

		// z is the log-odds of this group, p the probability to be gone.
		z := 0.0
		for _, i := range parameters {
			z += logOdds.AtVec(i)
		}
		p := 1 / (1 + math.Exp(-z))

		// ln L = gone ln p + (customers - gone) ln (1-p) = gone z - customers ln(1 + e^z)
		loss += g.customers*softplus(z) - g.gone*z
		for n, i := range parameters {
			gradient.SetVec(i, gradient.AtVec(i)+g.customers*p-g.gone)
			for _, j := range parameters[n:] {
				hessian.SetSym(i, j, hessian.At(i, j)+g.customers*p*(1-p))
			}
		}
	}
	return loss, gradient, hessian
}

// appendParameters appends the indexes of the parameters that add up to the log-odds of
// the group: its stratum's and those of its drivers.
func (g group) appendParameters(indexes []int) []int {
	indexes = append(indexes, g.stratum)
	for d := range Driver(DriverCount) {
		if g.drivers.has(d) {
			indexes = append(indexes, strata+int(d))
		}
	}
	return indexes
}

// softplus returns ln(1 + e^z) without overflow.
func softplus(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }

// minimizeLoss returns the log-odds at which the loss is least, by Newton's method with
// halved steps. Since the loss is convex, this is the only minimum.
func (r *regression) minimizeLoss() (*mat.VecDense, error) {
	logOdds := mat.NewVecDense(dim, nil)
	for i := range dim {
		logOdds.SetVec(i, r.beliefAt(i).mean)
	}

	const iterations = 50
	for range iterations {
		loss, gradient, hessian := r.loss(logOdds)

		var cholesky mat.Cholesky
		step := mat.NewVecDense(dim, nil)
		if !cholesky.Factorize(hessian) || cholesky.SolveVecTo(step, gradient) != nil {
			return nil, ErrFit
		}

		// A Newton step lowers the loss by half of this product.
		const least = 1e-9
		if mat.Dot(gradient, step) < least {
			return logOdds, nil
		}
		logOdds = r.halveStep(logOdds, step, loss)
	}
	return nil, ErrFit
}

// halveStep goes along the step, or the greatest of its halves, quarters and so on that
// takes the loss below the given one.
func (r *regression) halveStep(from, step *mat.VecDense, loss float64) *mat.VecDense {
	const smallest = 1e-6
	next := mat.NewVecDense(dim, nil)
	for share := 1.0; ; share /= 2 {
		next.AddScaledVec(from, -share, step)
		if less, _, _ := r.loss(next); less < loss || share < smallest {
			return next
		}
	}
}
