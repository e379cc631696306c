package phrase_test

import (
	"testing"

	"holdfast/shared/words/phrase"
)

func TestOnlyWhatIsSeenIsShown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ann Berg":                       "Ann Berg",
		"two\nlines\tand a tab":          "two\nlines\tand a tab",
		"\u202eEUR 00.1\u202c":           "EUR 00.1",
		"a\u2066b\u2069c":                "abc",
		"clear \x1b[2J the screen":       "clear [2J the screen",
		"C1 \u009b2J \u0085 too":         "C1 2J  too",
		"\u05d3\u05d5\u05d3\u200f (Tel)": "\u05d3\u05d5\u05d3\u200f (Tel)",
		"王小明 · Zoë":                      "王小明 · Zoë",
		"back\rover":                     "backover",
	} {
		if got := phrase.Visible(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
