package lift

import (
	"math"

	"holdfast/shared/words/tally"
)

// z is the quantile of the normal distribution for an interval of 95 %.
const z = 1.96

// differenceOfShares returns how much greater the share of buyers is among the treated,
// per myriad, with the interval of Newcombe 1998 (Statistics in Medicine 17, method 10).
func differenceOfShares(treated, held *Arm) tally.Interval {
	t := wilson(treated.Bought, treated.Customers)
	h := wilson(held.Bought, held.Customers)
	difference := t.mid - h.mid

	// The difference is smallest if the treated are at the low end of their interval and
	// the held at the high end of theirs. Both errors are independent, so they add as the
	// sides of a right triangle do.
	low := difference - math.Hypot(t.mid-t.low, h.high-h.mid)

	// It is greatest the other way round.
	high := difference + math.Hypot(t.high-t.mid, h.mid-h.low)

	const myriad = 10_000
	return tally.RoundInterval(myriad*difference, myriad*low, myriad*high)
}

// interval is an estimate with the range that holds it.
type interval struct{ mid, low, high float64 }

// wilson returns the share of k in n with the score interval of Wilson 1927. It stays
// within 0 and 1 and has a width even if k is 0 or n, where the usual interval has none.
func wilson(k, n int64) interval {
	size := float64(n)
	share := float64(k) / size

	// Wilson's interval lies as if z*z more customers had been counted, half of whom bought.
	// This draws its center toward one half.
	center := share + z*z/(2*size)

	// This is half its width. The second term keeps it above 0 if all or none bought.
	half := z * math.Sqrt(share*(1-share)/size+z*z/(4*size*size))

	// Both are shares of size customers so far; this makes them shares of size + z*z.
	scale := 1 + z*z/size

	return interval{
		mid:  share,
		low:  (center - half) / scale,
		high: (center + half) / scale,
	}
}

// differenceOfMeans returns how much more profit a treated customer brings than a held
// one, in minor units. The arms may scatter differently (Welch); the interval is by the
// normal distribution.
func differenceOfMeans(treated, held *Arm) tally.Interval {
	treatedMean, treatedVariance := treated.mean()
	heldMean, heldVariance := held.mean()

	difference := treatedMean - heldMean
	half := z * math.Sqrt(treatedVariance+heldVariance)
	return tally.RoundInterval(difference, difference-half, difference+half)
}

// mean returns the mean profit of an arm's customers and the variance of that mean.
func (a *Arm) mean() (mean, variance float64) {
	n := float64(a.Customers)
	mean = float64(a.Profit) / n

	// The variance of the profits is the mean of their squares less the square of their
	// mean. Rounding may take it below 0.
	root := float64(a.Squares.Root())
	scatter := max(0, root*root/n-mean*mean)

	// The variance of a mean of n profits is n times smaller. Dividing by n-1 makes up for
	// the mean having been estimated from the same profits.
	return mean, scatter / (n - 1)
}
