package clv_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"holdfast/shared/rules/clv"
)

// season is when customers begin, until when they are seen, and how long they are watched after that, in days (or finer
// ticks), and how many of these make a unit of the model's time.
type season struct {
	from, until, ahead int
	unit               float64
}

var (
	likeCDNOW = season{84, 273, 273, clv.Week}
	// fine has ticks so short that hardly two orders fall into one: orders of one day are one order, which the models
	// know nothing of, and a hundred thousand customers show it.
	fine = season{12_000, 52_000, 39_000, 1000}
)

// simulate draws n customers.
func simulate(m clv.Model, n int, s season, seed uint64) []clv.Cell {
	rnd := rand.New(rand.NewPCG(seed, 1))
	out := make([]clv.Cell, n)
	for i := range out {
		out[i] = customer(m, rnd, s.until-rnd.IntN(s.from), s)
	}
	return out
}

// customer lives one life.
func customer(m clv.Model, rnd *rand.Rand, age int, s season) clv.Cell {
	p := m.Params()
	rate := gamma(rnd, p[0], p[1]) / s.unit
	end, leave, first := math.Inf(1), 0.0, false
	switch m.Family() {
	case clv.BGFamily, clv.MBGFamily:
		leave, first = distuv.Beta{Alpha: p[2], Beta: p[3], Src: rnd}.Rand(), m.Family() == clv.MBGFamily
	case clv.ParetoFamily:
		end = rnd.ExpFloat64() / (gamma(rnd, p[2], p[3]) / s.unit)
	}
	c := clv.Cell{T: int32(age), Count: 1}
	at, last := 0.0, int32(0)
	for gone := first && rnd.Float64() < leave; !gone; gone = rnd.Float64() < leave {
		at += rnd.ExpFloat64() / rate
		if at > min(float64(age+s.ahead), end) {
			break
		}
		day := int32(at)
		switch {
		case day <= last:
			continue // of the same day: one order
		case day <= c.T:
			c.X++
			c.Tx = day
		default:
			c.Next++
		}
		last = day
	}
	return c
}

func gamma(rnd *rand.Rand, shape, rate float64) float64 {
	return max(1e-300, distuv.Gamma{Alpha: shape, Beta: rate, Src: rnd}.Rand())
}

var truth = map[clv.Family]clv.Model{
	clv.NBDFamily:    clv.NBD{R: 0.385, Alpha: 12.072},
	clv.BGFamily:     clv.BG{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426},
	clv.MBGFamily:    clv.MBG{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614},
	clv.ParetoFamily: clv.Pareto{R: 0.553, Alpha: 10.578, S: 0.606, Beta: 11.669},
}

func must[T any](tb testing.TB) func(T, error) T {
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

// count makes a table of customers; what follows is left out of it.
func count(tb testing.TB, customers []clv.Cell) clv.Table {
	tb.Helper()
	return must[clv.Table](tb)(clv.Count(0, customers)).DropNext()
}

// spending draws what repeat customers spend on each of their days, in cents.
func spending(m clv.GammaGamma, customers []clv.Cell, seed uint64) []clv.Spend {
	rnd := rand.New(rand.NewPCG(seed, 2))
	var out []clv.Spend
	for _, c := range customers {
		if c.X == 0 {
			continue
		}
		own := gamma(rnd, m.Q, m.Gamma)
		sum := gamma(rnd, m.P*float64(c.X), own)
		out = append(out, clv.Spend{X: c.X, Sum: int64(math.Round(sum * 100)), Count: 1})
	}
	return out
}

// size is how many customers a fit is tried on: fewer where speed is asked for (with the race detector).
func size() int {
	if testing.Short() {
		return 20_000
	}
	return 100_000
}
