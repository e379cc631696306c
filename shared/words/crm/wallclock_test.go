package crm_test

import (
	"math"
	"testing"
	"time"

	"holdfast/shared/words/crm"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestADayWithoutAMidnightBeginsWhenItsClocksWerePutForward(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, zone, want string }{
		"São Paulo":        {"2018-11-04T00:00:00", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"},
		"Santiago":         {"2026-09-06T00:00:00", "America/Santiago", "2026-09-06T01:00:00-03:00"},
		"Cairo":            {"2026-04-24T00:00:00", "Africa/Cairo", "2026-04-24T01:00:00+03:00"},
		"Beirut":           {"2026-03-29T00:00:00", "Asia/Beirut", "2026-03-29T01:00:00+03:00"},
		"Asunción":         {"2023-10-01T00:30:00", "America/Asuncion", "2023-10-01T01:30:00-03:00"},
		"Berlin at two":    {"2026-03-29T02:30:00", "Europe/Berlin", "2026-03-29T03:30:00+02:00"},
		"an ordinary day":  {"2026-05-01T00:00:00", "Europe/Berlin", "2026-05-01T00:00:00+02:00"},
		"a midnight twice": {"2018-02-17T23:30:00", "America/Sao_Paulo", "2018-02-17T23:30:00-02:00"},
		"Samoa skips one":  {"2011-12-30T00:00:00", "Pacific/Apia", "2011-12-31T00:00:00+14:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, c.zone)
			got, err := crm.ParseInZone("2006-01-02T15:04:05", c.text, z)
			if err != nil || got.Format(time.RFC3339) != c.want {
				t.Errorf("%v, %v; want %s", got, err, c.want)
			}
		})
	}
	stated, err := crm.ParseInZone(time.RFC3339, "2018-11-04T00:00:00+01:00", zone(t, "America/Sao_Paulo"))
	if err != nil || !stated.Equal(time.Date(2018, 11, 3, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("a time with an offset of its own is read as %v, %v", stated, err)
	}
	if got := crm.StartOfDay(2018, 11, 4, zone(t, "America/Sao_Paulo")); got.Day() != 4 || got.Hour() != 1 {
		t.Errorf("the day begins at %v", got)
	}
	// A month that overflows is the next year's.
	if got := crm.StartOfDay(2026, 13, 1, time.UTC); got.Year() != 2027 || got.Month() != time.January {
		t.Errorf("the thirteenth month begins at %v", got)
	}
}

func TestADistanceIsNeverTurnedAround(t *testing.T) {
	t.Parallel()
	now := crm.InstantOf(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	for _, year := range []int{2027, 2319, 3000, 9999} {
		far := crm.InstantOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		if got := far.Since(now); got < 24*time.Hour {
			t.Errorf("%d is %v after now", year, got)
		}
		if got := now.Since(far); got > -24*time.Hour {
			t.Errorf("now is %v after %d", got, year)
		}
	}
	if got := crm.Instant(math.MaxInt64 / 4).Since(0); got < 291*365*24*time.Hour {
		t.Errorf("the farthest is %v away", got)
	}
}
