package clv

import "math"

// Prior is what is thought of a store before its customers are seen, with the weight of
// so many pseudo-customers: each ln parameter is held to be normal around the Center's,
// with a variance of Spread^2/Customers.
type Prior struct {
	Center          []float64 // parameters, in the unit of the sample
	PseudoCustomers float64
}

// spread is how well one customer tells a ln parameter: of CDNOW's MBG/NBD fit on 2,357
// customers, the standard errors of ln r and ln alpha times the root of 2,357 are 7.7 and
// 5.5, those of a and b 8.4 and 16; of Pareto/NBD's 4.2, 3.9, 15 and 26, of BG/NBD's 2.5,
// 4.2, 11 and 14.
const spread = 3

// pseudoCustomers is the weight of the stated priors: with ten, a parameter is held to
// within a factor of 2.6 at one standard deviation, 6.5 at two. Fits of CDNOW's 2,357
// customers move by less than a standard error.
const pseudoCustomers = 10

// DefaultPrior is centered at the published fits of CDNOW (Fader, Hardie & Lee 2005;
// Platzer 2016 for MBG/NBD), the data set the field knows best. The unit is in days.
func DefaultPrior(f Family, unit float64) *Prior {
	center := map[Family][]float64{
		NBDFamily:    {0.385, 12.072},
		BGFamily:     {0.243, 4.414, 0.793, 2.426},
		MBGFamily:    {0.525, 6.183, 0.891, 1.614},
		ParetoFamily: {0.553, 10.578, 0.606, 11.669},
	}[f]
	for i, timed := range f.timed() {
		if timed {
			center[i] *= Week / unit
		}
	}
	return &Prior{Center: center, PseudoCustomers: pseudoCustomers}
}

// of is the prior of a smaller family that comes with one: its first parameters.
func (p *Prior) of(f Family) *Prior {
	if p == nil {
		return nil
	}
	return &Prior{Center: p.Center[:len(f.Names())], PseudoCustomers: p.PseudoCustomers}
}

func (p *Prior) pull() *pull {
	if p == nil {
		return nil
	}
	out := &pull{center: make([]float64, len(p.Center)), weight: p.PseudoCustomers / (spread * spread)}
	for i, v := range p.Center {
		out.center[i] = math.Log(v)
	}
	return out
}

// SpendPrior is centered at the published fit of CDNOW (Fader & Hardie 2013) in p and q,
// with gamma such that the population's mean is that of the table. The scale is the minor
// units of one unit of money.
func SpendPrior(t SpendTable, scale float64) *Prior {
	const p, q = 6.25, 3.74
	mean := t.Mean() / scale
	if !(mean > 0) {
		mean = 1
	}
	return &Prior{Center: []float64{p, q, mean * (q - 1) / p}, PseudoCustomers: pseudoCustomers}
}
