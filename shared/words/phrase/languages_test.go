package phrase

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/words/crm"
)

// optional are the keys that a language may do without: rules of plurals, which Chinese
// has none of.
func optional(key string) bool { return strings.HasPrefix(key, "plural.") }

func TestALanguageLacksNothing(t *testing.T) {
	t.Parallel()
	english := find(English)
	for _, lang := range Languages() {
		for _, fault := range faults(find(lang), english) {
			t.Errorf("languages/%s.txt: %s", lang, fault)
		}
	}
}

func TestWhatALanguageLacksIsSaid(t *testing.T) {
	t.Parallel()
	english, err := read("plural.one = i = 1\na = %s, %d {day|days}\nb = yes\nc = 5 % of %d")
	if err != nil {
		t.Fatal(err)
	}
	half, err := read("plural.one = i = 1\nplural.few = sometimes\na = %d %s {x|y}\nc = 5 % {1:d}\nd = no")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`the rule of few: "sometimes" compares nothing`,
		"a: English puts in 1s 2d, this 1d 2s",
		"a: {x|y} is chosen by argument 2, which is no number",
		"a: {x|y} has 2 forms of 3",
		"b is missing",
		"c: English puts in 1d, this nothing",
		"c: {d} has 1 forms of 3",
		"d is not in English",
	}
	if diff := cmp.Diff(want, faults(half, english)); diff != "" {
		t.Fatal(diff)
	}
}

func TestALineThatIsNoSentenceIsAnError(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a = b\nc":      `line 2: it is no "key = sentence"`,
		"a = b\n\na= c": "line 3: a is there twice",
	} {
		if _, err := read(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestEachLanguageHasANumberOfItsOwnForLinks(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages() {
		number := NumberOf(lang)
		if got, ok := Numbered(number); !ok || got != lang || Say(lang, "language.number") != fmt.Sprint(number) {
			t.Errorf("%s has the number %d, which is %q", lang, number, got)
		}
	}
	if lang, ok := Numbered(255); ok {
		t.Errorf("255 is %s", lang)
	}
	if NumberOf(English) != 0 || NumberOf(Chinese) != 1 {
		t.Error("links that were sent have 0 for English and 1 for Chinese")
	}
}

// faults lists what is wrong with a language, measured by English.
func faults(s, english *speech) []string {
	var out []string
	for _, category := range categories {
		if rule, ok := s.sentences["plural."+category]; ok {
			if _, err := holds(rule, 1); err != nil {
				out = append(out, fmt.Sprintf("the rule of %s: %v", category, err))
			}
		}
	}
	keys := maps.Clone(english.sentences)
	maps.Copy(keys, s.sentences)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		sentence, said := s.sentences[key]
		original, known := english.sentences[key]
		switch {
		case optional(key):
		case !said:
			out = append(out, key+" is missing")
		case !known:
			out = append(out, key+" is not in English")
		case sentence == "" && key != "format.between_sentences":
			out = append(out, key+" is empty")
		default:
			out = append(out, sentenceFaults(s, key, sentence, original)...)
		}
	}
	return out
}

func sentenceFaults(s *speech, key, sentence, original string) []string {
	var out []string
	took, chosen := inspect(sentence)
	want, _ := inspect(original)
	if !maps.Equal(took, want) {
		out = append(out, fmt.Sprintf("%s: English puts in %s, this %s", key, arguments(want), arguments(took)))
	}
	for _, c := range chosen {
		braces := "{" + strings.Join(c.texts, "|") + "}"
		if took[c.argument] != 'd' && took[c.argument] != 0 {
			out = append(out, fmt.Sprintf("%s: %s is chosen by argument %d, which is no number", key, braces, c.argument))
		}
		if forms := len(s.rules) + 1; len(c.texts) != forms {
			out = append(out, fmt.Sprintf("%s: %s has %d forms of %d", key, braces, len(c.texts), forms))
		}
	}
	return out
}

// inspect returns which arguments a sentence takes, of which kind, and its forms, each
// with the argument that chooses.
func inspect(sentence string) (kinds map[int]byte, chosen []forms) {
	kinds = map[int]byte{}
	last := 0
	var walk func(string)
	walk = func(text string) {
		for text != "" {
			if f, rest, ok := cutForms(text); ok {
				if f.argument == 0 {
					f.argument = last
				}
				chosen = append(chosen, f)
				before := last
				for _, form := range f.texts {
					last = before
					walk(form)
				}
				text = rest
			} else if p, rest, ok := cutPlaceholder(text); ok {
				last++
				if p.argument > 0 {
					last = p.argument
				}
				kinds[last] = p.kind
				text = rest
			} else {
				text = text[1:]
			}
		}
	}
	walk(sentence)
	return kinds, chosen
}

// arguments writes the arguments of a sentence as "1s 2d".
func arguments(kinds map[int]byte) string {
	var out []string
	for _, n := range slices.Sorted(maps.Keys(kinds)) {
		out = append(out, fmt.Sprintf("%d%c", n, kinds[n]))
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, " ")
}

func TestFiguresAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	german, err := read("format.thousands = .\nformat.decimal = \",\"\nformat.percent = %s %\nformat.money = %s %s\ndays = %d {Tag|Tage}\nplural.one = i = 1")
	if err != nil {
		t.Fatal(err)
	}
	got := []string{
		german.number(-1234567),
		german.percent(12345),
		german.tenths(12345),
		german.whole(crm.Money{Minor: 1234567_89, Currency: "EUR"}),
		fill(german, german.sentences["days"], []any{1500}),
	}
	want := []string{"-1.234.567", "123,5 %", "1.234,5", "1.234.568 EUR", "1.500 Tage"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}
