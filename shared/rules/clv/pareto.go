package clv

import "math"

// Pareto is the Pareto/NBD model (Schmittlein, Morrison & Colombo 1987): customers buy at
// rates that are Gamma(R, Alpha) and leave at any time, at rates that are Gamma(S, Beta).
type Pareto struct {
	R     float64 // shape of the rates of buying
	Alpha float64 // their scale, in units of time; the mean rate is R/Alpha per unit
	S     float64 // shape of the rates of leaving
	Beta  float64 // their scale, in units of time; the mean rate is S/Beta per unit
}

// Family is ParetoFamily.
func (Pareto) Family() Family { return ParetoFamily }

// Params are r, alpha, s, beta.
func (m Pareto) Params() []float64 { return []float64{m.R, m.Alpha, m.S, m.Beta} }

// LogLikelihood of a history: that of the days of its orders.
func (m Pareto) LogLikelihood(h History) float64 {
	r, _, _ := rising(m.R, 0, h.X)
	ln, _ := lifeBracket(m.R+float64(h.X), m.Alpha, m.S, m.Beta, h.Tx, h.T)
	return r + m.R*math.Log(m.Alpha) + m.S*math.Log(m.Beta) + ln
}

// Outlook of a customer with this history.
func (m Pareto) Outlook(h History) Outlook {
	k := m.R + float64(h.X)
	_, alive := lifeBracket(k, m.Alpha, m.S, m.Beta, h.Tx, h.T)
	return Outlook{
		alive: alive,
		k:     k,
		a:     m.Alpha + h.T,
		p:     m.S,
		q:     m.Beta + h.T,
		end:   anyTime,
	}
}

// Newcomer is the outlook on the day of the first order.
func (m Pareto) Newcomer() Outlook { return m.Outlook(History{}) }

// lifeBracket is ln of (al+T)^-k (be+T)^-s + s I, with I the integral of (al+u)^-k
// (be+u)^-(s+1) over u from tx to T: still a customer at T, or gone before. The second
// result is the first part's share, which is P(alive).
//
// No hypergeometric function is needed: Gauss-Legendre in v = ln(min(al, be) + u), which
// has no singularity nearer than pi.
func lifeBracket(k, al, s, be, tx, t float64) (ln, alive float64) {
	stayed := -k*math.Log(al+t) - s*math.Log(be+t)
	if !(t > tx) {
		return stayed, 1
	}
	small := min(al, be)
	g := grid(k, al, s, be, tx, t, math.Log(small+tx), math.Log(small+t))
	top := -k*math.Log(al+tx) - (s+1)*math.Log(be+tx) + math.Log(s) + g.lo
	sum := 0.0
	for i, at := range g.rule.at {
		v := g.mid + g.half*at
		lnAl, lnBe := g.logs(v)
		sum += g.rule.weight[i] * math.Exp(v-k*lnAl-(s+1)*lnBe+math.Log(s)-top)
	}
	left := top + math.Log(sum*g.half)
	return logAddExp(stayed, left), 1 / (1 + math.Exp(left-stayed))
}

// lifeGrid is where the integral over the time of leaving is evaluated.
type lifeGrid struct {
	rule          *rule
	lo, mid, half float64
	more          float64 // how much the larger of al and be exceeds the smaller
	alSmall       bool
}

// logs are ln(al+u) and ln(be+u) at v.
func (g *lifeGrid) logs(v float64) (lnAl, lnBe float64) {
	other := v
	if g.more > 0 {
		other = math.Log(math.Exp(v) + g.more)
	}
	if g.alSmall {
		return v, other
	}
	return other, v
}

// grid chooses the interval and the rule. Where the integrand has fallen by e^-45 nothing
// more can be seen. An n-point rule is exact to 2n-1 powers; how many are needed follows
// from the interval's length (the distance to the singularity) and from how much the
// logarithm of the integrand changes on it. The last two arguments are the logarithms of
// min(al, be) + tx and + t.
func grid(k, al, s, be, tx, t, lo, hi float64) lifeGrid {
	small := min(al, be)
	large := max(al, be)
	g := lifeGrid{more: large - small, alSmall: al <= be, lo: lo}
	ofSmall := k
	ofLarge := s + 1
	if !g.alSmall {
		ofSmall, ofLarge = ofLarge, ofSmall
	}
	ofSmall--
	first := ofSmall + ofLarge*(small+tx)/(large+tx) // how fast the integrand falls
	last := ofSmall + ofLarge*(small+t)/(large+t)
	width := hi - lo
	if first > 0 && width*first > 45 {
		width = 45 / first
		last = ofSmall + ofLarge
	}
	g.mid = lo + width/2
	g.half = width / 2
	change := width * max(math.Abs(first), math.Abs(last))
	all := rules()
	g.rule = &all[len(all)-1]
	for i, limit := range reach {
		if width <= limit.width && change <= limit.change {
			g.rule = &all[i]
			break
		}
	}
	return g
}

// reach says how wide an interval, and how much change on it, the rules but the last can
// take.
var reach = [...]struct{ width, change float64 }{
	{1, 1.7},
	{1.9, 4.2},
	{3.5, 11},
	{5, 19},
	{7, 34},
	{9.5, 60},
}
