package clv

import "math"

// hypergeometric returns Gauss' 2F1(a, b; c; z) for 0 <= z < 1. Near one, where the power
// series needs thousands of terms, it goes over to series in 1-z (Abramowitz & Stegun
// 15.3.6) if these do not cancel.
func hypergeometric(a, b, c, z float64) float64 {
	const nearOne = 0.9
	const steepest = 8 // growth of terms beyond which the series in 1-z cancel
	if z <= nearOne {
		return powerSeries(a, b, c, z)
	}
	m := c - a - b
	w := 1 - z
	growth := max(growthBound(a, b, 1-m), growthBound(c-a, c-b, 1+m))
	if growth*w > steepest {
		return powerSeries(a, b, c, z)
	}

	// If m is whole, the two parts have poles that cancel: go around them.
	const near = 1e-5
	whole := math.Round(m)
	if math.Abs(m-whole) < near {
		pole := a + b + whole
		before := seriesFromOne(a, b, pole-near, z)
		after := seriesFromOne(a, b, pole+near, z)
		return (before + after) / 2
	}
	return seriesFromOne(a, b, c, z)
}

// growthBound bounds the first ratios of a hypergeometric series' terms, without z.
func growthBound(a, b, c float64) float64 {
	return (math.Abs(a) + 1) * (math.Abs(b) + 1) / (math.Abs(c) + 1)
}

// mostTerms ends a power series that does not converge.
const mostTerms = 1_000_000

// powerSeries is the defining series of 2F1: each term is the last one times
// (a+n)(b+n) z / ((c+n)(n+1)).
func powerSeries(a, b, c, z float64) float64 {
	const negligible = 1e-17
	sum := 1.0
	term := 1.0
	for n := 0.0; n < mostTerms; n++ {
		ratio := (a + n) * (b + n) / ((c + n) * (n + 1)) * z
		term *= ratio
		sum += term

		size := math.Abs(term)
		if size == 0 || size < negligible*math.Abs(sum) && math.Abs(ratio) < 1 {
			break
		}
	}
	return sum
}

// powerSeriesAt returns powerSeries at the first n of several z, which rise: they share
// the coefficients.
func powerSeriesAt(
	a, b, c float64,
	z [periodBatch]float64,
	n int,
) (sum [periodBatch]float64) {
	const negligible = 1e-15
	var term [periodBatch]float64
	for i := range n {
		sum[i] = 1
		term[i] = 1
	}
	for j := 0.0; j < mostTerms; j++ {
		ratio := (a + j) * (b + j) / ((c + j) * (j + 1))
		for i := range n {
			term[i] *= ratio * z[i]
			sum[i] += term[i]
		}

		// The last z is the greatest: its series converges last.
		last := math.Abs(term[n-1])
		if last == 0 || last < negligible*math.Abs(sum[n-1]) && math.Abs(ratio*z[n-1]) < 1 {
			break
		}
	}
	return sum
}

// seriesFromOne is 2F1 by two series in 1-z (Abramowitz & Stegun 15.3.6).
func seriesFromOne(a, b, c, z float64) float64 {
	w := 1 - z
	m := c - a - b

	first := gammaQuotient(c, m, c-a, c-b)
	first *= powerSeries(a, b, 1-m, w)

	second := gammaQuotient(c, -m, a, b)
	second *= math.Pow(w, m)
	second *= powerSeries(c-a, c-b, 1+m, w)

	return first + second
}
