// Package phrase is the message catalogue: every sentence people read, in every language we speak, side by side. Rules store
// codes and numbers; whoever shows them says them here.
package phrase

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// The languages.
const (
	English = "en"
	Chinese = "zh"
)

// text is one message in each language.
type text struct{ en, zh string }

// Language is the language in which we answer a locale such as "zh-Hans-CN" or "de_AT": English if we lack its own.
func Language(locale string) string {
	if spoken, ok := Spoken(locale); ok {
		return spoken
	}
	return English
}

// Spoken is the language of a locale, if we speak it.
func Spoken(locale string) (language string, ok bool) {
	language, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(locale), "_", "-"), "-")
	return language, language == Chinese || language == English
}

// Has reports whether the catalogue has a message of that key.
func Has(key string) bool {
	_, ok := catalogue[key]
	return ok
}

// Say is the message of that key with its arguments filled in. A key that does not exist is shown in brackets, so that it is
// seen and mended.
func Say(lang, key string, args ...any) string {
	t, ok := catalogue[key]
	if !ok {
		return "[" + key + "]"
	}
	format := t.en
	if Language(lang) == Chinese {
		format = t.zh
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// Count says a number of things: the message key+".one" for one, key+".many" for any other number.
func Count(lang, key string, n int64) string {
	if n == 1 {
		return Say(lang, key+".one", Number(n))
	}
	return Say(lang, key+".many", Number(n))
}

// Days says a number of days.
func Days(lang string, n int) string { return Count(lang, "days", int64(n)) }

// Number writes a whole number with its thousands apart: 6,600.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Percent writes hundredths of a per cent with one decimal, rounded: 697 gives "7.0 %".
func Percent(perMyriad int64) string {
	sign := ""
	if perMyriad < 0 {
		sign, perMyriad = "-", -perMyriad
	}
	tenths := (perMyriad + 5) / 10
	return sign + Number(tenths/10) + "." + strconv.FormatInt(tenths%10, 10) + " %"
}

// Whole writes an amount without its minor units, rounded half away from zero, as people say large sums: "41,300 EUR".
func Whole(m crm.Money) string { return strings.TrimSpace(WholeNumber(m) + " " + string(m.Currency)) }

// WholeNumber is Whole without the currency, for where it was just said.
func WholeNumber(m crm.Money) string {
	unit := int64(1)
	for range m.Currency.Exponent() {
		unit *= 10
	}
	n := m.Minor
	if n < 0 {
		n -= unit / 2
	} else {
		n += unit / 2
	}
	return Number(n / unit)
}

// Date writes a day as people do: "5 March 2026", "2026年3月5日".
func Date(lang string, at crm.Instant, zone *time.Location) string {
	t := at.Time().In(zone)
	if Language(lang) == Chinese {
		return t.Format("2006年1月2日")
	}
	return t.Format("2 January 2006")
}

// Clock writes a day and a time of day.
func Clock(lang string, at crm.Instant, zone *time.Location) string {
	return Date(lang, at, zone) + at.Time().In(zone).Format(" 15:04")
}

// List joins phrases: "a, b and c", "a、b和c".
func List(lang string, parts []string) string {
	switch n := len(parts); n {
	case 0:
		return ""
	case 1:
		return parts[0]
	default:
		return strings.Join(parts[:n-1], Say(lang, "list.comma")) + Say(lang, "list.and") + parts[n-1]
	}
}

// catalogue is all topics together.
var catalogue = gather(words, overdueTexts, exitTexts, taskTexts, consoleTexts, customerTexts, reportTexts, reportColumns, segmentTexts, surveyTexts)

func gather(topics ...map[string]text) map[string]text {
	all := map[string]text{}
	for _, topic := range topics {
		for k, t := range topic {
			if _, twice := all[k]; twice {
				panic("phrase: the message " + k + " is there twice")
			}
			all[k] = t
		}
	}
	return all
}
