package lift

import (
	"cmp"
	"slices"

	"holdfast/shared/words/crm"
)

// Trial is one decision about one customer that passed the money gate.
type Trial struct {
	At       crm.Instant
	Playbook string
	Reason   crm.Reason // the likely one at that time
	Held     bool       // left alone
	Cost     int64      // of the measure, minor units
	Stake    int64      // the money at stake at that time, minor units
}

// Union joins the trials of two customers who turned out to be one, or of one customer
// who was met twice. It returns the newest, limit at most, oldest first, each once.
func Union(a, b []Trial, limit int) []Trial {
	all := slices.Concat(a, b)
	slices.SortFunc(all, compareTrials)
	all = slices.Compact(all)
	return all[max(0, len(all)-limit):]
}

// compareTrials orders trials by age. The other fields make the order total, so that
// Union does not depend on which customer comes first.
func compareTrials(x, y Trial) int {
	return cmp.Or(
		cmp.Compare(x.At, y.At),
		cmp.Compare(x.Playbook, y.Playbook),
		cmp.Compare(x.Stake, y.Stake),
		cmp.Compare(x.Reason, y.Reason),
		cmp.Compare(x.Cost, y.Cost),
		crm.CompareBools(x.Held, y.Held),
	)
}
