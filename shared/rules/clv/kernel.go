package clv

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// kernel is the log-likelihood of a family on a sample.
type kernel interface {
	// dim returns the number of parameters.
	dim() int
	// moveTo goes to new parameters, given by their logarithms.
	moveTo(theta []float64)
	// evaluateRow overwrites d with the contribution of one customer of a row. It is safe
	// for use by several goroutines.
	evaluateRow(i int, d *derivatives)
	// rowNanoseconds returns about how long evaluateRow takes.
	rowNanoseconds() int
}

// memoKernel is a kernel that remembers what every row contributes at one point: the
// start of searches that differ in nothing but the weights of the rows.
type memoKernel struct {
	kernel
	theta   []float64     // the point
	rows    []derivatives // what each row contributes there
	atPoint bool          // the kernel is there now
}

// remember evaluates the first n rows at theta.
func remember(k kernel, theta []float64, n int) *memoKernel {
	memo := &memoKernel{
		kernel: k,
		theta:  theta,
		rows:   make([]derivatives, n),
	}
	k.moveTo(theta)
	for i := range memo.rows {
		k.evaluateRow(i, &memo.rows[i])
	}
	return memo
}

// withKernel returns the same memory for another kernel on the same sample.
func (m *memoKernel) withKernel(k kernel) *memoKernel {
	return &memoKernel{kernel: k, theta: m.theta, rows: m.rows}
}

func (m *memoKernel) moveTo(theta []float64) {
	m.atPoint = slices.Equal(theta, m.theta)
	if !m.atPoint {
		m.kernel.moveTo(theta)
	}
}

func (m *memoKernel) evaluateRow(i int, d *derivatives) {
	if m.atPoint {
		*d = m.rows[i]
		return
	}
	m.kernel.evaluateRow(i, d)
}

// scaledTimes holds, for one parameter in units of time and each day t of a sample, what
// the likelihood needs of their sum.
type scaledTimes struct {
	ln    []float64 // ln(scale + t)
	share []float64 // scale / (scale + t), the derivative of ln(scale + t) by ln scale
}

func newScaledTimes(days int) scaledTimes {
	return scaledTimes{ln: make([]float64, days), share: make([]float64, days)}
}

func (s *scaledTimes) setScale(scale float64, days []float64) {
	for i, t := range days {
		sum := scale + t
		s.ln[i] = math.Log(sum)
		s.share[i] = scale / sum
	}
}

// chunkSize is how many rows are summed at a time. The sums of chunks are added in order,
// so that the result has the same bits however many processors took part.
const chunkSize = 128

// rowSum says how rows are summed.
type rowSum struct {
	outerProducts bool // of the gradients, in place of the Hessians
	oneGoroutine  bool
}

// sumRows adds up what all rows contribute, each multiplied by its weight.
func sumRows(k kernel, weight []float64, how rowSum) derivatives {
	const worthSharing = 200_000 // nanoseconds
	chunks := (len(weight) + chunkSize - 1) / chunkSize
	workers := min(chunks, runtime.GOMAXPROCS(0))

	var sum derivatives
	if how.oneGoroutine || workers < 2 || len(weight)*k.rowNanoseconds() < worthSharing {
		for c := range chunks {
			part := sumChunk(k, weight, c, how)
			sum.add(&part, 1)
		}
		return sum
	}

	// Each worker takes the next chunk that no other has taken.
	parts := make([]derivatives, chunks)
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for c := int(next.Add(1)) - 1; c < chunks; c = int(next.Add(1)) - 1 {
				parts[c] = sumChunk(k, weight, c, how)
			}
		})
	}
	group.Wait()

	for i := range parts {
		sum.add(&parts[i], 1)
	}
	return sum
}

// sumChunk adds up the rows of the c-th chunk.
func sumChunk(k kernel, weight []float64, c int, how rowSum) derivatives {
	var sum, row derivatives
	end := min(len(weight), (c+1)*chunkSize)
	for i := c * chunkSize; i < end; i++ {
		if weight[i] == 0 {
			continue
		}
		k.evaluateRow(i, &row)
		if how.outerProducts {
			row.squareGradient()
		}
		sum.add(&row, weight[i])
	}
	return sum
}

// evaluate returns the log-likelihood at the given parameters, and its gradient by the
// parameters themselves.
func evaluate(k kernel, weight, params []float64) (logLik float64, gradient []float64) {
	k.moveTo(logs(params))
	d := sumRows(k, weight, rowSum{})

	// d/dp = d/d(ln p) / p
	gradient = make([]float64, len(params))
	for i, p := range params {
		gradient[i] = d.gradient[i] / p
	}
	return d.value, gradient
}

// logs returns the logarithms of parameters.
func logs(params []float64) []float64 {
	theta := make([]float64, len(params))
	for i, p := range params {
		theta[i] = math.Log(p)
	}
	return theta
}

// exps returns the parameters whose logarithms theta holds.
func exps(theta []float64) []float64 {
	params := make([]float64, len(theta))
	for i, v := range theta {
		params[i] = math.Exp(v)
	}
	return params
}
