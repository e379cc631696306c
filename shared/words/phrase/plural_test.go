package phrase

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The rules of these languages are CLDR 46's, samples included.
const (
	polish = `plural.one = i = 1 and v = 0 @integer 1
plural.few = v = 0 and i % 10 = 2..4 and i % 100 != 12..14 @integer 2~4, 22~24, 32~34
plural.many = v = 0 and i != 1 and i % 10 = 0..1 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 12..14`
	arabic = `plural.zero = n = 0
plural.one = n = 1
plural.two = n = 2
plural.few = n % 100 = 3..10
plural.many = n % 100 = 11..99`
	french = `plural.one = i = 0,1`
)

func TestANumberTakesTheFormThatItsLanguageGivesIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rules string
		forms string
		want  map[string][]int64
	}{
		{"plural.one = i = 1 and v = 0", "one other", map[string][]int64{"one": {1, -1}, "other": {0, 2, 11, 21}}},
		{"", "other", map[string][]int64{"other": {0, 1, 2}}},
		{french, "one other", map[string][]int64{"one": {0, 1}, "other": {2, 10}}},
		{polish, "one few many other", map[string][]int64{
			"one": {1}, "few": {2, 4, 22, 104}, "many": {0, 5, 11, 12, 14, 21, 112},
		}},
		{arabic, "zero one two few many other", map[string][]int64{
			"zero": {0}, "one": {1}, "two": {2}, "few": {3, 10, 103}, "many": {11, 99, 111}, "other": {100, 102, 1000},
		}},
	} {
		s, err := read(c.rules)
		if err != nil {
			t.Fatal(err)
		}
		sentence := "{1:" + strings.ReplaceAll(c.forms, " ", "|") + "}"
		for form, numbers := range c.want {
			for _, n := range numbers {
				if got := fill(s, sentence, []any{n}); got != form {
					t.Errorf("%d takes the form %q, want %q, by %s", n, got, form, c.rules)
				}
			}
		}
	}
}

func TestARuleThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		"always":      `"always" compares nothing`,
		"x = 1":       `"x " is no operand of a plural rule`,
		"i % 0 = 1":   `"i % 0 " divides by no number`,
		"i = one":     `"i = one": strconv.ParseInt: parsing "one": invalid syntax`,
		"i = 1..some": `"i = 1..some": strconv.ParseInt: parsing "some": invalid syntax`,
	} {
		if _, err := holds(rule, 1); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", rule, err, want)
		}
	}
}

func TestArgumentsAreFilledIn(t *testing.T) {
	t.Parallel()
	english := find(English)
	for _, c := range []struct {
		sentence string
		args     []any
		want     string
	}{
		{"95 % of %s", []any{"all"}, "95 % of all"},
		{"95 %", nil, "95 %"},
		{"%d of %d", []any{1200, int64(3000)}, "1,200 of 3,000"},
		{"%[2]s, %[1]d {day|days}", []any{1, "a"}, "a, 1 day"},
		{"%d {customer is|customers are} %s", []any{1, "due"}, "1 customer is due"},
		{"%d {customer is|customers are} %s", []any{0, "due"}, "0 customers are due"},
		{"{2:The last|All %[2]d} of %[1]s", []any{"us", 1}, "The last of us"},
		{"{2:The last|All %[2]d} of %[1]s", []any{"us", uint8(7)}, "All 7 of us"},
		{"%s {is|are}", []any{"a name"}, "a name are"},
		{"%d and %s", []any{"7"}, "%!d(7) and %!s(MISSING)"},
		{"%[x]s {open", []any{"a"}, "%[x]s {open"},
	} {
		if diff := cmp.Diff(c.want, fill(english, c.sentence, c.args)); diff != "" {
			t.Errorf("%s: %s", c.sentence, diff)
		}
	}
}

// one.txt is read like a language's file: a sentence that counts needs its singular there,
// so that it is read once by a person.
func TestOneOfEachIsSaidAsPeopleDo(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/one.txt")
	if err != nil {
		t.Fatal(err)
	}
	want, err := read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for key, sentence := range find(English).sentences {
		kinds, chosen := inspect(sentence)
		if len(chosen) == 0 {
			continue
		}
		args := make([]any, len(kinds))
		for i := range args {
			args[i] = string(rune('A' + i))
			if kinds[i+1] == 'd' {
				args[i] = 1
			}
		}
		got[key] = Say(English, key, args...)
	}
	if diff := cmp.Diff(want.sentences, got); diff != "" {
		t.Fatalf("testdata/one.txt (-) and what is said of one (+):\n%s", diff)
	}
}
