package clv

import (
	"math"
	"slices"
)

// logPrior is a Prior of ln parameters: each is normal around its center.
type logPrior struct {
	center    []float64
	precision float64 // 1/variance
}

// A wall keeps ln parameters within reach if the data let them run away. It is felt only
// beyond wallDistance from a parameter's order of magnitude.
const (
	wallDistance  = 9.2 // ln 10,000
	outOfReach    = 30  // here the objective is minus infinity
	wallPrecision = 1   // of the normal density that is the wall, for each customer
)

// objective is what is maximized: log-likelihood with prior.
type objective struct {
	kernel       kernel
	weight       []float64 // of each row
	total        float64   // sum of the weights
	oneGoroutine bool      // one of many at work
	prior        *logPrior // nil = none

	// roughness is the log-likelihood that a search may leave to gain, if it is more than
	// gainToStop.
	roughness float64
	// lnMagnitude holds ln of the order of magnitude of each parameter: 0, or that of a
	// time or an amount.
	lnMagnitude []float64

	known *optimum  // the best so far
	theta []float64 // where last was evaluated
	last  derivatives
}

// at evaluates at theta, once.
func (o *objective) at(theta []float64) *derivatives {
	if slices.Equal(theta, o.theta) {
		return &o.last
	}

	o.theta = append(o.theta[:0], theta...)
	if o.isOutOfReach() {
		o.last = derivatives{value: math.Inf(-1)}
		return &o.last
	}

	o.kernel.moveTo(theta)
	o.last = sumRows(o.kernel, o.weight, rowSum{oneGoroutine: o.oneGoroutine})
	o.addWallAndPrior()

	if math.IsNaN(o.last.value) {
		o.last = derivatives{value: math.Inf(-1)}
	}
	return &o.last
}

// isOutOfReach reports whether a parameter is too far away, or not a number.
func (o *objective) isOutOfReach() bool {
	for i, v := range o.theta {
		if !(math.Abs(v-o.lnMagnitude[i]) < outOfReach) {
			return true
		}
	}
	return false
}

func (o *objective) addWallAndPrior() {
	for i, v := range o.theta {
		fromMagnitude := v - o.lnMagnitude[i]
		beyond := math.Abs(fromMagnitude) - wallDistance
		if beyond > 0 {
			beyond = math.Copysign(beyond, fromMagnitude)
			o.last.addNormal(i, beyond, wallPrecision*o.total)
		}

		if o.prior != nil {
			fromCenter := v - o.prior.center[i]
			o.last.addNormal(i, fromCenter, o.prior.precision)
		}
	}
}

// isAtWall reports whether a parameter is at the wall.
func (o *objective) isAtWall() bool {
	const near = wallDistance - 0.1
	for i, v := range o.theta {
		if math.Abs(v-o.lnMagnitude[i]) > near {
			return true
		}
	}
	return false
}
