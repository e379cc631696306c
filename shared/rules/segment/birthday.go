package segment

import (
	"strconv"
	"time"

	"holdfast/shared/words/crm"
)

// Birthday returns the next birthday on or after an instant, at the beginning of its day
// in the customer's zone; 0 = not known. It reads YYYY-MM-DD and --MM-DD. A customer born
// on 29 February has it on 1 March in other years.
func Birthday(day string, now crm.Instant, zone *time.Location) crm.Instant {
	month, date, ok := parseMonthDay(day)
	if !ok {
		return 0
	}

	year, thisMonth, thisDate := now.Time().In(zone).Date()
	today := crm.StartOfDay(year, thisMonth, thisDate, zone)
	next := crm.StartOfDay(year, month, date, zone)
	if next.Before(today) {
		next = crm.StartOfDay(year+1, month, date, zone)
	}
	return crm.InstantOf(next)
}

// parseMonthDay reads the MM-DD that a text ends with.
func parseMonthDay(day string) (month time.Month, date int, ok bool) {
	if len(day) < 5 {
		return 0, 0, false
	}
	tail := day[len(day)-5:]
	m, err := strconv.Atoi(tail[:2])
	if err != nil || m < 1 || m > 12 {
		return 0, 0, false
	}
	date, err = strconv.Atoi(tail[3:])
	if err != nil || date < 1 || date > 31 {
		return 0, 0, false
	}
	return time.Month(m), date, true
}
