package cells

import "strings"

// answers are the words that say yes or no.
var answers = map[string]bool{
	"yes":            true,
	"y":              true,
	"true":           true,
	"1":              true,
	"on":             true,
	"subscribed":     true,
	"given":          true,
	"opted_in":       true,
	"opt-in":         true,
	"confirmed":      true,
	"ja":             true,
	"oui":            true,
	"si":             true,
	"sí":             true,
	"wahr":           true,
	"vrai":           true,
	"是":              true,
	"no":             false,
	"n":              false,
	"false":          false,
	"0":              false,
	"off":            false,
	"unsubscribed":   false,
	"not_subscribed": false,
	"refused":        false,
	"opted_out":      false,
	"opt-out":        false,
	"cleaned":        false,
	"complained":     false,
	"nein":           false,
	"non":            false,
	"falsch":         false,
	"faux":           false,
	"否":              false,
}

// ReadAnswer reads yes or no; ok is false for an empty cell or a word that is neither.
func ReadAnswer(text string) (yes, ok bool) {
	if yes, ok = answers[text]; ok {
		return yes, true
	}
	yes, ok = answers[strings.ToLower(text)]
	return yes, ok
}

// IsNever reports whether a cell says in the words of programs that something has not
// happened.
func IsNever(text string) bool {
	switch strings.ToLower(text) {
	case "", "-", "null", "none", "never", "nan", "n/a", "nil", "--":
		return true
	}
	return strings.HasPrefix(text, "0000-00-00")
}
