package exitcost_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// order is one of a customer's, so many days ago, in minor units.
func order(id string, ago int, total int64, change ...func(*crm.Order)) crm.Order {
	at := now - crm.Instant(ago)*crm.DayLength
	o := crm.Order{Ref: crm.Ref{Source: "s", ID: id}, Placed: at, Updated: at, Currency: "EUR", Total: total, Status: crm.OrderPaid}
	for _, c := range change {
		c(&o)
	}
	return o
}

func bought(orders ...crm.Order) exitcost.Customer {
	return customer("p:1", &crm.Facts{Orders: orders})
}

func worth(c exitcost.Customer) exitcost.Worth {
	return exitcost.NewWorth(c.Facts, c.History, c.Verdict, exitcost.DefaultStoreModel(), exitcost.DefaultSettings("EUR"))
}

func TestWhoBringsNoProfitIsWorthNothingAndNothingIsAtStake(t *testing.T) {
	t.Parallel()
	dear := func(o *crm.Order) { o.Cost, o.CostKnown = 20_000, true }
	even := func(o *crm.Order) { o.Cost, o.CostKnown = 10_000, true }
	for name, c := range map[string]exitcost.Customer{
		"each order costs twice what it brings": bought(order("1", 90, 10_000, dear), order("2", 60, 10_000, dear)),
		"each order costs what it brings":       bought(order("1", 90, 10_000, even), order("2", 60, 10_000, even)),
		"more was given back than was paid":     bought(order("1", 90, 10_000, func(o *crm.Order) { o.Refunded = 30_000 }), order("2", 60, 10_000)),
	} {
		w := worth(c)
		if w.AtLastPurchase.Minor != 0 || w.Residual.Minor != 0 || w.Stake().Minor != 0 {
			t.Errorf("%s: %+v", name, w)
		}
		if w.Orders <= 0 || w.None <= 0 || w.None >= 1000 {
			t.Errorf("%s: what they will do is foretold all the same: %+v", name, w)
		}
	}
}

func TestWithoutCostsTheStoresMarginIsTaken(t *testing.T) {
	t.Parallel()
	known := bought(order("1", 90, 10_000, func(o *crm.Order) { o.Cost, o.CostKnown = 9_000, true }), order("2", 60, 10_000, func(o *crm.Order) { o.Cost, o.CostKnown = 9_000, true }))
	unknown := bought(order("1", 90, 10_000), order("2", 60, 10_000))
	if a, b := worth(known), worth(unknown); a != b || a.AtLastPurchase.Minor <= 0 {
		t.Errorf("a tenth is left of each order: %+v; nothing is known of costs, and the margin is 10 %%: %+v", a, b)
	}
}

func TestOneOrderIsValuedByWhatTheStoresCustomersDo(t *testing.T) {
	t.Parallel()
	w, later := worth(bought(order("1", 1, 10_000))), worth(bought(order("1", 400, 10_000)))
	if w.AtLastPurchase.Minor <= 0 || w.None < 100 || w.None > 990 {
		t.Errorf("one order yesterday: %+v", w)
	}
	if later.None <= w.None || later.Residual.Minor >= w.Residual.Minor {
		t.Errorf("silent for 400 days: %+v, for one: %+v", later, w)
	}
}

func TestOrdersOfOneDayAreOneVisit(t *testing.T) {
	t.Parallel()
	many := bought(order("1", 40, 2_000), order("2", 40, 3_000), order("3", 40, 5_000))
	if a, b := worth(many), worth(bought(order("1", 40, 10_000))); a != b {
		t.Errorf("three orders on a day: %+v, one of as much: %+v", a, b)
	}
}

func TestWhatIsDatedAfterTheCensusIsNotKnownYet(t *testing.T) {
	t.Parallel()
	past := monthly("p:1", on(11, 1))
	f := *past.Facts
	f.Orders = append(append([]crm.Order{}, f.Orders...), order("next", -30, 1_000_000))
	future := customer("p:1", &f)
	if a, b := worth(past), worth(future); a != b {
		t.Errorf("known: %+v, with an order of next month: %+v", a, b)
	}
	a, b := census(t, []exitcost.Customer{past}), census(t, []exitcost.Customer{future})
	one, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	two, err := json.Marshal(b)
	if err != nil || string(one) != string(two) {
		t.Errorf("%v: the census knows of next month:\n%s\n%s", err, one, two)
	}
}

func TestAStoreThatChangedItsCurrencyCountsTheNewOneAndShowsTheOther(t *testing.T) {
	t.Parallel()
	dollars := func(o *crm.Order) { o.Currency = "USD" }
	c := bought(order("1", 200, 10_000, dollars), order("2", 150, 10_000, dollars), order("3", 30, 4_000))
	e := estimated(t, []exitcost.Customer{c})
	if e.Revenue != eur(4_000) || len(e.Apart) != 1 || e.Apart[0].Minor != 20_000 || e.Customers != 1 {
		t.Errorf("revenue %v, other %v, customers %d", e.Revenue, e.Apart, e.Customers)
	}
	if w, only := worth(c), worth(bought(order("3", 30, 4_000))); w.Orders <= only.Orders || w.Each.Minor <= 0 {
		t.Errorf("orders of any currency make the rhythm: %+v, without them %+v", w, only)
	}
}

// A marketplace's account with a million orders is one small record. It is valued, and no model of people is fitted to it.
func TestAMarketplacesAccountIsCountedAndValuedButNoModelIsFittedToIt(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{Older: crm.Older{Orders: 1_000_000, First: now - 700*crm.DayLength, Sums: []crm.Sum{{Currency: "EUR", Orders: 1_000_000, Total: 5_000_000_000}}}}
	for i := range 20 {
		f.Orders = append(f.Orders, order(string(rune('a'+i)), 20-i, 5_000))
	}
	h := overdue.NewHistory(f)
	c := exitcost.Customer{Key: "p:market", Facts: f, History: h, Verdict: overdue.Decide(h, overdue.DefaultPolicy(), now.Time())}
	p := census(t, append(shop(), c))
	if p.ManyBuyers != 1 || p.ModelInput.Table.Customers() != 8 {
		t.Errorf("%d accounts of many buyers, a table of %d", p.ManyBuyers, p.ModelInput.Table.Customers())
	}
	w := exitcost.NewWorth(f, h, c.Verdict, exitcost.DefaultStoreModel(), exitcost.DefaultSettings("EUR"))
	if w.Residual.Minor <= 0 || w.Residual.Minor > 100_000_000 {
		t.Errorf("%+v", w)
	}
}

func TestASmallShopGetsNumbersAndTheirIntervals(t *testing.T) {
	t.Parallel()
	p, v := census(t, shop()), view()
	s, err := p.FitModel(v)
	if err != nil {
		t.Fatal(err)
	}
	e := exitcost.Reduce(p, s, v)
	if len(e.Forecasts) != 3 || e.ModelFacts.Customers != 8 {
		t.Fatalf("%d horizons from %d customers", len(e.Forecasts), e.ModelFacts.Customers)
	}
	for _, a := range e.Forecasts {
		for name, b := range map[string]tally.Interval{"leavers": a.Leavers, "loss": a.Loss, "orders": a.Orders, "profit": a.Profit, "none": a.None} {
			if b.Low > b.Mid || b.Mid > b.High || b.High < 0 || name == "orders" && b.Low == b.High {
				t.Errorf("%d days, %s: %+v", a.Days, name, b)
			}
		}
	}
	if again, err := p.FitModel(v); err != nil || !same(s, again) {
		t.Errorf("the same census found two models: %v", err)
	}
}

func same(a, b *exitcost.ModelFit) bool {
	x, errX := json.Marshal(a.StoreModel)
	y, errY := json.Marshal(b.StoreModel)
	return errX == nil && errY == nil && string(x) == string(y)
}

func TestAnEmptyShopHasTheModelOfANewOne(t *testing.T) {
	t.Parallel()
	p := census(t, nil)
	s, err := p.FitModel(view())
	if err != nil || s.ModelFacts.Status != "new shop" || s.StoreModel.FittedTo != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
}

// Customers who all buy on and on show no dropout: that is said, and nothing explodes.
func TestAStoreWithoutDropoutSaysSo(t *testing.T) {
	t.Parallel()
	var all []exitcost.Customer
	for i := range 60 {
		f := &crm.Facts{}
		for n := 700 - i; n >= 1; n -= 9 + (n*7+i*13)%23 {
			f.Orders = append(f.Orders, order(fmt.Sprint(i, "-", n), n, 5_000))
		}
		all = append(all, customer(fmt.Sprint("p:", i), f))
	}
	p, v := census(t, all), view()
	s, err := p.FitModel(v)
	if err != nil {
		t.Fatal(err)
	}
	e := exitcost.Reduce(p, s, v)
	b, err := json.Marshal(e)
	if err != nil || strings.Contains(string(b), "NaN") {
		t.Fatal(err)
	}
	if s.ModelFacts.Status != "no dropout seen" {
		t.Errorf("%+v", s.ModelFacts)
	}
	if e.Equity.Minor <= 0 || e.Equity.Minor > 60*60*5_000 {
		t.Errorf("all together are worth %v", e.Equity)
	}
	for _, q := range s.ModelFacts.Params {
		if math.IsInf(q.Value, 0) || q.SE != 0 {
			t.Errorf("%s is %v ± %v", q.Name, q.Value, q.SE)
		}
	}
}

func TestARhythmMeansTheSameToTheModelsAsToTheAlarm(t *testing.T) {
	t.Parallel()
	if got := overdue.DefaultPolicy().Budgets[2]; math.Abs(float64(got)/1000-clv.ShareBeyondPatience) > 1e-9 {
		t.Errorf("%d of 1000 gaps outlast the threshold of lost, and the models take %v", got, clv.ShareBeyondPatience)
	}
}

func TestAllOrdersOfTheLastDayCount(t *testing.T) {
	t.Parallel()
	morning, noon := order("1", 40, 100), order("2", 40, 100_000)
	noon.Placed += crm.Instant(3600_000)
	if a, b := worth(bought(morning, noon)), worth(bought(order("1", 40, 100_100))); a != b {
		t.Errorf("1.00 and, an hour later, 1,000.00: %+v; one order of 1,001.00: %+v", a, b)
	}
}

func TestMoneyGivenBackByACreditNoteIsWorthNoMoreThanARefund(t *testing.T) {
	t.Parallel()
	credit := order("2", 38, 0, func(o *crm.Order) { o.Refunded = 100_000 })
	if w := worth(bought(order("1", 40, 100_000), credit)); w.AtLastPurchase.Minor != 0 || w.Stake().Minor != 0 {
		t.Errorf("all was given back two days later: %+v", w)
	}
}

func TestAPastKnowsNothingOfTheDayAfter(t *testing.T) {
	t.Parallel()
	past := view().BackTestDays[0]
	f := &crm.Facts{}
	for i, at := range []crm.Instant{past - 10*3600_000, past + 3600_000} {
		f.Orders = append(f.Orders, order(fmt.Sprint(i), 0, 10_000, func(o *crm.Order) { o.Placed, o.Updated = at, at }))
	}
	cells := census(t, []exitcost.Customer{customer("p:1", f)}).BackTests[0].Table.Cells
	if len(cells) != 1 || cells[0].X != 0 || cells[0].Tx != 0 || cells[0].Next != 1 {
		t.Errorf("bought ten hours before the past, and an hour after it: %+v", cells)
	}
}

func TestWhoBoughtSoOftenThatOldOrdersAreOnlyCountedStandsInEveryPast(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{}
	for i := 60; i >= 0; i-- {
		f.Orders = append(f.Orders, order(fmt.Sprint(i), 10*i, 10_000))
	}
	f.Spill()
	p := census(t, []exitcost.Customer{customer("p:1", f)})
	for i, past := range p.BackTests {
		cells, at := past.Table.Cells, exitcost.BackTestAges[i]
		if len(cells) != 1 {
			t.Fatalf("%d days ago: %d customers", at, len(cells))
		}
		// 61 orders ten days apart: those up to then, the first not counted, and those since.
		x, next := (600-at)/10, 61-1-(600-at)/10
		if c := cells[0]; int(c.X)-x < -1 || int(c.X)-x > 1 || int(c.Next)-next < -1 || int(c.Next)-next > 1 || c.T != int32(600-at) {
			t.Errorf("%d days ago: %+v, expected about %d and %d", at, c, x, next)
		}
	}
}

func TestWithoutAModelTheLookAheadIsByTheDefaultAndItsRangesAreNumbers(t *testing.T) {
	t.Parallel()
	p := census(t, shop())
	for name, s := range map[string]*exitcost.ModelFit{
		"not found": exitcost.KeepModel(exitcost.DefaultStoreModel(), fmt.Errorf("no")), "a new shop": {StoreModel: exitcost.DefaultStoreModel()},
	} {
		e := exitcost.Reduce(p, s, view())
		if len(e.Forecasts) == 0 {
			t.Errorf("%s: nothing is foretold", name)
		}
		for _, a := range e.Forecasts {
			for _, b := range []tally.Interval{a.Leavers, a.Loss, a.Orders, a.Profit, a.None} {
				if b.Low > b.Mid || b.Mid > b.High || b.Low < 0 || b.High > 1_000_000 {
					t.Errorf("%s, %d days: %+v", name, a.Days, a)
				}
			}
		}
	}
}

func TestWhereNobodyWasLostTheUpperEndOfTheCostGrowsWithTheHorizon(t *testing.T) {
	t.Parallel()
	p := census(t, []exitcost.Customer{monthly("p:1", on(11, 1)), monthly("p:2", on(11, 2)), monthly("p:3", on(11, 3))})
	high := func(horizon int) int64 {
		v := view()
		v.Settings.Horizon = horizon
		e := exitcost.Reduce(p, &exitcost.ModelFit{StoreModel: exitcost.DefaultStoreModel()}, v)
		if e.Rate.Lost != 0 || e.Cost.Mid.Minor != 0 {
			t.Fatalf("lost %d, %v", e.Rate.Lost, e.Cost.Mid)
		}
		if last := e.Months[len(e.Months)-1]; last.Lost == 0 && last.Base > 0 && last.Cost.High.Minor == 0 {
			t.Errorf("a month without an exit is sure to have cost nothing: %+v", last)
		}
		return e.Cost.High.Minor
	}
	if year, three := high(365), high(1095); year <= 0 || three != 3*year {
		t.Errorf("one year: at most %d, three: %d", year, three)
	}
}

// Two shops in which everybody has spent the same in all, one whose orders grew dearer and one whose orders grew cheaper since the past
// day: what the next order brings is foretold by what came then.
func TestWhatAnOrderHasComeToSinceCorrectsWhatTheNextIsForetold(t *testing.T) {
	t.Parallel()
	each := func(before, since int64) float64 {
		var all []exitcost.Customer
		for i := range 80 {
			f := &crm.Facts{}
			for n := 716 + i%20; n >= 12; n -= 44 {
				total := since
				if n > 364+i%20 {
					total = before
				}
				f.Orders = append(f.Orders, order(fmt.Sprint(i, "-", n), n, total))
			}
			all = append(all, customer(fmt.Sprint("p:", i), f))
		}
		p, v := census(t, all), view()
		s, err := p.FitModel(v)
		if err != nil {
			t.Fatal(err)
		}
		a := exitcost.Reduce(p, s, v).Forecasts[1]
		return float64(a.Profit.Mid) / float64(a.Orders.Mid)
	}
	if up, down := each(5_000, 10_000), each(10_000, 5_000); up < 1.3*down {
		t.Errorf("an order is foretold to bring %v where they grew dearer, %v where they grew cheaper", up, down)
	}
}
