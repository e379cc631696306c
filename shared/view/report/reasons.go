package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/crm"
)

// reasons shows why customers were lost, what is worth spending against each reason, and
// what would help.
var reasons = Section{
	ID:      "why",
	Title:   "report.why",
	profits: true,
	Brief:   true,
	write:   writeReasons,
	tabulate: func(s *sheet, r *book.CensusReport) {
		s.addLosses("reason", r.Estimate.Reasons)
	},
}

// unknownReason is the name of the reason that is not known.
var unknownReason = crm.ReasonUnknown.String()

func writeReasons(in *input) Passage {
	if len(in.estimate.Reasons) == 0 {
		return Passage{Finding: in.Say("report.why.none")}
	}

	var bars chart.Bars
	var words captions
	t := in.table("reason", ">lost", ">share", ">profit_lost", ">spend", "~helps")

	for _, l := range in.estimate.Reasons {
		label := in.title("reason", l.Name)
		share := in.Percent(l.PerMyriad)
		profit := in.profit(l.Profit)
		note := in.Say("report.why.note", l.Customers, share, profit)

		words.add(label, note)
		bars.Rows = append(bars.Rows, chart.Bar{
			Label: label,
			Value: l.Customers,
			Grey:  l.Name == unknownReason,
			Note:  note,
		})
		t.addTexts(
			label,
			in.Number(l.Customers),
			share,
			profit,
			in.worthSpending(l),
			in.Say("improve."+l.Name),
		)
		t.Bars = append(t.Bars, l.PerMyriad)
	}

	p := Passage{
		Finding: in.findReason(),
		Note:    in.explainControl(),
		Tables:  []Table{t},
	}

	if named := in.nameCompetitors(); named != "" {
		p.Text = append(p.Text, named)
	}

	bars.Head = words.head("reasons", p.Finding)
	p.Drawing = draw(bars)
	return p
}

// nameCompetitors says where the lost buy now, as far as they said, or returns "".
func (in *input) nameCompetitors() string {
	var named []string
	for _, c := range in.estimate.Competitors {
		named = append(named, in.Say("report.why.competitor", c.Name, c.Customers))
	}
	if len(named) == 0 {
		return ""
	}
	return in.Say("report.why.competitors", in.List(named))
}

// explainControl says what the columns are, and which reasons the shop can do something
// about.
func (in *input) explainControl() string {
	ours, others := in.settings.Control.Split()
	return in.Say("report.why.how", in.listReasons(ours), in.listReasons(others))
}

// listReasons names reasons one after the other.
func (in *input) listReasons(names []string) string {
	if len(names) == 0 {
		return in.Say("report.why.how_none")
	}
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = in.Say("reason." + name)
	}
	return in.List(words)
}

// worthSpending says what is worth spending against a loss: less than its break-even.
func (in *input) worthSpending(l exitcost.LossLine) string {
	if l.BreakEven.Minor <= 0 {
		return in.Say("report.nothing")
	}
	return in.Say("report.less_than", in.profit(l.BreakEven))
}

// findReason says in a sentence what the distribution of reasons shows.
func (in *input) findReason() string {
	top := in.estimate.Reasons[0]
	if top.Name == unknownReason {
		return in.Say("report.why.unknown_all")
	}

	unexplained := exitcost.LossLine{}
	for _, l := range in.estimate.Reasons {
		if l.Name == unknownReason {
			unexplained = l
		}
	}

	if unexplained.PerMyriad > top.PerMyriad {
		reason := in.Say("reason." + top.Name)
		return in.Say("report.why.unknown", in.inTen(unexplained.PerMyriad), reason)
	}

	reason := in.title("reason", top.Name)
	lost := in.estimate.Rate.Lost

	switch {
	case lost < 10:
		return in.Say("report.why.few", reason, top.Customers, lost)
	case top.PerMyriad < 1500:
		return in.Say("report.why.one", reason)
	}

	return in.Say("report.why.finding", reason, in.inTen(top.PerMyriad))
}

// inTen says a share as so many in ten, from two to nine.
func (in *input) inTen(perMyriad int64) string {
	tenths := (perMyriad + 500) / 1000
	return in.Say("report.number." + count(min(max(tenths, 2), 9)))
}
