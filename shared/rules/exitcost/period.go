package exitcost

import (
	"time"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
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

// Say returns the period as people say it: "Q3", "Q4 so far".
func (p Period) Say(lang string) string {
	key := "exit.quarter"
	if p.Running {
		key = "exit.quarter_so_far"
	}
	return phrase.Say(lang, key, p.Quarter)
}

// The three periods that an estimate is about, as indices of what Periods returns.
const (
	RunningQuarter = iota // the quarter so far
	LastQuarter           // the last full quarter
	QuarterBefore         // the one before it
	quarters       = iota
)

// Periods returns the quarter so far, the last full quarter and the one before it, as of
// now.
func Periods(now time.Time, zone *time.Location) [quarters]Period {
	local := now.In(zone)
	firstMonth := (int(local.Month())-1)/3*3 + 1
	startOf := func(quartersAgo int) time.Time {
		month := time.Month(firstMonth - 3*quartersAgo)
		return crm.StartOfDay(local.Year(), month, 1, zone)
	}

	var out [quarters]Period
	for ago := range out {
		start := startOf(ago)
		end := startOf(ago - 1)
		monthsBefore := int(start.Month()) - 1
		out[ago] = Period{
			Year:    start.Year(),
			Quarter: monthsBefore/3 + 1,
			Start:   crm.InstantOf(start),
			End:     crm.InstantOf(end),
		}
	}

	out[RunningQuarter].End = crm.InstantOf(now)
	out[RunningQuarter].Running = true
	return out
}
