package crm

import (
	"strings"
	"unicode"
)

// MaxCompetitor is how many characters of a competitor's name are kept.
const MaxCompetitor = 40

// maxCompetitorWords is how many words a competitor's name may have: more are a sentence,
// and what customers write is not kept.
const maxCompetitorWords = 5

// NewCompetitor returns the short name of a competitor from what a person wrote, or "" if
// that is no name: a sentence, an address or a number.
func NewCompetitor(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	})
	name := strings.Join(words, " ")
	digits := 0
	for _, r := range name {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	isShort := len(words) <= maxCompetitorWords && len([]rune(name)) <= MaxCompetitor
	isNumber := digits > 4
	if !isShort || isNumber || strings.Contains(name, "@") {
		return ""
	}
	return strings.Trim(name, ".,;:!?。，！？ ")
}
