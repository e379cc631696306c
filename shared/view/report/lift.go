package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/lift"
	"holdfast/shared/words/tally"
)

// liftOfMeasures says what each measure brought beside the customers left alone, and what
// to stop.
var liftOfMeasures = Section{
	ID:       "lift",
	Title:    "report.lift",
	profits:  true,
	write:    writeLift,
	tabulate: tabulateLift,
}

func writeLift(in *input) Passage {
	lines := in.report.Lift
	if len(lines) == 0 {
		return Passage{Text: []string{in.Say("report.lift.none", lift.Days)}}
	}

	t := in.table(
		"measure",
		">treated",
		">left_alone",
		">points",
		">each_more",
		">cost_each",
		"found",
	)
	for _, l := range lines {
		t.add(in.liftRow(l)...)
	}

	currency := string(in.settings.Currency)
	return Passage{
		Text:   []string{in.findLift(lines)},
		Note:   in.Say("report.lift.how", lift.Days, currency),
		Tables: []Table{t},
	}
}

// findLift says which playbooks to stop, else which have been shown to pay. Lines about a
// single reason decide nothing.
func (in *input) findLift(lines []lift.Lift) string {
	var stop, keep []string
	for _, l := range lines {
		name := in.Say("playbook." + l.Playbook)
		switch {
		case l.Reason != "":
		case l.Finding == lift.DoesNot:
			stop = append(stop, name)
		case l.Finding == lift.Pays:
			keep = append(keep, name)
		}
	}

	switch {
	case len(stop) > 0:
		return in.Say("report.lift.stop", in.List(stop))
	case len(keep) > 0:
		return in.Say("report.lift.keep", in.List(keep))
	}

	return in.Say("report.lift.open")
}

// liftRow returns the row of one measure.
func (in *input) liftRow(l lift.Lift) []Cell {
	name := in.title("playbook", l.Playbook)
	reason := in.Say("report.lift.all")
	if l.Reason != "" {
		likely := in.Say("reason." + l.Reason)
		reason = in.Say("report.lift.for", likely)
	}

	points := func(n int64) string { return odds(n * 10) }
	profit := func(n int64) string { return in.money(n).Decimal() }
	found := in.Say("report.lift." + string(l.Finding))
	return []Cell{
		{Text: name, Note: reason},
		in.armCell(l.Treated, l.Bought),
		in.armCell(l.Held, l.Alone),
		in.differenceCell(l.Points, points),
		in.differenceCell(l.Each, profit),
		{Text: profit(l.CostEach)},
		{Text: found},
	}
}

// armCell returns how many customers were treated or left alone, and the share of them who
// bought, per myriad.
func (in *input) armCell(customers, bought int64) Cell {
	return Cell{
		Text: in.Number(customers),
		Note: in.Say("report.lift.bought", in.Percent(bought)),
	}
}

// differenceCell returns a difference with its interval, if it can be told yet.
func (in *input) differenceCell(i tally.Interval, write func(int64) string) Cell {
	if i == (tally.Interval{}) {
		return Cell{Text: in.Say("report.unsaid")}
	}
	return Cell{
		Text: write(i.Mid),
		Note: in.Say("report.range", write(i.Low), write(i.High)),
	}
}

func tabulateLift(s *sheet, r *book.CensusReport) {
	for _, l := range r.Lift {
		measure := l.Playbook
		if l.Reason != "" {
			measure += "/" + l.Reason
		}
		f := s.subject("lift", measure)
		f.addCount("treated", l.Treated)
		f.addCount("left_alone", l.Held)
		f.addShareInterval("points", l.Points)
		f.addMinorInterval("profit_each", l.Each)
		f.add("found", string(l.Finding), "")
	}
}
