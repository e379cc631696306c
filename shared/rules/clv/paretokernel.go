package clv

import "math"

// paretoKernel is the log-likelihood of Pareto/NBD. Parameters stand in the order r,
// alpha, s, beta.
type paretoKernel struct {
	s             *Sample
	r, al, sh, be float64 // sh is the parameter s
	lnS           float64
	lnAl, partAl  []float64 // by day: ln(alpha+t), alpha/(alpha+t)
	lnBe, partBe  []float64
	x             []deriv
}

func newParetoKernel(s *Sample) *paretoKernel {
	n := len(s.days)
	return &paretoKernel{
		s:      s,
		lnAl:   make([]float64, n),
		partAl: make([]float64, n),
		lnBe:   make([]float64, n),
		partBe: make([]float64, n),
		x:      make([]deriv, len(s.xs)),
	}
}

func (k *paretoKernel) dim() int  { return 4 }
func (k *paretoKernel) cost() int { return 600 }

func (k *paretoKernel) set(theta []float64) {
	k.r, k.al, k.sh, k.be = math.Exp(
		theta[0],
	), math.Exp(
		theta[1],
	), math.Exp(
		theta[2],
	), math.Exp(
		theta[3],
	)
	k.lnS = theta[2]
	k.s.times(k.al, k.lnAl, k.partAl)
	k.s.times(k.be, k.lnBe, k.partBe)
	var up risen
	for i, x := range k.s.xs {
		up.to(k.r, x)
		d := deriv{f: up.ln + k.r*theta[1] + k.sh*theta[3]}
		d.g = [4]float64{k.r * (up.psi + theta[1]), k.r, k.sh * theta[3], k.sh}
		d.h[at[0][0]] = d.g[0] + k.r*k.r*up.tri
		d.h[at[0][1]] = k.r
		d.h[at[2][2]] = d.g[2]
		d.h[at[2][3]] = k.sh
		k.x[i] = d
	}
}

// moments are sums over the time of leaving, weighted by its density: of 1, of
// ln(alpha+u), ln(beta+u), alpha/(alpha+u), beta/(beta+u), and of the products of these
// four.
type moments struct {
	one                                float64
	la, lb, ga, gb                     float64
	lala, lalb, laga, lagb, lblb, lbga float64
	lbgb, gaga, gagb, gbgb             float64
}

func (m *moments) add(w, la, lb, ga, gb float64) {
	m.one += w
	wla := w * la
	wlb := w * lb
	wga := w * ga
	wgb := w * gb
	m.la += wla
	m.lb += wlb
	m.ga += wga
	m.gb += wgb
	m.lala += wla * la
	m.lalb += wla * lb
	m.laga += wla * ga
	m.lagb += wla * gb
	m.lblb += wlb * lb
	m.lbga += wlb * ga
	m.lbgb += wlb * gb
	m.gaga += wga * ga
	m.gagb += wga * gb
	m.gbgb += wgb * gb
}

func (k *paretoKernel) row(i int, d *deriv) {
	row := k.s.rows[i]
	n := k.r + float64(k.s.xs[row.x])
	*d = k.x[row.x]
	stayed := -n*k.lnAl[row.t] - k.sh*k.lnBe[row.t]
	if row.t == row.tx || k.s.days[row.t] <= k.s.days[row.tx] {
		d.f += stayed
		k.end(d, 1, row.t, n)
		return
	}
	var m moments
	top := k.leave(&m, row, n)
	left := top + math.Log(m.one)
	f, w := mix(stayed, left)
	d.f += f
	k.end(d, 1-w, row.t, n)
	k.spread(d, &m, w, row.t, n)
}

// end adds the derivatives of "still a customer at T", weighted.
func (k *paretoKernel) end(d *deriv, w float64, t int32, n float64) {
	la := k.lnAl[t]
	lb := k.lnBe[t]
	ga := k.partAl[t]
	gb := k.partBe[t]
	d.g[0] -= w * k.r * la
	d.g[1] -= w * n * ga
	d.g[2] -= w * k.sh * lb
	d.g[3] -= w * k.sh * gb
	d.h[at[0][0]] -= w * k.r * la
	d.h[at[0][1]] -= w * k.r * ga
	d.h[at[1][1]] -= w * n * (ga - ga*ga)
	d.h[at[2][2]] -= w * k.sh * lb
	d.h[at[2][3]] -= w * k.sh * gb
	d.h[at[3][3]] -= w * k.sh * (gb - gb*gb)
}

// leave integrates over the time of leaving. The moments are to be multiplied by e^top.
func (k *paretoKernel) leave(m *moments, row sampleRow, n float64) (top float64) {
	ln := k.lnBe
	if k.al <= k.be {
		ln = k.lnAl
	}
	g := grid(n, k.al, k.sh, k.be, k.s.days[row.tx], k.s.days[row.t], ln[row.tx], ln[row.t])
	top = -n*k.lnAl[row.tx] - (k.sh+1)*k.lnBe[row.tx] + k.lnS + g.lo
	base := k.lnS - top
	nodes := len(g.rule.at)
	middle := math.Exp(g.mid)
	for i := range nodes / 2 {
		// Nodes come in pairs about the middle, at e^v = middle x away and middle / away.
		off := g.half * g.rule.at[nodes-1-i]
		away := math.Exp(off)
		w := g.rule.weight[i] * g.half
		k.node(m, &g, g.mid+off, middle*away, w, n, base)
		k.node(m, &g, g.mid-off, middle/away, w, n, base)
	}
	return top
}

// node adds the integrand at v, where e is e^v.
func (k *paretoKernel) node(m *moments, g *lifeGrid, v, e, w, n, base float64) {
	lnMore := v
	eMore := e + g.more
	if g.more > 0 {
		lnMore = math.Log(eMore)
	}
	la := lnMore
	lb := v
	ea := eMore
	eb := e
	if g.alSmall {
		la = v
		lb = lnMore
		ea = e
		eb = eMore
	}
	m.add(w*math.Exp(v-n*la-(k.sh+1)*lb+base), la, lb, k.al/ea, k.be/eb)
}

// spread adds the derivatives of "gone before T", weighted by w, and the spread over all
// that may have happened.
func (k *paretoKernel) spread(d *deriv, m *moments, w float64, t int32, n float64) {
	c := 1 / m.one
	la := m.la * c
	lb := m.lb * c
	ga := m.ga * c
	gb := m.gb * c
	r := k.r
	s := k.sh
	s1 := k.sh + 1
	// Means of the first derivatives, gone: D = (-r la, -n ga, 1 - s lb, -(s+1) gb).
	g0 := -r * la
	g1 := -n * ga
	g2 := 1 - s*lb
	g3 := -s1 * gb
	d.g[0] += w * g0
	d.g[1] += w * g1
	d.g[2] += w * g2
	d.g[3] += w * g3
	// Means of the second derivatives, and the covariance of the first ones.
	h := [10]float64{
		-r*la + r*r*(m.lala*c-la*la),
		-r*ga + r*n*(m.laga*c-la*ga),
		r * s * (m.lalb*c - la*lb),
		r * s1 * (m.lagb*c - la*gb),
		-n*(ga-m.gaga*c) + n*n*(m.gaga*c-ga*ga),
		n * s * (m.lbga*c - lb*ga),
		n * s1 * (m.gagb*c - ga*gb),
		-s*lb + s*s*(m.lblb*c-lb*lb),
		-s*gb + s*s1*(m.lbgb*c-lb*gb),
		-s1*(gb-m.gbgb*c) + s1*s1*(m.gbgb*c-gb*gb),
	}
	// How gone and stayed differ.
	v := w * (1 - w)
	e := [4]float64{g0 + r*k.lnAl[t], g1 + n*k.partAl[t], g2 + s*k.lnBe[t], g3 + s*k.partBe[t]}
	for i := range e {
		for j := i; j < len(e); j++ {
			d.h[at[i][j]] += w*h[at[i][j]] + v*e[i]*e[j]
		}
	}
}
