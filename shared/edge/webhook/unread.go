package webhook

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxUnread is how many bytes a word has at most that is told on. Longer texts may name a
// person.
const maxUnread = 40

// NameUnread returns what to count of a field whose words stand in no table, as crm.Event
// has it: the name of the field and the words, or the name alone if the words are long or
// hold anything but letters. It returns "" if there are no words.
func NameUnread(field, words string) string {
	words = strings.TrimSpace(words)
	if words == "" {
		return ""
	}
	isForeign := func(r rune) bool {
		isLetter := unicode.IsLetter(r) || unicode.IsMark(r)
		return !isLetter && !unicode.IsSpace(r) && !unicode.IsPunct(r) || r == '@'
	}
	isLong := len(words) > maxUnread || !utf8.ValidString(words)
	if isLong || strings.ContainsFunc(words, isForeign) {
		return field
	}
	return field + " " + strings.ToLower(words)
}
