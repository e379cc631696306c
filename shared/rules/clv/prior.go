package clv

// Prior is what is thought of a store before its customers are seen. It weighs as much as
// so many pseudo-customers: each ln parameter is held to be normal around the Center's,
// with a variance of customerDeviation^2/PseudoCustomers.
type Prior struct {
	Center          []float64 // parameters, in the unit of the sample
	PseudoCustomers float64
}

// customerDeviation is how well one customer tells a ln parameter: of CDNOW's MBG/NBD fit
// on 2,357 customers, the standard errors of ln r and ln alpha times the root of 2,357 are
// 7.7 and 5.5, those of a and b 8.4 and 16; of Pareto/NBD's 4.2, 3.9, 15 and 26, of
// BG/NBD's 2.5, 4.2, 11 and 14.
const customerDeviation = 3

// pseudoCustomers is the weight of the stated priors: with ten, a parameter is held to
// within a factor of 2.6 at one standard deviation, 6.5 at two. Fits of CDNOW's 2,357
// customers move by less than a standard error.
const pseudoCustomers = 10

// DefaultPrior returns a prior that is centered at the published fits of CDNOW (Fader,
// Hardie & Lee 2005; Platzer 2016 for MBG/NBD), the data set the field knows best. The
// unit is in days.
func DefaultPrior(f Family, unit float64) *Prior {
	center := map[Family][]float64{ // in weeks
		NBDFamily:    {0.385, 12.072},
		BGFamily:     {0.243, 4.414, 0.793, 2.426},
		MBGFamily:    {0.525, 6.183, 0.891, 1.614},
		ParetoFamily: {0.553, 10.578, 0.606, 11.669},
	}[f]
	for i, inTime := range f.carriesTime() {
		if inTime {
			center[i] *= Week / unit
		}
	}
	return &Prior{Center: center, PseudoCustomers: pseudoCustomers}
}

// restrictTo returns the prior of a smaller family that comes with one: its first
// parameters.
func (p *Prior) restrictTo(f Family) *Prior {
	if p == nil {
		return nil
	}
	return &Prior{Center: p.Center[:len(f.Names())], PseudoCustomers: p.PseudoCustomers}
}

// onLogScale returns the prior of the ln parameters; nil for no prior.
func (p *Prior) onLogScale() *logPrior {
	if p == nil {
		return nil
	}
	return &logPrior{
		center:    logs(p.Center),
		precision: p.PseudoCustomers / (customerDeviation * customerDeviation),
	}
}

// SpendPrior returns a prior that is centered at the published fit of CDNOW (Fader &
// Hardie 2013) in p and q, with gamma such that the population's mean, p gamma/(q-1), is
// that of the table. The scale is the minor units of one unit of money.
func SpendPrior(t SpendTable, scale float64) *Prior {
	const p = 6.25
	const q = 3.74

	mean := t.Mean() / scale
	if !(mean > 0) {
		mean = 1
	}
	gamma := mean * (q - 1) / p
	return &Prior{
		Center:          []float64{p, q, gamma},
		PseudoCustomers: pseudoCustomers,
	}
}
