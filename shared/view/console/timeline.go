package console

import (
	"html/template"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// longest is how far back a time line looks.
const longest = 2 * 365 * crm.DayLength

// timeline draws what happened, and the silence against the customer's own alarm.
func (v *visit) timeline(one *book.Customer, look judge.Judgement) (template.HTML, string) {
	f := one.Facts
	d := look.Input.Verdict
	if len(f.Orders) == 0 && len(f.Tickets) == 0 {
		return "", ""
	}
	from, to := v.span(f, d)
	t := chart.Timeline{
		Head: chart.Head{
			ID:    "timeline",
			Title: v.Say("console.timeline.title", v.nameOf(one)),
			Text:  v.timelineText(f, d),
		},
		From:     int64(from),
		To:       int64(to),
		Now:      int64(v.now),
		NowLabel: v.Say("console.timeline.today"),
		Ticks:    v.ticks(from, to),
	}
	t.Lanes = append(
		t.Lanes,
		chart.Lane{Label: v.Say("console.orders.title"), Points: v.orderPoints(f, from)},
	)
	if points := v.ticketPoints(f, from); len(points) > 0 {
		t.Lanes = append(t.Lanes, chart.Lane{Label: v.Say("console.tickets.title"), Points: points})
	}
	if d.Last > 0 && d.Allowed > 0 {
		t.Silence = chart.Silence{
			From:       int64(d.Last),
			Label:      v.Say("console.timeline.silence", d.Silence),
			Alarm:      int64(d.Entered(overdue.Overdue)),
			AlarmLabel: v.Say("console.timeline.alarm", d.Allowed),
			End:        int64(d.Entered(overdue.Exited)),
		}
	}
	return svg(t.SVG()), v.Say("console.timeline.caption")
}

// span is the time that is drawn: from the first thing known, or two years ago, to now or
// to the alarm ahead.
func (v *visit) span(f *crm.Facts, d overdue.Verdict) (from, to crm.Instant) {
	from = v.now.AddDays(-90)
	to = v.now
	for _, o := range f.Orders {
		from = min(from, o.Placed)
	}
	for _, t := range f.Tickets {
		if t.Created > 0 {
			from = min(from, t.Created)
		}
	}
	from = max(from, v.now-longest)
	if d.Last > 0 {
		to = max(to, min(d.Entered(overdue.Overdue), v.now+(v.now-from)/2))
	}
	pad := (to - from) / 40
	return from - pad, to + pad
}

func (v *visit) orderPoints(f *crm.Facts, from crm.Instant) []chart.Point {
	most := map[crm.Currency]int64{}
	for _, o := range f.Orders {
		most[o.Currency] = max(most[o.Currency], o.Total)
	}
	var out []chart.Point
	for _, o := range f.Orders {
		if o.Placed < from {
			continue
		}
		p := chart.Point{
			At: int64(o.Placed),
			Text: v.Say(
				"console.timeline.order",
				orderNumber(o),
				v.Date(o.Placed),
				o.Currency.Of(o.Total).String(),
			),
		}
		if m := most[o.Currency]; m > 0 {
			p.Size = int(o.Total * 100 / m)
		}
		switch {
		case !o.Counts():
			p.Shape = chart.Cross
		case o.Refunded > 0:
			p.Shape = chart.Ring
		}
		out = append(out, p)
	}
	return out
}

func (v *visit) ticketPoints(f *crm.Facts, from crm.Instant) []chart.Point {
	var out []chart.Point
	for _, t := range f.Tickets {
		if t.Created < from {
			continue
		}
		p := chart.Point{
			At:    int64(t.Created),
			Shape: chart.Diamond,
			Text:  v.Say("console.timeline.ticket", t.ID, v.Date(t.Created)),
		}
		if t.Complaint || t.Bad() {
			p.Shape = chart.Alarm
		}
		out = append(out, p)
	}
	return out
}

// timelineText tells the picture to whoever cannot see it.
func (v *visit) timelineText(f *crm.Facts, d overdue.Verdict) string {
	return v.Say(
		"console.timeline.text",
		len(f.Orders),
		len(f.Tickets),
		d.Explain(v.Language),
	)
}

// mostTicks is how many days are named below: what a small screen has room for, beside
// today.
const mostTicks = 3

// ticks names the first days of some months, none so close to now that the labels meet.
func (v *visit) ticks(from, to crm.Instant) []chart.Tick {
	start := from.Time().In(v.Zone)
	months := int((to-from)/(30*crm.DayLength)) + 1
	step := max(1, (months+mostTicks-1)/mostTicks)
	var out []chart.Tick
	for i := 1; ; i += step {
		at := crm.InstantOf(
			time.Date(start.Year(), start.Month()+time.Month(i), 1, 0, 0, 0, 0, v.Zone),
		)
		if at >= to {
			return out
		}
		if away := v.now - at; away > (to-from)/4 || away < -(to-from)/4 {
			out = append(
				out,
				chart.Tick{At: int64(at), Label: phrase.Month(v.Language, at, v.Zone)},
			)
		}
	}
}
