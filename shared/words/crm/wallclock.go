package crm

import "time"

// InZone returns when the clocks of a zone show what a time shows in UTC. Where they were
// put forward over it, that is the moment at which they were: in some zones the day on
// which summer time begins has no midnight. It never lies on the day before.
func InZone(shown time.Time, zone *time.Location) time.Time {
	year, month, day := shown.Date()
	hour, minute, second := shown.Clock()
	at := time.Date(year, month, day, hour, minute, second, shown.Nanosecond(), zone)

	// time.Date may use the offset from before the clocks were put forward, or the one
	// from after. With the latter it shows too early.
	_, offset := at.Zone()
	short := shown.Sub(at.Add(time.Duration(offset) * time.Second))
	if short > 0 {
		return at.Add(short)
	}
	return at
}

// StartOfDay returns the beginning of a day in a zone.
func StartOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	return InZone(time.Date(year, month, day, 0, 0, 0, 0, time.UTC), zone)
}

// ParseInZone parses a text as time.ParseInLocation does, and reads a time that the clocks
// of the zone never showed as InZone does.
func ParseInZone(layout, text string, zone *time.Location) (time.Time, error) {
	at, err := time.ParseInLocation(layout, text, zone)
	if err != nil {
		return time.Time{}, err
	}
	shown, err := time.Parse(layout, text)
	if err != nil || shown.Equal(at) {
		return at, nil // the text states its own offset
	}
	return InZone(shown, zone), nil
}
