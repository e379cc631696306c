package phrase

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"holdfast/shared/words/crm"
)

// Locale is a store's language and time zone: how its people are spoken to.
type Locale struct {
	Language string // as Say takes it
	Zone     *time.Location
}

// Say is a message of the catalogue.
func (l Locale) Say(key string, args ...any) string { return Say(l.Language, key, args...) }

// Lang is the language for a page's lang attribute.
func (l Locale) Lang() string { return Language(l.Language) }

// Count says a number of things, as the function of that name does.
func (l Locale) Count(key string, n int64) string { return Count(l.Language, key, n) }

// Days says a number of days.
func (l Locale) Days(n int) string { return Days(l.Language, n) }

// Horizon says a number of days, a year as twelve months.
func (l Locale) Horizon(days int) string {
	if days == 365 {
		return l.Count("months", 12)
	}
	return l.Days(days)
}

// Date is a day in the zone; an unknown one is said to be.
func (l Locale) Date(at crm.Instant) string {
	if at == 0 {
		return l.Say("console.unknown")
	}
	return Date(l.Language, at, l.Zone)
}

// Clock is a day and time in the zone.
func (l Locale) Clock(at crm.Instant) string { return Clock(l.Language, at, l.Zone) }

// Number is a whole number with its thousands apart.
func (l Locale) Number(n int64) string { return Number(n) }

// List joins phrases.
func (l Locale) List(parts []string) string { return List(l.Language, parts) }

// Prose puts sentences one after the other.
func (l Locale) Prose(sentences ...string) string { return Prose(l.Language, sentences...) }

// Capital begins with a capital letter.
func (l Locale) Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Sentence begins with a capital letter and ends with a full stop.
func (l Locale) Sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。") {
		return l.Capital(s)
	}
	return l.Capital(s) + l.Say("console.full_stop")
}
