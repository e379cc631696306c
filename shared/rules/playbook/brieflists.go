package playbook

import (
	"cmp"
	"slices"
	"time"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// few is how many lines a list of a brief has at most.
const few = 3

// lastOrders returns the newest purchases, the newest first.
func lastOrders(f *crm.Facts, lang string, zone *time.Location) []OrderLine {
	lines := []OrderLine{}
	for _, o := range slices.Backward(f.Orders) {
		if len(lines) == few {
			break
		}
		if o.Bought() {
			lines = append(lines, OrderLine{
				Number: cmp.Or(o.Number, o.ID),
				Day:    phrase.Date(lang, o.Placed, zone),
				Amount: o.Net(),
			})
		}
	}
	return lines
}

// lastRefunds returns what was given back for the newest orders, the newest first.
func lastRefunds(f *crm.Facts, lang string, zone *time.Location) []OrderLine {
	lines := []OrderLine{}
	for _, o := range slices.Backward(f.Orders) {
		if len(lines) == few {
			break
		}
		if o.Refunded > 0 {
			lines = append(lines, OrderLine{
				Number: cmp.Or(o.Number, o.ID),
				Day:    phrase.Date(lang, o.Updated, zone),
				Amount: o.Currency.Of(o.Refunded),
			})
		}
	}
	return lines
}

// openTickets returns the tickets that still wait, in the order of the record.
func openTickets(f *crm.Facts, lang string, zone *time.Location) []TicketLine {
	lines := []TicketLine{}
	for _, t := range f.Tickets {
		if t.Status.Open() {
			lines = append(lines, TicketLine{
				Number: t.ID,
				Day:    phrase.Date(lang, t.Created, zone),
				Said:   phrase.Say(lang, "ticket."+weight(t)),
			})
		}
	}
	return lines
}

// weight says how serious a ticket is, as package phrase names it.
func weight(t crm.Ticket) string {
	switch {
	case t.Serious():
		return "serious"
	case t.Complaint:
		return "complaint"
	}
	return "question"
}
