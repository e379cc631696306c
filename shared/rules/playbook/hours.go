package playbook

import (
	"sync"
	"time"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// zones holds the time zones that were looked up: reading one takes longer than judging a
// customer.
var zones sync.Map

// findZone returns the time zone of a name, if there is one.
func findZone(name string) (*time.Location, bool) {
	if z, known := zones.Load(name); known {
		return z.(*time.Location), true
	}
	if name == "" || len(name) > 40 || name == "Local" {
		return nil, false
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, z)
	return z, true
}

// ZoneOf returns the customer's time zone, else the store's, else UTC.
func (c *Config) ZoneOf(f *crm.Facts) *time.Location {
	if z, known := findZone(f.Profile[crm.Zone].Value); known {
		return z
	}
	return c.StoreZone()
}

// Locale returns the language and the zone in which the store's people are spoken to.
func (c *Config) Locale() phrase.Locale {
	return phrase.Locale{
		Language: c.Language,
		Zone:     c.StoreZone(),
	}
}

// StoreZone returns the store's time zone, else UTC.
func (c *Config) StoreZone() *time.Location {
	if z, known := findZone(c.Zone); known {
		return z
	}
	return time.UTC
}

// Awake returns the first instant from now on that lies outside the quiet hours of a zone.
func (q Quiet) Awake(now crm.Instant, zone *time.Location) crm.Instant {
	local := now.Time().In(zone)
	hour := local.Hour()
	if !q.includes(hour) {
		return now
	}

	day := local.Day()
	if hour >= q.To {
		day++ // the night ends tomorrow
	}
	end := time.Date(local.Year(), local.Month(), day, q.To, 0, 0, 0, zone)
	return crm.InstantOf(end)
}

// includes reports whether an hour of the day is quiet. A night may span midnight.
func (q Quiet) includes(hour int) bool {
	if q.From > q.To {
		return hour >= q.From || hour < q.To
	}
	return hour >= q.From && hour < q.To
}

// nextMonth returns when the store's next calendar month begins.
func (c *Config) nextMonth(now crm.Instant) crm.Instant {
	zone := c.StoreZone()
	local := now.Time().In(zone)
	year := local.Year()
	next := local.Month() + 1
	begin := crm.StartOfDay(year, next, 1, zone)
	return crm.InstantOf(begin)
}
