package report

import (
	"strconv"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// backTest holds an estimate as of a past day against what came.
var backTest = Section{
	ID:       "backtest",
	Title:    "report.backtest",
	Brief:    true,
	write:    writeBackTest,
	tabulate: tabulateBackTest,
}

// forecastCheck is one figure of the back-test.
type forecastCheck struct {
	key   string // of its label, after "report.backtest."
	name  string // in a sheet
	money bool   // in minor units
	exitcost.ForecastCheck
}

// forecastChecks lists the figures of a back-test.
func forecastChecks(b *exitcost.BackTest) []forecastCheck {
	const money = true
	return []forecastCheck{
		{"leavers", "leavers", !money, b.Leavers},
		{"loss", "profit_lost", money, b.Loss},
		{"orders", "orders", !money, b.Orders},
		{"profit", "profit", money, b.Profit},
		{"without", "without_order", !money, b.None},
		{"back", "back", !money, b.Back},
	}
}

// wholeShare is where a chart of shares has all: 100 % per myriad.
const wholeShare = 10_000

func writeBackTest(in *input) Passage {
	b := in.estimate.BackTest
	if b == nil {
		return Passage{Text: []string{in.Say("report.backtest.none")}}
	}

	intervals := chart.Intervals{Mark: wholeShare}
	var words captions
	t := in.table("what", ">foretold", ">came", "held")
	checks := forecastChecks(b)
	outside := 0
	for _, c := range checks {
		label := in.Say("report.backtest." + c.key)
		foretold, came := in.foretoldAndCame(c)
		found := in.Say("report.backtest.within")
		if !c.InRange() {
			found = in.Say("report.backtest.outside")
			outside++
		}
		t.addTexts(label, foretold, came, found)
		words.add(label, in.Say("report.backtest.row", foretold, came, found))
		if c.Came > 0 && c.Foretold.High > 0 {
			row := asShareOf(c.Foretold, c.Came)
			row.Label = in.Say("report.backtest.label", label, came)
			row.Note = in.Say("report.backtest.note", foretold)
			intervals.Rows = append(intervals.Rows, row)
		}
	}

	p := Passage{
		Finding: in.Say(backTestKey(outside, len(checks)), in.Date(b.AsOf), b.Days, outside),
		Note:    in.Say("report.backtest.how"),
		Text:    in.sayMissed(b),
		Tables:  []Table{t, in.tenths(b)},
	}
	intervals.Head = words.head("backtest", p.Finding)
	p.Drawing = draw(intervals)
	return p
}

// foretoldAndCame writes what was foretold, with its interval, and what came.
func (in *input) foretoldAndCame(c forecastCheck) (foretold, came string) {
	if c.money {
		return in.moneyInterval(c.Foretold), in.whole(c.Came)
	}
	return in.interval(c.Foretold), in.Number(c.Came)
}

// asShareOf returns what was foretold as a share of what came, so that figures of any
// size stand on one scale.
func asShareOf(foretold tally.Interval, came int64) chart.Interval {
	share := func(n int64) int64 { return crm.MulDiv(wholeShare, max(0, n), came) }
	return chart.Interval{
		Low:  share(foretold.Low),
		Mid:  share(foretold.Mid),
		High: share(foretold.High),
		Came: wholeShare,
	}
}

// backTestKey returns the sentence for so many figures outside their range.
func backTestKey(outside, all int) string {
	switch outside {
	case 0:
		return "report.backtest.finding"
	case all:
		return "report.backtest.finding_off"
	}
	return "report.backtest.finding_some"
}

// sayMissed says how many customers the rule had called too early and too late, and how
// well single customers were told apart.
func (in *input) sayMissed(b *exitcost.BackTest) []string {
	brought := in.whole(b.BackProfit.Came)
	out := []string{in.Say("report.backtest.early", b.Called, b.Back.Came, brought)}
	if b.Silent > 0 {
		out = append(out, in.Say("report.backtest.late", b.Silent, b.Missed))
	}
	if b.AUC > 0 {
		out = append(out, in.Say("report.backtest.auc", in.Percent(b.AUC)))
	}
	return out
}

// tenths shows what was foretold and what came for each tenth of the customers.
func (in *input) tenths(b *exitcost.BackTest) Table {
	t := in.table("tenth", ">customers", ">orders_foretold", ">came", ">none_foretold", ">were_none")
	t.Folded = true
	for i, k := range b.Tenths {
		t.addTexts(
			in.Number(int64(i+1)),
			in.Number(k.Customers),
			in.Number(k.Expected),
			in.Number(k.Came),
			in.Number(k.None),
			in.Number(k.WereNone),
		)
	}
	return t
}

func tabulateBackTest(s *sheet, r *book.CensusReport) {
	b := r.Estimate.BackTest
	if b == nil {
		return
	}
	all := figure{section: "backtest"}
	s.add(all.called("as_of"), b.AsOf.Time().Format(time.DateOnly), "day")
	s.addCount(all.called("days"), int64(b.Days))
	for _, c := range forecastChecks(b) {
		add := s.addInterval
		if c.money {
			add = s.addMinorInterval
		}
		f := figure{section: "backtest", of: c.name}
		add(f.called("foretold"), c.Foretold)
		add(f.called("came"), tally.Interval{Mid: c.Came, Low: c.Came, High: c.Came})
	}
	s.addShare(all.called("auc"), b.AUC)
	for i, t := range b.Tenths {
		f := figure{section: "tenth", of: strconv.Itoa(i + 1)}
		s.addCount(f.called("customers"), t.Customers)
		s.addCount(f.called("orders_foretold"), t.Expected)
		s.addCount(f.called("orders_came"), t.Came)
		s.addCount(f.called("without_foretold"), t.None)
		s.addCount(f.called("without_came"), t.WereNone)
	}
}
