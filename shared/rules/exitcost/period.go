package exitcost

import (
	"time"

	"holdfast/shared/words/crm"
)

// Period is a calendar quarter in the store's zone, from Start up to but not including
// End, which may still run.
type Period struct {
	Year    int         `json:"year"`
	Quarter int         `json:"quarter"` // 1 to 4
	Start   crm.Instant `json:"start"`
	End     crm.Instant `json:"end"`
	Running bool        `json:"running,omitempty"` // End is now, not the quarter's
}

// The three periods an estimate looks at.
const (
	RunningQuarter = iota // the quarter so far
	LastQuarter           // the last full quarter
	QuarterBefore         // the one before it
	windows        = iota
)

// Periods are the quarter so far, the last full one and the one before, as of now.
func Periods(now time.Time, zone *time.Location) [windows]Period {
	local := now.In(zone)
	first := (int(local.Month())-1)/3*3 + 1
	start := func(back int) time.Time {
		return time.Date(local.Year(), time.Month(first-3*back), 1, 0, 0, 0, 0, zone)
	}
	var out [windows]Period
	for back := range out {
		s := start(back)
		e := start(back - 1)
		out[back] = Period{
			Year:    s.Year(),
			Quarter: (int(s.Month())-1)/3 + 1,
			Start:   crm.InstantOf(s),
			End:     crm.InstantOf(e),
		}
	}
	out[RunningQuarter].End = crm.InstantOf(now)
	out[RunningQuarter].Running = true
	return out
}
