package clv

import "math"

// bgKernel is the log-likelihood of BG/NBD and MBG/NBD. Parameters stand in the order r,
// alpha, a, b.
type bgKernel struct {
	s        *Sample
	firstToo bool // MBG: customers may leave after their first order
	r, lnA   float64
	ln, part []float64 // by day: ln(alpha+t), alpha/(alpha+t)
	x        []bgX     // by x
}

// bgX is what depends on x only.
type bgX struct {
	common deriv
	k      float64 // r + x
	alone  bool    // gone is impossible: BG with x = 0
	// The logarithms of the factors of "stayed" and "left", with their derivatives by ln
	// b.
	stayed, left   float64
	stayedB, leftB float64
}

func newBGKernel(s *Sample, firstToo bool) *bgKernel {
	n := len(s.days)
	return &bgKernel{
		s:        s,
		firstToo: firstToo,
		ln:       make([]float64, n),
		part:     make([]float64, n),
		x:        make([]bgX, len(s.xs)),
	}
}

func (k *bgKernel) dim() int  { return 4 }
func (k *bgKernel) cost() int { return 60 }

func (k *bgKernel) set(theta []float64) {
	r := math.Exp(theta[0])
	al := math.Exp(theta[1])
	a := math.Exp(theta[2])
	b := math.Exp(theta[3])
	k.r = r
	k.lnA = theta[2]
	k.s.times(al, k.ln, k.part)
	var up, whole, stay risen
	for i, x := range k.s.xs {
		up.to(r, x)
		whole.to(a+b, x)
		stay.to(b, x)
		k.x[i] = k.atX(float64(x), r, theta[1], a, b, &up, &whole, &stay)
	}
}

// times fills the logarithms of scale+t and the scale's share of it, by day.
func (s *Sample) times(scale float64, ln, part []float64) {
	for i, t := range s.days {
		ln[i] = math.Log(scale + t)
		part[i] = scale / (scale + t)
	}
}

// risen is a running ln G(z+x) - ln G(z) with its derivatives in z, for rising x.
type risen struct {
	x            int
	ln, psi, tri float64
}

func (u *risen) to(z float64, x int) {
	ln, psi, tri := rising(z, u.x, x)
	u.x = x
	u.ln = u.ln + ln
	u.psi = u.psi + psi
	u.tri = u.tri + tri
}

func (k *bgKernel) atX(x, r, lnAl, a, b float64, up, whole, stay *risen) bgX {
	out := bgX{k: r + x}
	ln := whole.ln
	psi := whole.psi
	tri := whole.tri
	if k.firstToo {
		end := a + b + x
		ln = ln + math.Log(end)
		psi = psi + 1/end
		tri = tri - 1/(end*end)
	}
	d := &out.common
	d.f = up.ln + r*lnAl - ln + stay.ln
	d.g = [4]float64{r * (up.psi + lnAl), r, -a * psi, b * (stay.psi - psi)}
	d.h[at[0][0]] = d.g[0] + r*r*up.tri
	d.h[at[0][1]] = r
	d.h[at[2][2]] = d.g[2] - a*a*tri
	d.h[at[2][3]] = -a * b * tri
	d.h[at[3][3]] = d.g[3] + b*b*(stay.tri-tri)
	switch {
	case k.firstToo:
		out.stayed = math.Log(b + x)
		out.stayedB = b / (b + x)
	case x == 0:
		out.alone = true
	default:
		out.left = -math.Log(b + x - 1)
		out.leftB = -b / (b + x - 1)
	}
	return out
}

func (k *bgKernel) row(i int, d *deriv) {
	row := k.s.rows[i]
	x := &k.x[row.x]
	*d = x.common
	ln3 := k.ln[row.t]
	u3 := k.part[row.t]
	if x.alone {
		d.f -= x.k * ln3
		d.g[0] -= k.r * ln3
		d.g[1] -= x.k * u3
		d.h[at[0][0]] -= k.r * ln3
		d.h[at[0][1]] -= k.r * u3
		d.h[at[1][1]] -= x.k * (u3 - u3*u3)
		return
	}
	ln4 := k.ln[row.tx]
	u4 := k.part[row.tx]
	stayed := x.stayed - x.k*ln3
	left := x.left + k.lnA - x.k*ln4
	f, w4 := mix(stayed, left)
	w3 := 1 - w4
	ln := w3*ln3 + w4*ln4
	u := w3*u3 + w4*u4
	d.f += f
	d.g[0] -= k.r * ln
	d.g[1] -= x.k * u
	d.g[2] += w4
	d.g[3] += w3*x.stayedB + w4*x.leftB
	d.h[at[0][0]] -= k.r * ln
	d.h[at[0][1]] -= k.r * u
	d.h[at[1][1]] -= w3*x.k*(u3-u3*u3) + w4*x.k*(u4-u4*u4)
	d.h[at[3][3]] += w3*x.stayedB*(1-x.stayedB) + w4*x.leftB*(1+x.leftB)
	// How the two differ, for the spread between them.
	v := w3 * w4
	d0 := k.r * (ln3 - ln4)
	d1 := x.k * (u3 - u4)
	d3 := x.leftB - x.stayedB
	d.h[at[0][0]] += v * d0 * d0
	d.h[at[0][1]] += v * d0 * d1
	d.h[at[0][2]] += v * d0
	d.h[at[0][3]] += v * d0 * d3
	d.h[at[1][1]] += v * d1 * d1
	d.h[at[1][2]] += v * d1
	d.h[at[1][3]] += v * d1 * d3
	d.h[at[2][2]] += v
	d.h[at[2][3]] += v * d3
	d.h[at[3][3]] += v * d3 * d3
}

// mix is ln(e^a + e^b) and the second one's share. (It goes into sums, where Log1p's last
// digits are lost.)
func mix(a, b float64) (ln, second float64) {
	if a >= b {
		z := math.Exp(b - a)
		return a + math.Log(1+z), z / (1 + z)
	}
	z := math.Exp(a - b)
	return b + math.Log(1+z), 1 / (1 + z)
}

// nbdKernel is the log-likelihood of the NBD: r, alpha.
type nbdKernel struct {
	s        *Sample
	r        float64
	ln, part []float64
	x        []deriv
}

func newNBDKernel(s *Sample) *nbdKernel {
	n := len(s.days)
	return &nbdKernel{
		s:    s,
		ln:   make([]float64, n),
		part: make([]float64, n),
		x:    make([]deriv, len(s.xs)),
	}
}

func (k *nbdKernel) dim() int  { return 2 }
func (k *nbdKernel) cost() int { return 25 }

func (k *nbdKernel) set(theta []float64) {
	r := math.Exp(theta[0])
	lnAl := theta[1]
	k.r = r
	k.s.times(math.Exp(lnAl), k.ln, k.part)
	var up risen
	for i, x := range k.s.xs {
		up.to(r, x)
		d := deriv{f: up.ln + r*lnAl, g: [4]float64{r * (up.psi + lnAl), r}}
		d.h[at[0][0]] = d.g[0] + r*r*up.tri
		d.h[at[0][1]] = r
		k.x[i] = d
	}
}

func (k *nbdKernel) row(i int, d *deriv) {
	row := k.s.rows[i]
	*d = k.x[row.x]
	ln := k.ln[row.t]
	u := k.part[row.t]
	n := k.r + float64(k.s.xs[row.x])
	d.f -= n * ln
	d.g[0] -= k.r * ln
	d.g[1] -= n * u
	d.h[at[0][0]] -= k.r * ln
	d.h[at[0][1]] -= k.r * u
	d.h[at[1][1]] -= n * (u - u*u)
}
