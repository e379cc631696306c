package clv_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"holdfast/shared/clv"
)

// simulate draws n customers, in days, who begin within the first `from` days and are seen for `until`. A step says whether
// someone who has just ordered, or is waiting, is gone: see the models.
func simulate(m clv.Model, n, from, until int, seed uint64) []clv.Cell {
	rnd := rand.New(rand.NewPCG(seed, 1))
	out := make([]clv.Cell, n)
	for i := range out {
		out[i] = customer(m, rnd, rnd.IntN(from), until)
	}
	return out
}

// customer lives one life. Rates are per week; orders of one day are one order.
func customer(m clv.Model, rnd *rand.Rand, born, until int) clv.Cell {
	p := m.Params()
	rate := gamma(rnd, p[0], p[1]) / clv.Week
	age := float64(until - born)
	end, leave, first := math.Inf(1), 0.0, false
	switch m.Family() {
	case clv.BGFamily, clv.MBGFamily:
		leave, first = distuv.Beta{Alpha: p[2], Beta: p[3], Src: rnd}.Rand(), m.Family() == clv.MBGFamily
	case clv.ParetoFamily:
		end = rnd.ExpFloat64() / (gamma(rnd, p[2], p[3]) / clv.Week)
	}
	c := clv.Cell{T: int32(age), Count: 1}
	at, last := 0.0, int32(0)
	for gone := first && rnd.Float64() < leave; !gone; gone = rnd.Float64() < leave {
		at += rnd.ExpFloat64() / rate
		if at > min(age, end) {
			break
		}
		if day := int32(at); day > last {
			c.X++
			c.Tx, last = day, day
		}
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

// like CDNOW: 2,357 customers of 84 days, seen until day 273.
func likeCDNOW(tb testing.TB) clv.Table {
	return must[clv.Table](tb)(clv.Count(0, simulate(truth[clv.ParetoFamily], 2357, 84, 273, 7)))
}

func BenchmarkFit(b *testing.B) {
	s := clv.NewSample(likeCDNOW(b), clv.Week)
	for _, f := range []clv.Family{clv.BGFamily, clv.MBGFamily, clv.ParetoFamily} {
		b.Run(f.String(), func(b *testing.B) {
			for b.Loop() {
				must[clv.Fit](b)(s.Fit(f, nil))
			}
		})
	}
}

// million is a store of 1,000,000 customers who began within the last two years.
func million(b *testing.B, from int) []clv.Cell {
	b.Helper()
	return simulate(truth[clv.MBGFamily], 1_000_000, from, 730, 3)
}

func BenchmarkMillion(b *testing.B) {
	for name, from := range map[string]int{"quarter": 84, "two years": 730} {
		customers := million(b, from)
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				must[clv.Table](b)(clv.Count(0, customers))
			}
		})
		t := must[clv.Table](b)(clv.Count(0, customers))
		for _, f := range []clv.Family{clv.BGFamily, clv.MBGFamily, clv.ParetoFamily} {
			b.Run(name+"/"+f.String(), func(b *testing.B) {
				for b.Loop() {
					t := must[clv.Table](b)(clv.Count(0, customers))
					must[clv.Fit](b)(clv.NewSample(t, clv.Week).Fit(f, nil))
				}
				b.ReportMetric(float64(len(t.Cells)), "cells")
			})
			b.Run(name+"/score/"+f.String(), func(b *testing.B) {
				for b.Loop() {
					t := must[clv.Table](b)(clv.Count(0, customers))
					t.Scores(truth[f], clv.Week, 39, clv.Year)
				}
			})
		}
	}
}

func BenchmarkJudgeOne(b *testing.B) {
	row := clv.Row{X: 7, Tx: 35, T: 77}
	for f, m := range truth {
		b.Run(f.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Outlook(row).Score(39, clv.Year)
			}
		})
	}
}
