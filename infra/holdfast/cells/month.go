package cells

import "strings"

// months lists the names of each month, as far as they differ in their first letters: in
// English, German, French, Spanish, Italian, Portuguese and Dutch.
var months = [12][]string{
	{"jan", "jän", "ene", "gen"},
	{"feb", "fév", "fev"},
	{"mar", "mär", "mrz", "maa", "mrt"},
	{"apr", "avr", "abr"},
	{"may", "mai", "mag", "mei"},
	{"jun", "juin", "giu"},
	{"jul", "juil", "lug"},
	{"aug", "aoû", "aou", "ago"},
	{"sep", "set"},
	{"oct", "okt", "ott", "out"},
	{"nov"},
	{"dec", "dez", "déc", "dic"},
}

// longest is how many letters the longest name of a month has, in bytes.
const longest = 12

// monthOf returns the month that a word names, 1 to 12, or 0. A word is a month if it
// begins as one does and goes on in letters as names do: "sept", "février".
func monthOf(word string) int {
	if len(word) < 3 || len(word) > longest {
		return 0
	}
	lower := strings.ToLower(word)
	for i, names := range months {
		for _, name := range names {
			if strings.HasPrefix(lower, name) && goesOn(lower, name) {
				return i + 1
			}
		}
	}
	return 0
}

// goesOn reports whether the word is the name itself, or one of its longer forms.
func goesOn(word, name string) bool {
	rest := word[len(name):]
	if rest == "" {
		return true
	}
	for _, tail := range tails {
		if rest == tail {
			return true
		}
	}
	return false
}

// tails are what follows the letters in months, in all the languages.
var tails = []string{
	"uary", "ruary", "ch", "il", "e", "y", "ust", "tember", "t", "ober", "ember", // English
	"uar", "ruar", "z", "i", // German
	"vier", "v", "rier", "vr", "s", "l", "let", "in", "t", "tembre", "obre", "embre", // French
	"ro", "ero", "rero", "zo", "o", "io", "osto", "tiembre", "ubre", "iembre", // Spanish
	"naio", "braio", "ile", "gio", "gno", "tembre", "obre", // Italian
	"eiro", "ço", "ho", "embro", "ubro", "tembro", // Portuguese
	"uari", "ruari", "rt", "ustus", // Dutch
	"ier", "rier", "vrier", "juillet", "illet",
}

// weekdays are the first letters of the days of the week in English and German.
var weekdays = []string{
	"mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so",
}

// isWeekday reports whether a word names a day of the week.
func isWeekday(word string) bool {
	lower := strings.ToLower(word)
	for _, day := range weekdays {
		if lower == day || len(day) == 3 && strings.HasPrefix(lower, day) &&
			strings.HasSuffix(lower, "day") {
			return true
		}
	}
	return false
}
