package overdue

import "holdfast/shared/words/crm"

// Exit is a silence so long that the customer was taken for lost.
type Exit struct {
	Last crm.Instant // the purchase before the silence
	At   crm.Instant // when the silence passed the threshold of exited
	Back crm.Instant // when the customer bought again; 0 = not yet
	Ladder
	Silence int // days from Last to At
}

// FindExits lists the silences after which the customer had been taken for lost by now,
// oldest first. Each is judged as Decide would have judged on its day, by what was known
// of the customer then.
func FindExits(h History, p Policy, now crm.Instant) []Exit {
	h = h.Until(now)
	var exits []Exit
	var known gaps
	for i, last := range h.Days {
		ladder := p.ladder(&known)
		e := Exit{
			Last:    last,
			At:      last.AddDays(ladder.Exited),
			Ladder:  ladder,
			Silence: ladder.Exited,
		}
		if i+1 < len(h.Days) {
			e.Back = h.Days[i+1]
			known.add(between(last, e.Back))
		}

		// A customer who buys at that very instant has never been exited.
		cameInTime := e.Back > 0 && e.Back <= e.At
		if e.At <= now && !cameInTime {
			exits = append(exits, e)
		}
	}
	return exits
}

// LastReturn returns when the customer last bought again after a silence that had been at
// risk or exited; 0 = never.
func LastReturn(h History, p Policy, now crm.Instant) (at crm.Instant) {
	h = h.Until(now)
	var known gaps
	for i := 1; i < len(h.Days); i++ {
		before := h.Days[i-1]
		day := h.Days[i]

		ladder := p.ladder(&known)
		if day.Days(before) >= ladder.AtRisk {
			at = day
		}
		known.add(between(before, day))
	}
	return at
}
