package main

import (
	"fmt"
	"os"
	"time"

	"holdfast/shared/clv"
)

func main() {
	f, _ := os.Open(os.Args[1])
	all, err := read(f)
	if err != nil {
		panic(err)
	}
	cs := summarize(all, time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC))
	t, err := tableOf(cs, 273)
	fmt.Println(len(cs), len(t.Without().Cells), t.Customers(), err, cs[0], cs[1515])
	s := clv.NewSample(t, clv.Week)
	for _, fam := range []clv.Family{clv.NBDFamily, clv.BGFamily, clv.MBGFamily, clv.ParetoFamily} {
		t0 := time.Now()
		fit, err := s.Fit(fam, nil)
		fmt.Println(fam, time.Since(t0), fit.Model, fit.LogLik, fit.SE, fit.Status, err)
		fit, err = s.Fit(fam, clv.DefaultPrior(fam, clv.Week))
		fmt.Println(fam, time.Since(t0), fit.Model, fit.LogLik, fit.SE, fit.Status, err)
	}
	sp, err := spendOf(cs)
	t0 := time.Now()
	fit, err := clv.FitSpend(sp, 100, nil)
	fmt.Println(time.Since(t0), sp.Customers(), sp.Correlation(), fit, err)
}
