package clv_test

import (
	"testing"

	"holdfast/shared/rules/clv"
)

func BenchmarkFit(b *testing.B) {
	s := clv.NewSample(count(b, simulate(truth[clv.ParetoFamily], 2357, likeCDNOW, 7)), clv.Week)
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
	return simulate(truth[clv.MBGFamily], 1_000_000, season{from: from, until: 730, unit: clv.Week}, 3)
}

func BenchmarkMillion(b *testing.B) {
	for name, from := range map[string]int{"quarter": 84, "two years": 730} {
		customers := million(b, from)
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				count(b, customers)
			}
		})
		t := count(b, customers)
		for _, f := range []clv.Family{clv.BGFamily, clv.MBGFamily, clv.ParetoFamily} {
			b.Run(name+"/"+f.String(), func(b *testing.B) {
				for b.Loop() {
					t := count(b, customers)
					must[clv.Fit](b)(clv.NewSample(t, clv.Week).Fit(f, nil))
				}
				b.ReportMetric(float64(len(t.Cells)), "cells")
			})
			b.Run(name+"/score/"+f.String(), func(b *testing.B) {
				for b.Loop() {
					t := count(b, customers)
					t.Scores(truth[f], clv.Week, 39, clv.Year)
				}
			})
		}
	}
}

func BenchmarkJudgeOne(b *testing.B) {
	row := clv.History{X: 7, Tx: 35, T: 77}
	for f, m := range truth {
		b.Run(f.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Outlook(row).Score(39, clv.Year)
			}
		})
	}
}

func BenchmarkMillionSpending(b *testing.B) {
	spent := spending(clv.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}, million(b, 730), 4)
	b.ReportMetric(float64(len(spent)), "repeaters")
	for b.Loop() {
		t := must[clv.SpendTable](b)(clv.CountSpend(spent))
		must[clv.SpendFit](b)(clv.FitSpend(t, 100, nil))
	}
}

func BenchmarkRefits(b *testing.B) {
	s := clv.NewSample(count(b, simulate(truth[clv.ParetoFamily], 2357, likeCDNOW, 7)), clv.Week)
	for _, f := range leaving {
		fit := must[clv.Fit](b)(s.Fit(f, nil))
		b.Run(f.String(), func(b *testing.B) {
			for b.Loop() {
				must[clv.Draws](b)(s.Draw(fit, nil, 500, 1))
			}
		})
	}
}
