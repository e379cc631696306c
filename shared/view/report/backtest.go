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
	profits:  true,
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
		said := in.sayCheck(c)
		t.addTexts(said.label, said.foretold, said.came, said.found)
		figures := in.Say("report.backtest.row", said.foretold, said.came, said.found)
		words.add(said.label, figures)
		if !c.InRange() {
			outside++
		}
		if c.Came > 0 && c.Foretold.High > 0 {
			row := asShareOf(c.Foretold, c.Came)
			row.Label = in.Say("report.backtest.label", said.label, said.came)
			row.Note = in.Say("report.backtest.note", said.foretold)
			intervals.Rows = append(intervals.Rows, row)
		}
	}

	finding := backTestKey(outside, len(checks))
	p := Passage{
		Finding: in.Say(finding, in.Date(b.AsOf), b.Days, outside),
		Note:    in.Say("report.backtest.how"),
		Text:    in.sayMissed(b),
		Tables:  []Table{t, in.tenths(b)},
	}

	intervals.Head = words.head("backtest", p.Finding)
	p.Drawing = draw(intervals)
	return p
}

// saidCheck is one figure of the back-test in words.
type saidCheck struct {
	label    string
	foretold string // with its interval
	came     string
	found    string // whether it lies within the interval
}

func (in *input) sayCheck(c forecastCheck) saidCheck {
	said := saidCheck{
		label:    in.Say("report.backtest." + c.key),
		foretold: in.interval(c.Foretold),
		came:     in.Number(c.Came),
		found:    in.Say("report.backtest.within"),
	}

	if c.money {
		said.foretold = in.moneyInterval(c.Foretold)
		said.came = in.whole(c.Came)
	}

	if !c.InRange() {
		said.found = in.Say("report.backtest.outside")
	}

	return said
}

// asShareOf returns what was foretold as a share of what came, so that figures of any
// size stand on one scale.
func asShareOf(foretold tally.Interval, came int64) chart.Interval {
	share := func(n int64) int64 {
		return crm.MulDiv(wholeShare, max(0, n), came)
	}
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
	early := in.Say("report.backtest.early", b.Called, b.Back.Came, brought)
	sentences := []string{early}
	if b.Silent > 0 {
		late := in.Say("report.backtest.late", b.Silent, b.Missed)
		sentences = append(sentences, late)
	}

	if b.AUC > 0 {
		ranked := in.Say("report.backtest.auc", in.Percent(b.AUC))
		sentences = append(sentences, ranked)
	}
	return sentences
}

// tenths shows what was foretold and what came for each tenth of the customers.
func (in *input) tenths(b *exitcost.BackTest) Table {
	t := in.table(
		"tenth",
		">customers",
		">orders_foretold",
		">came",
		">none_foretold",
		">were_none",
	)
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

	all := s.subject("backtest", "")
	asOf := b.AsOf.Time()
	all.add("as_of", asOf.Format(time.DateOnly), "day")
	all.addCount("days", int64(b.Days))

	for _, c := range forecastChecks(b) {
		tabulateCheck(s, c)
	}

	all.addShare("auc", b.AUC)

	for i, t := range b.Tenths {
		f := s.subject("tenth", strconv.Itoa(i+1))
		f.addCount("customers", t.Customers)
		f.addCount("orders_foretold", t.Expected)
		f.addCount("orders_came", t.Came)
		f.addCount("without_foretold", t.None)
		f.addCount("without_came", t.WereNone)
	}
}

func tabulateCheck(s *sheet, c forecastCheck) {
	f := s.subject("backtest", c.name)
	came := tally.Interval{
		Mid:  c.Came,
		Low:  c.Came,
		High: c.Came,
	}

	if c.money {
		f.addMinorInterval("foretold", c.Foretold)
		f.addMinorInterval("came", came)
		return
	}

	f.addInterval("foretold", c.Foretold)
	f.addInterval("came", came)
}
