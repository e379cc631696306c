package local

import (
	"testing"
	"time"
)

// A timer rings when so much time has passed, whatever the clock was set to meanwhile.
func TestAClockThatWasSetHoldsNoSweepUp(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		set              time.Duration // what the clock shows when the timer rings, after the appointment
		sweeps, censuses int64
		next             time.Duration // after noon
	}{
		"not at all":     {set: time.Millisecond, sweeps: 1, next: time.Hour},
		"an hour back":   {set: -time.Hour, sweeps: 1, next: 0},
		"a day back":     {set: -24 * time.Hour, sweeps: 1, next: -23 * time.Hour},
		"a year back":    {set: -365 * 24 * time.Hour, sweeps: 1, next: time.Hour - 365*24*time.Hour},
		"hours forward":  {set: 5 * time.Hour, sweeps: 1, next: 6 * time.Hour},
		"a day forward":  {set: 24 * time.Hour, sweeps: 1, censuses: 1, next: 25 * time.Hour},
		"a year forward": {set: 365 * 24 * time.Hour, sweeps: 1, censuses: 1, next: 365*24*time.Hour + time.Hour},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			appointed := noon.Add(time.Hour)
			s, err := Open(Options{Dir: t.TempDir(), Clock: Standing(appointed.Add(c.set)), DeferSync: true})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			last := s.keepAppointment(t.Context(), appointment{at: appointed})
			if !last.Equal(noon.Add(c.next)) || s.Sweeps.Load() != c.sweeps || s.Censuses.Load() != c.censuses {
				t.Errorf("%d sweeps, %d censuses, next after %s", s.Sweeps.Load(), s.Censuses.Load(), last)
			}
		})
	}
}
