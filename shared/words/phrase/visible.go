package phrase

import (
	"strings"
	"unicode"
)

// Visible returns a text without the characters that would show it as another one: control
// characters but line ends and tabs, and those of Turns. A shop's customers choose their
// names, and what could not be read is shown as it came.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		isControl := unicode.IsControl(r) && r != '\n' && r != '\t'
		if isControl || Turns(r) {
			return -1
		}
		return r
	}, text)
}

// Turns reports whether a character changes in which direction the text after it is
// written (Unicode Standard Annex 9, explicit formatting characters). One that is never
// closed turns round the rest of a line. The marks of a single place, as Arabic and Hebrew
// names have them, do not.
func Turns(r rune) bool {
	isEmbedding := '\u202a' <= r && r <= '\u202e'
	isIsolate := '\u2066' <= r && r <= '\u2069'
	return isEmbedding || isIsolate
}
