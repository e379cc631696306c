package local

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestAClockThatStandsOnlyTurnsForward(t *testing.T) {
	t.Parallel()
	c := Standing(noon)
	c.Turn(noon.Add(time.Hour))
	c.Turn(noon)
	if got := c.Now(); !got.Equal(noon.Add(time.Hour)) {
		t.Errorf("it shows %s, want an hour past noon", got)
	}
}

func TestATurnedClockWakesThoseWhoWaitForIt(t *testing.T) {
	t.Parallel()
	c := Standing(noon)
	reached, turned, stop := c.after(noon.Add(time.Minute))
	defer stop()
	c.Turn(noon.Add(time.Hour))
	select {
	case <-reached:
		t.Error("a clock that stands reached an instant by itself")
	case <-turned:
	}
	reached, _, stop = c.after(noon)
	defer stop()
	<-reached
}

func TestAClockThatRunsGoesOnFromWhereItWasSet(t *testing.T) {
	t.Parallel()
	c := From(noon)
	if got := c.Now().Sub(noon); got < 0 || got > time.Minute {
		t.Errorf("it shows noon and %s", got)
	}
	c.Turn(noon.AddDate(0, 0, 9))
	if c.Now().Before(noon.AddDate(0, 0, 9)) {
		t.Error("it was turned nine days ahead and does not show that")
	}
}

// Every appointment of a schedule is met exactly once by whoever always asks for the next.
func TestNoAppointmentIsMissedOrKeptTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hours := rapid.SliceOfNDistinct(rapid.IntRange(0, 23), 1, 5, rapid.ID)
		s := Schedule{CensusDays: rapid.IntRange(1, 4).Draw(t, "days")}
		for _, h := range hours.Draw(t, "sweeps") {
			s.Sweeps = append(s.Sweeps, time.Duration(h)*time.Hour)
		}
		for _, h := range hours.Draw(t, "censuses") {
			s.Censuses = append(s.Censuses, time.Duration(h)*time.Hour+time.Minute)
		}
		days := 12
		sweeps, censuses := 0, 0
		last := noon.Truncate(24 * time.Hour).Add(-time.Nanosecond)
		for {
			next, ok := s.after(last)
			if !ok || !next.at.Before(noon.Truncate(24*time.Hour).AddDate(0, 0, days)) {
				break
			}
			if !next.at.After(last) {
				t.Fatalf("%s comes after %s", next.at, last)
			}
			if last = next.at; next.census {
				censuses++
			} else {
				sweeps++
			}
		}
		if sweeps != days*len(s.Sweeps) || censuses != days/s.CensusDays*len(s.Censuses) {
			t.Fatalf("%d sweeps and %d censuses in %d days of %+v", sweeps, censuses, days, s)
		}
	})
}
