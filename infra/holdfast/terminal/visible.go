package terminal

import (
	"fmt"
	"strings"

	"holdfast/shared/words/phrase"
)

// visible returns a text as it may go to a terminal: as phrase.Visible returns it, but with
// our own styles. A text of somebody else's that holds one of these can be faint or bold,
// and no more.
func visible(text string) string {
	const escape = "\x1b"
	var b strings.Builder
	for i, part := range strings.Split(text, escape) {
		if i > 0 && beginsWithStyle(escape+part) {
			b.WriteString(escape)
		}
		b.WriteString(phrase.Visible(part))
	}
	return b.String()
}

func beginsWithStyle(text string) bool {
	for _, style := range []string{faintOn, boldOn, styleOff} {
		if strings.HasPrefix(text, style) {
			return true
		}
	}
	return false
}

// escapeHidden returns JSON in which the characters that phrase.Visible would drop are
// escaped, so that a terminal shows them as what they are. Its value is the same.
func escapeHidden(json string) string {
	if phrase.Visible(json) == json {
		return json
	}
	var b strings.Builder
	for _, r := range json {
		character := string(r)
		if phrase.Visible(character) == "" {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteString(character)
		}
	}
	return b.String()
}
