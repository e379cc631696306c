package clv

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// deriv is a log-likelihood with its gradient and Hessian by the logarithms of up to four
// parameters.
type deriv struct {
	f float64
	g [4]float64
	h [10]float64 // the upper triangle, row by row: see at
}

// at is where the second derivative by i and j stands in deriv.h.
var at = [4][4]int{{0, 1, 2, 3}, {1, 4, 5, 6}, {2, 5, 7, 8}, {3, 6, 8, 9}}

func (d *deriv) add(o *deriv, w float64) {
	d.f += w * o.f
	for i := range d.g {
		d.g[i] += w * o.g[i]
	}
	for i := range d.h {
		d.h[i] += w * o.h[i]
	}
}

// square makes the Hessian the outer product of the gradient.
func (d *deriv) square() {
	for i := range d.g {
		for j := i; j < len(d.g); j++ {
			d.h[at[i][j]] = d.g[i] * d.g[j]
		}
	}
}

// hessian is that of -f.
func (d *deriv) hessian(dim int) *mat.SymDense {
	h := mat.NewSymDense(dim, nil)
	for i := range dim {
		for j := i; j < dim; j++ {
			h.SetSym(i, j, -d.h[at[i][j]])
		}
	}
	return h
}

// kernel is the log-likelihood of a family on a sample.
type kernel interface {
	dim() int
	// set goes to new parameters, given by their logarithms.
	set(theta []float64)
	// row overwrites d with the contribution of one customer of a row. It is safe for use
	// by several goroutines.
	row(i int, d *deriv)
	// cost is about how many nanoseconds a row takes.
	cost() int
}

// recalled is a kernel that knows what every row contributes at one point: where searches
// begin that differ in nothing but the weights of the rows.
type recalled struct {
	kernel
	theta []float64
	rows  []deriv
	there bool
}

// recall keeps what each of n rows contributes at theta.
func recall(k kernel, theta []float64, n int) *recalled {
	r := &recalled{kernel: k, theta: theta, rows: make([]deriv, n)}
	k.set(theta)
	for i := range r.rows {
		k.row(i, &r.rows[i])
	}
	return r
}

// under is the same knowledge for another kernel on the same sample.
func (r *recalled) under(k kernel) *recalled {
	return &recalled{kernel: k, theta: r.theta, rows: r.rows}
}

func (r *recalled) set(theta []float64) {
	if r.there = slices.Equal(theta, r.theta); !r.there {
		r.kernel.set(theta)
	}
}

func (r *recalled) row(i int, d *deriv) {
	if r.there {
		*d = r.rows[i]
		return
	}
	r.kernel.row(i, d)
}

// chunk is how many rows are summed at a time. The sums of chunks are added in order, so
// that the result has the same bits however many processors took part.
const chunk = 128

// total sums the rows; square replaces Hessians by outer products of gradients; alone
// keeps to one goroutine.
func total(k kernel, weight []float64, square, alone bool) deriv {
	chunks := (len(weight) + chunk - 1) / chunk
	workers := min(chunks, runtime.GOMAXPROCS(0))
	if alone || workers < 2 || len(weight)*k.cost() < 200_000 {
		var out deriv
		for c := range chunks {
			part := sumChunk(k, weight, c, square)
			out.add(&part, 1)
		}
		return out
	}
	parts := make([]deriv, chunks)
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for c := int(next.Add(1)) - 1; c < chunks; c = int(next.Add(1)) - 1 {
				parts[c] = sumChunk(k, weight, c, square)
			}
		})
	}
	group.Wait()
	var out deriv
	for i := range parts {
		out.add(&parts[i], 1)
	}
	return out
}

func sumChunk(k kernel, weight []float64, c int, square bool) deriv {
	var sum, d deriv
	for i := c * chunk; i < min(len(weight), (c+1)*chunk); i++ {
		if weight[i] == 0 {
			continue
		}
		k.row(i, &d)
		if square {
			d.square()
		}
		sum.add(&d, weight[i])
	}
	return sum
}

// pull is the prior's: it draws ln parameters to a center, as so many pseudo-customers
// would.
type pull struct {
	center []float64
	weight float64 // customers / spread^2
}

// wall keeps ln parameters within reach where the data let them run away: it is felt only
// beyond wallAt.
const (
	wallAt   = 9.2 // ln 10,000
	nowhere  = 30
	wallRise = 1
)

// objective is what is maximized: log-likelihood with prior.
type objective struct {
	k      kernel
	weight []float64
	total  float64
	alone  bool      // one of many at work: keep to one goroutine
	rough  float64   // the log-likelihood that a search may leave to gain, where that is more than gainToStop
	home   []float64 // ln of the order of magnitude of the parameters: 0, or that of a time or an amount
	pull   *pull

	known *optimum  // the best so far
	theta []float64 // where last was evaluated
	last  deriv
	evals int
}

// to evaluates at theta, once.
func (o *objective) to(theta []float64) *deriv {
	if slices.Equal(theta, o.theta) {
		return &o.last
	}
	o.theta = append(o.theta[:0], theta...)
	for i, v := range theta {
		if !(math.Abs(v-o.home[i]) < nowhere) {
			o.last = deriv{f: math.Inf(-1)}
			return &o.last
		}
	}
	o.evals++
	o.k.set(theta)
	o.last = total(o.k, o.weight, false, o.alone)
	for i, v := range theta {
		if beyond := math.Abs(v-o.home[i]) - wallAt; beyond > 0 {
			o.last.bend(i, math.Copysign(beyond, v-o.home[i]), wallRise*o.total)
		}
		if o.pull != nil {
			o.last.bend(i, v-o.pull.center[i], o.pull.weight)
		}
	}
	if math.IsNaN(o.last.f) {
		o.last = deriv{f: math.Inf(-1)}
	}
	return &o.last
}

// walled reports whether a parameter is at the wall.
func (o *objective) walled() bool {
	for i, v := range o.theta {
		if math.Abs(v-o.home[i]) > wallAt-0.1 {
			return true
		}
	}
	return false
}

// bend adds the logarithm of a normal density of the given precision.
func (d *deriv) bend(i int, off, precision float64) {
	d.f -= precision * off * off / 2
	d.g[i] -= precision * off
	d.h[at[i][i]] -= precision
}
