package playbook

import (
	"slices"

	"holdfast/shared/words/crm"
)

// Care comes before offers: these rules hold back the playbooks with CareFirst.

// careDays is how long after the last word on a serious matter nothing is offered: as
// long as an answer may be owed.
const careDays = 7

// disputeDays is how long a dispute may wait for the bank's word. One of which nothing was
// heard for longer was decided without our hearing of it: banks take four months at most.
const disputeDays = 120

// isDisputed reports whether a dispute waits for the bank's word.
func isDisputed(in *Input) bool {
	return slices.ContainsFunc(in.Facts.Objections, func(o crm.Objection) bool {
		return o.OpenDispute() && in.Now <= o.Updated.AddDays(disputeDays)
	})
}

// needsCare reports whether a serious matter is still open: a ticket or a dispute.
func needsCare(in *Input) bool {
	return isDisputed(in) || slices.ContainsFunc(in.Facts.Tickets, func(t crm.Ticket) bool {
		return t.Serious() && t.Status.Open()
	})
}

// caredFor returns when offers may follow care: once each serious ticket is answered and
// careDays have passed since. A bad rating is a serious matter too.
func caredFor(in *Input) (until crm.Instant) {
	if isDisputed(in) {
		until = in.Now.AddDays(1) // to be asked again tomorrow
	}
	for _, t := range in.Facts.Tickets {
		if !t.Serious() || t.Status == crm.TicketDeleted {
			continue
		}
		quiet := max(t.Updated, t.ScoredAt).AddDays(careDays)
		if t.Status.Open() {
			quiet = in.Now.AddDays(1) // to be asked again tomorrow
		}
		until = max(until, quiet)
	}
	return until
}
