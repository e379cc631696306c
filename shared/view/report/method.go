package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/phrase"
)

// method says how the figures come about, and how far to trust them.
var method = Section{
	ID:       "method",
	Title:    "report.method",
	write:    writeMethod,
	tabulate: tabulateRevenue,
}

func writeMethod(in *input) Passage {
	period := in.estimate.Period
	from := in.Date(period.Start)
	to := in.Date(period.End)
	discount := in.Percent(in.settings.DiscountBP)
	return Passage{
		Text: []string{in.sayRevenue()},
		Figures: []Figure{
			in.answer("report.method.lost", in.Say("report.method.lost_text", from, to)),
			in.answer("report.method.interval", in.Say("report.method.interval_text")),
			in.answer(
				"report.method.value",
				in.Say("report.method.value_text", discount),
				in.sayModelInForce(),
			),
			in.answer("report.method.model", in.sayModel()...),
			in.answer("report.method.reason", in.Say("report.method.reason_text")),
		},
	}
}

// answer returns a question about the figures with the sentences that answer it.
func (in *input) answer(question string, sentences ...string) Figure {
	return Figure{
		Label:    in.Say(question),
		Evidence: sentences,
	}
}

// sayRevenue says what the other figures rest on, and what is in none of them.
func (in *input) sayRevenue() string {
	e := in.estimate
	out := []string{in.Say("report.revenue", in.Whole(e.Revenue))}
	if e.Guests.Minor != 0 {
		out = append(out, in.Say("report.guests", in.Whole(e.Guests)))
	}

	if e.Erased.Minor != 0 {
		out = append(out, in.Say("report.erased", in.Whole(e.Erased)))
	}

	if apart := segment.SayApart(in.Language, e.Apart); apart != "" {
		out = append(out, apart)
	}

	return in.Prose(out...)
}

func tabulateRevenue(s *sheet, r *book.CensusReport) {
	e := &r.Estimate
	s.subject("revenue", "").addMoney("year", e.Revenue)
	s.subject("revenue", "guests").addMoney("year", e.Guests)
	s.subject("revenue", "erased").addMoney("year", e.Erased)
	for _, apart := range e.Apart {
		s.subject("revenue", "other").addMoney("all", apart.Money)
	}
}

// sayModelInForce says what the model in force rests on.
func (in *input) sayModelInForce() string {
	fittedTo := in.estimate.StoreModel.FittedTo
	if fittedTo == 0 {
		return in.Say("report.method.outlook_new")
	}
	return in.Say("report.method.outlook", fittedTo)
}

// sayModel says how this census's model came about.
func (in *input) sayModel() []string {
	m := &in.estimate.ModelFacts
	if m.Customers == 0 {
		return []string{in.Say("report.model.none", m.Status)}
	}

	out := []string{in.Say("report.model.fitted", m.Family, m.Customers, in.sayParams(m.Params))}
	switch m.Status {
	case clv.Found.String():
	case clv.NoDropout.String():
		out = append(out, in.Say("report.model.no_dropout"))
	default:
		out = append(out, in.Say("report.model.status", m.Status))
	}

	if len(m.Candidates) > 0 {
		var candidates []string
		for _, c := range m.Candidates {
			candidates = append(candidates, in.sayCandidate(c))
		}
		out = append(out, in.Say("report.model.chosen", in.saySplit(m.Split), in.List(candidates)))
	}

	if m.Spend != nil {
		out = append(out, in.saySpending(m.Spend)...)
	}

	if m.ManyBuyers > 0 {
		out = append(out, in.Say("report.model.crowds", m.ManyBuyers))
	}

	return out
}

// saySpending says how the model of what a day with orders comes to came about.
func (in *input) saySpending(f *exitcost.SpendFacts) []string {
	mean := significant(f.Mean)
	currency := string(in.settings.Currency)
	out := []string{
		in.Say("report.model.spend", in.sayParams(f.Params), f.Customers, mean, currency),
	}

	if math.Abs(f.Correlation) > 0.2 {
		out = append(out, in.Say("report.model.correlation", significant(f.Correlation)))
	}
	return out
}

// sayCandidate says how well a family of models did.
func (in *input) sayCandidate(c exitcost.Candidate) string {
	switch {
	case c.Error != "":
		return in.Say("report.model.failed", c.Family)
	case c.Barred:
		return in.Say("report.model.barred", c.Family, significant(c.Score))
	}
	return in.Say("report.model.scored", c.Family, significant(c.Score))
}

// saySplit says by what the families were compared.
func (in *input) saySplit(name string) string {
	key := "report.model.split_" + strings.ReplaceAll(name, " ", "_")
	if !phrase.Has(key) {
		return name
	}
	return in.Say(key)
}

// sayParams lists parameters with their standard errors.
func (in *input) sayParams(params []exitcost.Param) string {
	var out []string
	for _, p := range params {
		text := fmt.Sprintf("%s %s", p.Name, significant(p.Value))
		if p.SE > 0 {
			text += " ± " + significant(p.SE)
		}
		out = append(out, text)
	}
	return in.List(out)
}

// significant writes a number that is no money with four significant digits.
func significant(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
