package console

import (
	"html/template"
	"net/http"
	"strings"

	"holdfast/shared/book"
	"holdfast/shared/chart"
	"holdfast/shared/crm"
	"holdfast/shared/exitcost"
	"holdfast/shared/overdue"
	"holdfast/shared/phrase"
	"holdfast/shared/segment"
)

type exitPage struct {
	frame
	Lines     []string
	Source    string
	Rate      figure
	Reasons   figure
	Cost      []fact
	Leavers   []leaverRow
	Leaving   string
	Tiers     figure
	TierRows  []tierRow
	LostTiers string
	Standings figure
	Revenue   string
	Method    []fact
}

// figure is a chart with its finding above and, below, what else is to be said of it.
type figure struct {
	Finding string
	Drawing template.HTML
	Note    string
}

type leaverRow struct{ Name, URL, Tier, Why, Reason, Stake string }

type tierRow struct {
	Tier, Customers, Profit, Share, Textbook string
	Rows                                     int // that the textbook's figure spans; 0 = it stands above
}

// exitCost is what exits cost the store, and why.
func (c *Console) exitCost(v *visit) error {
	p := exitPage{frame: v.frame("exit-cost", v.Say("console.exit"))}
	report, ok, err := c.Book.LatestReport(v.ctx(), v.shop.Store, v.now.Time())
	if err != nil {
		return err
	}
	if ok {
		if err := c.fill(v, &p, report); err != nil {
			return err
		}
	}
	c.render(v.w, v.r, http.StatusOK, "exitcost", &p)
	return nil
}

func (c *Console) exitCostJSON(v *visit) error {
	report, ok, err := c.Book.LatestReport(v.ctx(), v.shop.Store, v.now.Time())
	if err != nil {
		return err
	}
	if !ok {
		return writeJSON(v.w, map[string]any{"store": v.shop.Store, "report": nil})
	}
	return writeJSON(v.w, map[string]any{"store": v.shop.Store, "report": report})
}

func (c *Console) fill(v *visit, p *exitPage, r book.Report) error {
	e := &r.Estimate
	keys := make([]crm.Key, len(e.Leaving.Top))
	for i, l := range e.Leaving.Top {
		keys[i] = l.Key
	}
	customers, err := c.customersAt(v, keys)
	if err != nil {
		return err
	}
	name := func(k crm.Key) string { return v.nameOf(customers[k]) }
	p.Lines = e.Lines(v.Language, name)
	p.Source = v.Say("console.exit.source", v.Clock(e.AsOf), phrase.Count(v.Language, "customers", e.Customers))
	p.Rate, p.Reasons = v.rate(e), v.reasons(e)
	p.Cost = v.cost(e)
	p.Leaving = v.Say("console.exit.leaving_none")
	if e.Leaving.Customers > 0 {
		p.Leaving = v.Say("console.exit.leaving", phrase.Count(v.Language, "customers", e.Leaving.Customers), phrase.Whole(e.Leaving.Stake),
			phrase.Number(int64(len(e.Leaving.Top))), phrase.Whole(e.Leaving.Saving))
	}
	for _, l := range e.Leaving.Top {
		p.Leavers = append(p.Leavers, leaverRow{
			Name: name(l.Key), URL: customerURL(v.shop.Store, l.Key), Tier: v.Say("tier." + l.Tier.String()),
			Why:    v.Say("console.exit.silent", phrase.Days(v.Language, l.Silence), phrase.Number(int64(l.Cycle)), phrase.Number(int64(l.Allowed))),
			Reason: v.Say("reason." + l.Reason), Stake: phrase.Whole(crm.Money{Minor: l.Stake, Currency: e.Leaving.Stake.Currency}),
		})
	}
	p.Tiers, p.TierRows = v.tierShares(r.Tiers)
	p.LostTiers = v.lostTiers(e)
	p.Standings = v.standings(e)
	p.Revenue = v.revenue(e)
	p.Method = v.method(e)
	return nil
}

// rate shows the exit rate with its interval, beside the period before, on one scale.
func (v *visit) rate(e *exitcost.Estimate) figure {
	if e.Rate.Base == 0 {
		return figure{Finding: v.Say("console.exit.no_rate")}
	}
	f := figure{Finding: v.Say("console.exit.rate", phrase.Percent(e.Rate.PerMyriad))}
	switch {
	case e.Prior.Base == 0:
	case e.Rate.Low > e.Prior.High:
		f.Finding = v.Say("console.exit.rate_up", f.Finding)
	case e.Rate.High < e.Prior.Low:
		f.Finding = v.Say("console.exit.rate_down", f.Finding)
	default:
		f.Finding = v.Say("console.exit.rate_alike", f.Finding)
	}
	row := func(label string, r exitcost.Rate, faint bool) chart.Interval {
		return chart.Interval{Label: label, Note: v.Say("console.exit.rate_note", phrase.Percent(r.PerMyriad), phrase.Percent(r.Low), phrase.Percent(r.High)),
			Low: r.Low, Mid: r.PerMyriad, High: r.High, Faint: faint}
	}
	drawn := chart.Intervals{Head: chart.Head{ID: "rate", Title: f.Finding}}
	drawn.Rows = append(drawn.Rows, row(e.Period.Say(v.Language), e.Rate, false))
	if e.Prior.Base > 0 {
		drawn.Rows = append(drawn.Rows, row(v.Say("console.exit.before"), e.Prior, true))
	}
	var said []string
	for _, r := range drawn.Rows {
		said = append(said, r.Label+": "+r.Note)
	}
	drawn.Text = strings.Join(said, "; ")
	f.Drawing = svg(drawn.SVG())
	f.Note = v.Say("console.exit.rate_how", phrase.Number(e.Rate.Lost), phrase.Number(e.Rate.Base), phrase.Percent(e.Rate.Revenue))
	return f
}

// reasons shows why customers were lost.
func (v *visit) reasons(e *exitcost.Estimate) figure {
	if len(e.Reasons) == 0 {
		return figure{Finding: v.Say("console.exit.no_reasons")}
	}
	drawn := chart.Bars{Head: chart.Head{ID: "reasons", Title: v.finding(e)}}
	var said []string
	for _, l := range e.Reasons {
		bar := chart.Bar{Label: v.Capital(v.Say("reason." + l.Name)), Value: l.Customers, Grey: l.Name == crm.ReasonUnknown.String(),
			Note: v.Say("console.exit.reason_note", phrase.Number(l.Customers), phrase.Percent(l.PerMyriad), phrase.Whole(l.Profit))}
		drawn.Rows = append(drawn.Rows, bar)
		said = append(said, bar.Label+": "+bar.Note)
	}
	drawn.Text = strings.Join(said, "; ")
	return figure{Finding: drawn.Title, Drawing: svg(drawn.SVG()), Note: v.Say("console.exit.reason_how")}
}

// finding is what the distribution of reasons says, in a sentence.
func (v *visit) finding(e *exitcost.Estimate) string {
	top, unknown := e.Reasons[0], exitcost.Line{}
	for _, l := range e.Reasons {
		if l.Name == crm.ReasonUnknown.String() {
			unknown = l
		}
	}
	class := v.Capital(v.Say("reason." + top.Name))
	switch {
	case top.Name == crm.ReasonUnknown.String():
		return v.Say("console.exit.finding_unknown_all")
	case unknown.PerMyriad > top.PerMyriad:
		return v.Say("console.exit.finding_unknown", v.inTen(unknown.PerMyriad), v.Say("reason."+top.Name))
	case e.Rate.Lost < 10:
		return v.Say("console.exit.finding_few", class, phrase.Number(top.Customers), phrase.Number(e.Rate.Lost))
	}
	if top.PerMyriad < 1500 {
		return v.Say("console.exit.finding_one", class)
	}
	return v.Say("console.exit.finding", class, v.inTen(top.PerMyriad))
}

// inTen says a share as so many in ten, from two to nine.
func (t tongue) inTen(perMyriad int64) string {
	return t.Say("console.number." + phrase.Number(min(max((perMyriad+500)/1000, 2), 9)))
}

// cost is the money in figures, each with how it came about.
func (v *visit) cost(e *exitcost.Estimate) []fact {
	cfg := &v.shop.Playbook
	horizon := v.Horizon(e.Horizon)
	cost := fact{Label: v.Say("console.exit.cost"), Value: v.Say("console.exit.cost_value", phrase.Whole(e.Cost.Mid), phrase.WholeNumber(e.Cost.Low), phrase.WholeNumber(e.Cost.High)),
		Evidence: []string{v.Say("console.exit.cost_how", phrase.Number(e.Rate.Lost), horizon), v.Say("console.exit.cost_range"),
			v.Say("console.exit.classical", phrase.Whole(e.Classical), horizon, phrase.Percent(cfg.MarginBP))}}
	budget := fact{Label: v.Say("console.exit.budget"), Value: v.Say("console.exit.budget_value", phrase.Whole(e.BreakEven))}
	if e.BreakEven.Minor <= 0 {
		budget.Value = v.Say("console.exit.budget_none")
	}
	var parts []string
	for _, l := range e.Reasons {
		if l.Controllable {
			parts = append(parts, v.Say("console.exit.budget_part", v.Say("reason."+l.Name), phrase.Whole(l.Profit)))
		}
	}
	if len(parts) > 0 {
		budget.Evidence = append(budget.Evidence, v.Say("console.exit.budget_how", v.List(parts)))
	}
	budget.Evidence = append(budget.Evidence, v.Say("console.exit.budget_why"))
	leaving := fact{Label: v.Say("console.exit.at_stake"), Value: phrase.Whole(e.Leaving.Stake), Evidence: []string{
		v.Say("console.exit.at_stake_how", horizon), v.Say("console.exit.saving_how", phrase.Whole(e.Leaving.Saving), phrase.Percent(cfg.Settings().Uplift*10))}}
	return []fact{cost, budget, leaving}
}

// tierShares sets the profit of the tiers beside what textbooks say. Apex and high are one line there.
func (v *visit) tierShares(shares []segment.Share) (figure, []tierRow) {
	if len(shares) == 0 {
		return figure{Finding: v.Say("console.exit.no_tiers")}, nil
	}
	var all int64
	for _, s := range shares {
		all += s.Customers
	}
	drawn := chart.Bars{Head: chart.Head{ID: "tiers"}, Most: 10_000}
	rows, said := make([]tierRow, 0, len(shares)), []string{}
	top := chart.Bar{Label: v.Say("console.exit.apex_high"), Mark: shares[0].Textbook}
	for _, s := range shares {
		row := tierRow{Tier: v.Say("tier." + s.Tier.String()), Customers: phrase.Number(s.Customers), Profit: phrase.Whole(s.Profit),
			Share: phrase.Percent(s.PerMyriad), Textbook: phrase.Percent(s.Textbook), Rows: 1}
		if s.Tier.Valued() {
			top.Value += s.PerMyriad
			row.Rows = map[segment.Tier]int{segment.Apex: 2}[s.Tier]
		} else {
			drawn.Rows = append(drawn.Rows, chart.Bar{Label: v.Capital(row.Tier), Value: max(0, s.PerMyriad), Mark: s.Textbook})
		}
		rows = append(rows, row)
	}
	drawn.Rows = append([]chart.Bar{top}, drawn.Rows...)
	for i := range drawn.Rows {
		r := &drawn.Rows[i]
		r.Note = v.Say("console.exit.tier_note", phrase.Percent(r.Value), phrase.Percent(r.Mark))
		said = append(said, r.Label+": "+r.Note)
	}
	drawn.Title = v.Say("console.exit.tier_finding", phrase.Percent((shares[0].Customers+shares[1].Customers)*10_000/max(1, all)), phrase.Percent(top.Value))
	drawn.Text = strings.Join(said, "; ")
	return figure{Finding: drawn.Title, Drawing: svg(drawn.SVG()), Note: v.Say("console.exit.tier_how")}, rows
}

// lostTiers says how many of each tier were lost.
func (v *visit) lostTiers(e *exitcost.Estimate) string {
	var parts []string
	for _, l := range e.Tiers {
		parts = append(parts, v.Say("console.exit.lost_tier", v.Say("tier."+l.Name), phrase.Number(l.Customers), phrase.Whole(l.Profit)))
	}
	if len(parts) == 0 {
		return ""
	}
	return v.Say("console.exit.lost_tiers", v.List(parts))
}

// standings shows where customers stand now.
func (v *visit) standings(e *exitcost.Estimate) figure {
	drawn := chart.Bars{Head: chart.Head{ID: "standings"}}
	var said []string
	var leaving int64
	for _, s := range [...]overdue.Standing{overdue.Active, overdue.Recovered, overdue.Due, overdue.Overdue, overdue.AtRisk, overdue.Exited} {
		n := e.Standings[s.String()]
		if s == overdue.Overdue || s == overdue.AtRisk {
			leaving += n
		}
		bar := chart.Bar{Label: v.Capital(v.Say("standing." + s.String())), Value: n, Note: v.Say("console.exit.standing_note", phrase.Number(n), phrase.Percent(n*10_000/max(1, e.Customers)))}
		drawn.Rows = append(drawn.Rows, bar)
		said = append(said, bar.Label+": "+bar.Note)
	}
	drawn.Title = v.Say("console.exit.standings", phrase.Number(leaving), phrase.Count(v.Language, "customers", e.Customers))
	drawn.Text = strings.Join(said, "; ")
	f := figure{Finding: drawn.Title, Drawing: svg(drawn.SVG())}
	if n := e.Standings[overdue.Prospect.String()]; n > 0 {
		f.Note = phrase.Count(v.Language, "console.exit.prospects", n)
	}
	return f
}

// revenue says what the other figures rest on, and what is in none of them.
func (v *visit) revenue(e *exitcost.Estimate) string {
	out := []string{v.Say("console.exit.revenue", phrase.Whole(e.Revenue))}
	if e.Guests.Minor != 0 {
		out = append(out, v.Say("console.exit.guests", phrase.Whole(e.Guests)))
	}
	if e.Erased.Minor != 0 {
		out = append(out, v.Say("console.exit.erased", phrase.Whole(e.Erased)))
	}
	var other []string
	for _, m := range e.Other {
		other = append(other, phrase.Whole(m))
	}
	if len(other) > 0 {
		out = append(out, v.Say("console.exit.other", v.List(other)))
	}
	return v.Prose(out...)
}

// method says how customers are counted.
func (v *visit) method(e *exitcost.Estimate) []fact {
	rests := v.Say("console.exit.outlook_new")
	if e.Outlook.Rests > 0 {
		rests = v.Say("console.exit.outlook", phrase.Count(v.Language, "customers", e.Outlook.Rests))
	}
	return []fact{
		{Label: v.Say("console.exit.how_lost"), Evidence: []string{v.Say("console.exit.how_lost_text", v.Date(e.Period.Start), v.Date(e.Period.End))}},
		{Label: v.Say("console.exit.how_interval"), Evidence: []string{v.Say("console.exit.how_interval_text")}},
		{Label: v.Say("console.exit.how_value"), Evidence: []string{v.Say("console.exit.how_value_text"), rests}},
		{Label: v.Say("console.exit.how_reason"), Evidence: []string{v.Say("console.exit.how_reason_text")}},
	}
}
