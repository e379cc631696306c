package overdue_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

func TestAnExitIsWhereDecideFirstSaysExited(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		begin := crm.InstantOf(time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC))
		var days []crm.Instant
		for at, n := begin, rapid.IntRange(1, 8).Draw(t, "purchases"); n > 0; n-- {
			days = append(days, at)
			at += crm.Instant(rapid.IntRange(1, 700).Draw(t, "gap")) * crm.DayLength
		}
		h, p := overdue.NewHistoryOn(days...), overdue.DefaultPolicy()
		now := days[len(days)-1] + crm.Instant(rapid.IntRange(0, 900).Draw(t, "silence"))*crm.DayLength
		exits := overdue.FindExits(h, p, now)
		for _, e := range exits {
			at, before := overdue.Decide(h, p, e.At.Time()), overdue.Decide(h, p, (e.At-1).Time())
			if at.Standing != overdue.Exited || before.Standing == overdue.Exited || at.Since != e.At || at.Last != e.Last {
				t.Fatalf("%+v: %v, the moment before %v", e, at.Standing, before.Standing)
			}
		}
		exited := overdue.Decide(h, p, now.Time()).Standing == overdue.Exited
		if open := len(exits) > 0 && exits[len(exits)-1].Back == 0; open != exited {
			t.Fatalf("now exited: %v; the last of %v", exited, exits)
		}
	})
}
