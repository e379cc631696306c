package phrase

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"holdfast/shared/words/crm"
)

// Locale holds a store's language and time zone: how its people are spoken to.
type Locale struct {
	Language string // as Say takes it
	Zone     *time.Location
}

// Speaker says sentences of the catalogue and days. A rule that explains itself takes one
// instead of a Locale, so that a program that asks for no explanation does not carry the
// catalogue.
type Speaker interface {
	Say(key string, args ...any) string
	Date(at crm.Instant) string
}

// Say returns a sentence of the catalogue, as the function of that name does.
func (l Locale) Say(key string, args ...any) string { return Say(l.Language, key, args...) }

// Lang returns the language for a page's lang attribute.
func (l Locale) Lang() string { return Language(l.Language) }

// Days says a number of days.
func (l Locale) Days(n int) string { return Days(l.Language, n) }

// Horizon says a number of days, a year as twelve months.
func (l Locale) Horizon(days int) string {
	if days == 365 {
		return l.Say("months", 12)
	}
	return l.Days(days)
}

// Date writes a day in the zone; an unknown one is said to be unknown.
func (l Locale) Date(at crm.Instant) string {
	if at == 0 {
		return l.Say("console.unknown")
	}
	return Date(l.Language, at, l.Zone)
}

// Clock writes a day and a time of day in the zone.
func (l Locale) Clock(at crm.Instant) string { return Clock(l.Language, at, l.Zone) }

// Number writes a whole number with its thousands apart.
func (l Locale) Number(n int64) string { return find(l.Language).number(n) }

// Percent writes hundredths of a per cent with one decimal, rounded.
func (l Locale) Percent(perMyriad int64) string { return find(l.Language).percent(perMyriad) }

// Tenths writes thousandths, 0 or more, with one decimal, rounded.
func (l Locale) Tenths(thousandths int64) string {
	return find(l.Language).tenths((thousandths + 50) / 100)
}

// Whole writes an amount without its minor units, rounded half away from zero.
func (l Locale) Whole(m crm.Money) string { return find(l.Language).whole(m) }

// WholeNumber is Whole without the currency, for where it was just said.
func (l Locale) WholeNumber(m crm.Money) string { return l.Number(wholeUnits(m)) }

// List joins phrases with commas and an "and".
func (l Locale) List(phrases []string) string { return List(l.Language, phrases) }

// Prose puts sentences one after the other.
func (l Locale) Prose(sentences ...string) string { return Prose(l.Language, sentences...) }

// Capital makes the first letter a capital.
func (l Locale) Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// Sentence makes the first letter a capital and adds a full stop if there is none.
func (l Locale) Sentence(s string) string {
	stop := l.Say("format.full_stop")
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, stop) {
		return l.Capital(s)
	}
	return l.Capital(s) + stop
}
