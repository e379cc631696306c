package crm

import (
	"math"
	"time"
)

// Instant is a point in time in Unix milliseconds, UTC. Zero means unknown.
type Instant int64

// InstantOf returns the instant of a time; what is finer than a millisecond is dropped.
// The zero time gives the unknown instant.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time returns the instant in UTC; the unknown instant gives the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).UTC()
}

// Add returns the instant so much later; a negative d leads back. What is finer than a
// millisecond is dropped.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// AddDays returns the instant so many days of 24 hours later; a negative number leads
// back.
func (i Instant) AddDays(days int) Instant { return i + Instant(days)*DayLength }

// Since returns how much later i is than earlier; of more than 292 years, which no
// Duration holds, the longest there is.
func (i Instant) Since(earlier Instant) time.Duration {
	const most = Instant(math.MaxInt64 / time.Millisecond)
	distance := min(max(i-earlier, -most), most)
	return time.Duration(distance) * time.Millisecond
}

// DayLength is one day in milliseconds, the unit between two Instants.
const DayLength = Instant(24 * time.Hour / time.Millisecond)

// Days returns the number of whole days from earlier to i, rounded toward zero.
func (i Instant) Days(earlier Instant) int { return int((i - earlier) / DayLength) }

// DayNumber numbers the days of UTC: two instants of one day have the same.
func (i Instant) DayNumber() int64 { return int64(i / DayLength) }

// Earliest returns the earliest of some dates, of which unknown ones stand for never. It
// returns the unknown instant if none is known.
func Earliest(dates ...Instant) (first Instant) {
	for _, at := range dates {
		if first == 0 || at != 0 && at < first {
			first = at
		}
	}
	return first
}

// undatedShift sets facts that say no date apart from all that have one: more than two
// thousand years.
const undatedShift = Instant(1) << 46

// UndatedAt returns the instant of what says no date, and was received at an instant. It
// lies before every date, so that whatever has a date goes before it; of two without a
// date the one received later is the newer.
func UndatedAt(received Instant) Instant { return received - undatedShift }

// Undated reports whether the instant is no date: unknown, or of UndatedAt.
func (i Instant) Undated() bool { return i <= 0 }

// lastIfUndated returns an instant by which undated facts stand after all dated ones.
func (i Instant) lastIfUndated() Instant {
	if i.Undated() {
		return i + 2*undatedShift
	}
	return i
}
