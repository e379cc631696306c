// Package phrase is the catalogue of every sentence that people read, in every language.
//
// Rules and records hold codes and numbers. Code that shows them to a person calls Say
// with a key, and gets the sentence in that person's language. The sentences stand in one
// file a language, languages/en.txt and so on; the list of languages is the list of those
// files. A file also holds what else differs between languages: how a number, a date and a
// list are written, and which form of a word a number takes.
//
// A call of Say finds the language of a locale ("zh-Hans-CN" is answered in "zh", "de" in
// English), reads that language's file if no call has read it before, and fills the
// arguments into the sentence. Dates and amounts come as texts; a number that is counted
// comes as an integer, so that "1 customer is" and "2 customers are".
//
// Say never fails. A sentence that a language lacks is said in English, and a key that
// does not exist is shown in brackets. The tests keep both from happening: they list what
// a language lacks, and the keys that the code asks for in vain or not at all.
//
// To add a sentence, add a line to each file. To add a language, add a file; the head of
// languages/en.txt says how.
package phrase

import (
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// Say returns the sentence of a key with its arguments filled in: texts for %s, integers
// for %d. A key that does not exist is shown in brackets, so that it is seen and mended.
func Say(lang, key string, args ...any) string {
	speech := find(lang)
	sentence, ok := speech.sentences[key]
	if !ok {
		speech = find(English)
		sentence, ok = speech.sentences[key]
	}
	if !ok {
		return "[" + key + "]"
	}
	return fill(speech, sentence, args)
}

// InEnglish fills arguments into an English sentence that the catalogue does not have, as
// Say does: "%d {row|rows}". It is for the operator's command, which speaks English only.
func InEnglish(sentence string, args ...any) string {
	return fill(find(English), sentence, args)
}

// Has reports whether the catalogue has a sentence of that key.
func Has(key string) bool {
	_, ok := find(English).sentences[key]
	return ok
}

// Days says a number of days.
func Days(lang string, n int) string { return Say(lang, "days", n) }

// List joins phrases: "a, b and c", "a、b和c".
func List(lang string, phrases []string) string {
	if len(phrases) < 2 {
		return strings.Join(phrases, "")
	}
	last := len(phrases) - 1
	return Commas(lang, phrases[:last]) + Say(lang, "format.list_and") + phrases[last]
}

// Commas joins phrases with commas alone, as figures are listed: "a, b, c".
func Commas(lang string, phrases []string) string {
	return strings.Join(phrases, Say(lang, "format.list_comma"))
}

// Prose puts sentences one after the other.
func Prose(lang string, sentences ...string) string {
	return strings.Join(sentences, Say(lang, "format.between_sentences"))
}

// Date writes a day as people do: "5 March 2026", "2026年3月5日".
func Date(lang string, at crm.Instant, zone *time.Location) string {
	return writeTime(lang, "format.date", at.Time().In(zone))
}

// Clock writes a day and a time of day.
func Clock(lang string, at crm.Instant, zone *time.Location) string {
	return writeTime(lang, "format.clock", at.Time().In(zone))
}

// Month writes a month: "Mar 2026", "2026年3月".
func Month(lang string, at crm.Instant, zone *time.Location) string {
	return writeTime(lang, "format.month", at.Time().In(zone))
}

// writeTime writes t in a layout of the language, with the language's names of months.
func writeTime(lang, layoutKey string, t time.Time) string {
	layout := Say(lang, layoutKey)
	for _, names := range [...]struct{ placeholder, key string }{
		{"January", "format.months"},
		{"Jan", "format.months_short"},
	} {
		before, after, found := strings.Cut(layout, names.placeholder)
		if !found {
			continue
		}
		months := strings.Fields(Say(lang, names.key))
		return t.Format(before) + months[t.Month()-1] + t.Format(after)
	}
	return t.Format(layout)
}
