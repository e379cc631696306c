package console

import (
	"time"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// maxPast is how far back a time line begins.
const maxPast = 2 * 365 * crm.DayLength

// minPast is how many days back a time line begins at least.
const minPast = 90

// period is a span of time, its ends included.
type period struct{ from, to crm.Instant }

// fillTimeline draws the orders and tickets of a customer, and the silence against the
// customer's own alarm. There is no drawing without an order or a ticket.
func (v *visit) fillTimeline(p *customerPage, view *customerView) {
	facts := view.Facts
	if len(facts.Orders) == 0 && len(facts.Tickets) == 0 {
		return
	}
	verdict := view.judgement.Input.Verdict
	drawn := v.timelinePeriod(facts, verdict)

	t := chart.Timeline{
		Head:     v.timelineHead(view),
		From:     int64(drawn.from),
		To:       int64(drawn.to),
		Now:      int64(v.now),
		NowLabel: v.Say("console.timeline.today"),
		Ticks:    v.listTicks(drawn),
		Lanes:    v.listLanes(facts, drawn),
	}
	if verdict.Last > 0 && verdict.Allowed > 0 {
		t.Silence = v.newSilence(verdict)
	}

	p.Timeline = inlineSVG(t.SVG())
	p.Caption = v.Say("console.timeline.caption")
}

// timelineHead returns the title, and the text for readers who cannot see the drawing.
func (v *visit) timelineHead(view *customerView) chart.Head {
	verdict := view.judgement.Input.Verdict
	return chart.Head{
		ID:    "timeline",
		Title: v.Say("console.timeline.title", v.customerName(view.Customer)),
		Text: v.Say(
			"console.timeline.text",
			len(view.Facts.Orders),
			len(view.Facts.Tickets),
			verdict.Explain(v.Language),
		),
	}
}

// timelinePeriod returns the time that is drawn: from the first order or ticket, between
// minPast and maxPast ago, to now or to the alarm ahead, with a margin on both sides. What
// lies ahead takes a third of the drawing at most.
func (v *visit) timelinePeriod(f *crm.Facts, verdict overdue.Verdict) period {
	from := v.now.AddDays(-minPast)
	for _, o := range f.Orders {
		from = min(from, o.Placed)
	}
	for _, t := range f.Tickets {
		if t.Created > 0 {
			from = min(from, t.Created)
		}
	}
	from = max(from, v.now-maxPast)

	to := v.now
	if verdict.Last > 0 {
		alarm := verdict.Entered(overdue.Overdue)
		farthest := v.now + (v.now-from)/2
		to = max(to, min(alarm, farthest))
	}

	margin := (to - from) / 40
	return period{from - margin, to + margin}
}

// newSilence returns the silence since the last purchase, with the alarm and the exit.
func (v *visit) newSilence(verdict overdue.Verdict) chart.Silence {
	return chart.Silence{
		From:       int64(verdict.Last),
		Label:      v.Say("console.timeline.silence", verdict.Silence),
		Alarm:      int64(verdict.Entered(overdue.Overdue)),
		AlarmLabel: v.Say("console.timeline.alarm", verdict.Allowed),
		End:        int64(verdict.Entered(overdue.Exited)),
	}
}

// listLanes returns the lane of the orders and, if there are tickets, that of the tickets.
func (v *visit) listLanes(f *crm.Facts, drawn period) []chart.Lane {
	lanes := []chart.Lane{{
		Label:  v.Say("console.orders.title"),
		Points: v.listOrderPoints(f, drawn),
	}}
	if tickets := v.listTicketPoints(f, drawn); len(tickets) > 0 {
		lanes = append(lanes, chart.Lane{
			Label:  v.Say("console.tickets.title"),
			Points: tickets,
		})
	}
	return lanes
}

// listOrderPoints returns a point for each order that is drawn. Its size is the order's
// total in per cent of the greatest in that currency.
func (v *visit) listOrderPoints(f *crm.Facts, drawn period) []chart.Point {
	greatest := map[crm.Currency]int64{}
	for _, o := range f.Orders {
		greatest[o.Currency] = max(greatest[o.Currency], o.Total)
	}

	var points []chart.Point
	for _, o := range f.Orders {
		if o.Placed < drawn.from {
			continue
		}

		total := o.Currency.Of(o.Total).String()
		point := chart.Point{
			At:   int64(o.Placed),
			Text: v.Say("console.timeline.order", orderNumber(o), v.Date(o.Placed), total),
		}
		if top := greatest[o.Currency]; top > 0 {
			point.Size = int(o.Total * 100 / top)
		}
		switch {
		case !o.Counts():
			point.Shape = chart.Cross
		case o.Refunded > 0:
			point.Shape = chart.Ring
		}
		points = append(points, point)
	}
	return points
}

// listTicketPoints returns a point for each ticket that is drawn.
func (v *visit) listTicketPoints(f *crm.Facts, drawn period) []chart.Point {
	var points []chart.Point
	for _, t := range f.Tickets {
		if t.Created < drawn.from {
			continue
		}
		point := chart.Point{
			At:    int64(t.Created),
			Shape: chart.Diamond,
			Text:  v.Say("console.timeline.ticket", t.ID, v.Date(t.Created)),
		}
		if t.Complains() || t.Bad() {
			point.Shape = chart.Alarm
		}
		points = append(points, point)
	}
	return points
}

// maxTicks is how many days are named below a time line: what a small screen has room for,
// beside today.
const maxTicks = 3

// listTicks names the first days of some months. None is so close to now that its label
// would meet today's.
func (v *visit) listTicks(drawn period) []chart.Tick {
	length := drawn.to - drawn.from
	months := int(length/(30*crm.DayLength)) + 1
	step := (months + maxTicks - 1) / maxTicks // rounded up; at least 1
	start := drawn.from.Time().In(v.Zone)

	var ticks []chart.Tick
	for month := 1; ; month += step {
		first := v.firstOfMonth(start, month)
		if first >= drawn.to {
			return ticks
		}

		away := max(v.now-first, first-v.now)
		if away > length/4 {
			label := phrase.Month(v.Language, first, v.Zone)
			ticks = append(ticks, chart.Tick{
				At:    int64(first),
				Label: label,
			})
		}
	}
}

// firstOfMonth returns the beginning of a month, counted from the month of start.
func (t wording) firstOfMonth(start time.Time, months int) crm.Instant {
	first := crm.StartOfDay(start.Year(), start.Month()+time.Month(months), 1, t.Zone)
	return crm.InstantOf(first)
}
