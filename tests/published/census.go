package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// census takes the census of CDNOW as it stood when the data ends, by rules found from the same customers, and holds its back-test to the bar:
// what a model fitted to what was known 39 weeks before foretells, against what came. The thresholds and the value of an order are today's, as in every
// census: see exitcost.BackTest.
func census(s *shop, r *report) error {
	customers := s.histories()
	rules, study, err := counted(customers, overdue.DefaultPolicy(), exitcost.DefaultStoreModel())
	if err != nil {
		return err
	}
	whole, study, err := counted(customers, rules.policy, study.StoreModel)
	if err != nil {
		return err
	}
	e := exitcost.Reduce(whole.part, study, whole.view)
	b := e.BackTest
	if b == nil {
		return fmt.Errorf("the census of %d customers has no back-test", e.Customers)
	}
	r.title(fmt.Sprintf("The census's back-test: as of %s, the %d days that followed", b.AsOf.Time().Format(time.DateOnly), b.Days))
	r.near("orders, within 15 %", float64(b.Orders.Came), float64(b.Orders.Foretold.Mid), 0.15)
	for _, held := range []struct {
		what string
		exitcost.ForecastCheck
		unit float64
	}{
		{"orders", b.Orders, 1},
		{"customers without one", b.None, 1},
		{"profit at 10 %, USD", b.Profit, 100},
		{"taken for lost", b.Leavers, 1},
		{"profit lost with them, USD", b.Loss, 100},
	} {
		f := held.Foretold
		r.least(fmt.Sprintf("%s (foretold %.0f): came, at least the lower end", held.what, float64(f.Mid)/held.unit), float64(f.Low)/held.unit, float64(held.Came)/held.unit)
		r.most(held.what+": came, at most the upper end", float64(f.High)/held.unit, float64(held.Came)/held.unit)
	}
	r.least("AUC by expected orders, at least", 0.775, float64(b.AUC)/10_000)
	r.note("  Not judged: of %d called lost by then, %d were foretold to come back (%d to %d), and %d did: the models take long silences too hard.", b.Called,
		b.Back.Foretold.Mid, b.Back.Foretold.Low, b.Back.Foretold.High, b.Back.Came)
	for i, t := range b.Tenths {
		r.note("  tenth %2d, %d customers: orders foretold %4d, came %4d; without an order foretold %3d, were %3d", i+1, t.Customers, t.Expected, t.Came, t.None, t.WereNone)
	}
	for _, line := range e.SayLines("en", nil) {
		r.note("  %s", line)
	}
	return nil
}

// person is one customer with all orders.
type person struct {
	facts   *crm.Facts
	history overdue.History
}

func (s *shop) histories() (out []person) {
	for _, id := range slices.Sorted(maps.Keys(s.log)) {
		f := &crm.Facts{}
		for _, day := range slices.SortedFunc(maps.Keys(s.log[id]), time.Time.Compare) {
			at := crm.InstantOf(day.Add(12 * time.Hour))
			f.Orders = append(f.Orders, crm.Order{Ref: crm.Ref{Source: "cdnow", ID: id + day.Format("20060102")}, Placed: at, Updated: at, Currency: "USD", Total: s.log[id][day], Status: crm.OrderPaid})
		}
		out = append(out, person{f, overdue.NewHistory(f)})
	}
	return out
}

// count is a census with what it found.
type count struct {
	part   *exitcost.Tally
	view   *exitcost.CensusBasis
	policy overdue.Policy
}

// counted counts all customers by a policy and an outlook, as of the end of the data.
func counted(customers []person, p overdue.Policy, o exitcost.StoreModel) (count, *exitcost.ModelFit, error) {
	at := ending.AddDate(0, 0, 1)
	c := count{part: &exitcost.Tally{}, view: exitcost.NewCensusBasis(crm.InstantOf(at), time.UTC, p, o, exitcost.DefaultSettings("USD"))}
	gaps := overdue.NewCalibration()
	for i, x := range customers {
		gaps.Add(x.history)
		err := c.part.Add(exitcost.Customer{
			Key: crm.Key(fmt.Sprint("p:cdnow:", i)), Facts: x.facts, History: x.history, Verdict: overdue.Decide(x.history, p, at), Tier: segment.Unknown,
		}, c.view)
		if err != nil {
			return c, nil, err
		}
	}
	if err := c.part.Seal(); err != nil {
		return c, nil, err
	}
	c.policy = gaps.Policy(overdue.DefaultPolicy())
	study, err := c.part.FitModel(c.view)
	return c, study, err
}
