package playbook

import (
	"cmp"
	"slices"
	"time"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// maxLines is how many lines a list of a brief has at most.
const maxLines = 3

// lastOrders returns the newest purchases, the newest first.
func lastOrders(f *crm.Facts, lang string, zone *time.Location) []OrderLine {
	lines := []OrderLine{}
	for _, o := range slices.Backward(f.Orders) {
		if len(lines) == maxLines {
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
		if len(lines) == maxLines {
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
				Said:   phrase.Say(lang, "ticket."+ticketKind(t)),
			})
		}
	}
	return lines
}

// ticketKind returns what a ticket is: serious, complaint or question. Its sentence is
// "ticket." and this name.
func ticketKind(t crm.Ticket) string {
	switch {
	case t.Serious():
		return "serious"
	case t.Complains():
		return "complaint"
	}
	return "question"
}
