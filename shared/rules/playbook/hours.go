package playbook

import (
	"sync"
	"time"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// zones remembers the time zones that were looked up: reading one takes longer than
// judging a customer.
var zones sync.Map

// zone is the time zone of that name, if there is one.
func zone(name string) (*time.Location, bool) {
	if z, ok := zones.Load(name); ok {
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

// ZoneOf is the customer's time zone, else the store's, else UTC.
func (c *Config) ZoneOf(f *crm.Facts) *time.Location {
	if z, ok := zone(f.Profile[crm.Zone].Value); ok {
		return z
	}
	return c.StoreZone()
}

// Locale is how the store's people are spoken to.
func (c *Config) Locale() phrase.Locale {
	return phrase.Locale{Language: c.Language, Zone: c.StoreZone()}
}

// StoreZone is the store's time zone, else UTC.
func (c *Config) StoreZone() *time.Location {
	if z, ok := zone(c.Zone); ok {
		return z
	}
	return time.UTC
}

// Awake is the first instant from now on that lies outside the quiet hours of that zone.
func (q Quiet) Awake(now crm.Instant, z *time.Location) crm.Instant {
	t := now.Time().In(z)
	hour := t.Hour()
	quiet := hour >= q.From && hour < q.To
	if q.From > q.To {
		quiet = hour >= q.From || hour < q.To
	}
	if !quiet {
		return now
	}
	day := t.Day()
	if hour >= q.To {
		day++ // the night ends tomorrow
	}
	return crm.InstantOf(time.Date(t.Year(), t.Month(), day, q.To, 0, 0, 0, z))
}

// nextMonth is when the store's next calendar month begins.
func (c *Config) nextMonth(now crm.Instant) crm.Instant {
	z := c.StoreZone()
	t := now.Time().In(z)
	return crm.InstantOf(time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, z))
}
