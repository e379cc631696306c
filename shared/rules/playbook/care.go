package playbook

import (
	"slices"

	"holdfast/shared/words/crm"
)

// Care comes before offers: these rules hold back the playbooks with CareFirst.

// careDays is how long after the last word on a serious matter nothing is offered: as
// long as an answer may be owed.
const careDays = 7

// needsCare reports whether a serious matter is still open.
func needsCare(f *crm.Facts) bool {
	return slices.ContainsFunc(f.Tickets, func(t crm.Ticket) bool {
		return t.Serious() && t.Status.Open()
	})
}

// caredFor returns when offers may follow care: once each serious ticket is answered and
// careDays have passed since. A bad rating is a serious matter too.
func caredFor(in *Input) (until crm.Instant) {
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
