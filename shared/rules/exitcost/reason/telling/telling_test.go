package telling_test

import (
	_ "embed"
	"strings"
	"testing"

	"holdfast/shared/rules/exitcost/reason/telling"
	"holdfast/shared/words/crm"
)

//go:embed testdata/sentences.txt
var sentences string

// sentence is a line of sentences.txt.
type sentence struct {
	class string
	text  string
}

func readSentences(t *testing.T) (all []sentence) {
	t.Helper()
	for line := range strings.Lines(sentences) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		class, text, ok := strings.Cut(line, ": ")
		if !ok {
			t.Fatalf("no class: %q", line)
		}
		all = append(all, sentence{class, text})
	}
	return all
}

func TestASentenceTellsItsClassOrNothing(t *testing.T) {
	t.Parallel()
	for _, s := range readSentences(t) {
		got := telling.ReadTicket(nil, s.text)
		isHeard := got.Told || got.Complaint
		switch s.class {
		case "nothing":
			if isHeard {
				t.Errorf("%q tells nothing, and is read as %+v", s.text, got)
			}
		case "complaint":
			if !got.Complaint || got.Reason != crm.ReasonUnknown {
				t.Errorf("%q complains, and is read as %+v", s.text, got)
			}
		default:
			if !isHeard || got.Reason.String() != s.class {
				t.Errorf("%q is of %s, and is read as %+v", s.text, s.class, got)
			}
		}
	}
}

func TestEveryClassHasFifteenSentencesInBothLanguages(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for _, s := range readSentences(t) {
		language := "en"
		if strings.ContainsFunc(s.text, func(r rune) bool { return r >= '一' && r <= '龥' }) {
			language = "zh"
		}
		count[s.class+" "+language]++
	}
	for _, r := range crm.Reasons {
		for _, language := range []string{"en", "zh"} {
			class := r.String()
			if r == crm.ReasonUnknown {
				class = "nothing"
			}
			if n := count[class+" "+language]; n < 15 {
				t.Errorf("%s has %d sentences in %s", class, n, language)
			}
		}
	}
}

func TestTagsTellLikeWords(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]telling.Reading{
		"wrong_item":                  {Reason: crm.ReasonService, Complaint: true, Told: true},
		"defective":                   {Reason: crm.ReasonProduct, Complaint: true, Told: true},
		"too-expensive":               {Reason: crm.ReasonPrice, Told: true},
		"cancel_reason__moved_away":   {Reason: crm.ReasonMarket, Told: true},
		"leaving::cheaper_competitor": {Reason: crm.ReasonPrice, Told: true},
		"boycott":                     {Reason: crm.ReasonPolitical, Told: true},
		"太贵":                          {Reason: crm.ReasonPrice, Told: true},
		"pricing":                     {Reason: crm.ReasonPrice},
		"website":                     {Reason: crm.ReasonService},
		"vip":                         {},
		"":                            {},
	} {
		if got := telling.ReadTicket([]string{tag}, ""); got != want {
			t.Errorf("%s: %+v, want %+v", tag, got, want)
		}
	}
}

func TestATagOutweighsAWord(t *testing.T) {
	t.Parallel()
	got := telling.ReadTicket([]string{"vip", "defective"}, "This is too expensive")
	if got.Reason != crm.ReasonProduct {
		t.Errorf("%+v", got)
	}
}

func TestWhyAnOrderCameBack(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]crm.Reason{
		"SIZE_TOO_SMALL":                   crm.ReasonProduct,
		"DEFECTIVE":                        crm.ReasonProduct,
		"NOT_AS_DESCRIBED":                 crm.ReasonProduct,
		"WRONG_ITEM":                       crm.ReasonService,
		"COLOR":                            crm.ReasonProduct,
		"inventory":                        crm.ReasonProduct,
		"declined":                         crm.ReasonService,
		"customer":                         crm.ReasonUnknown,
		"fraud":                            crm.ReasonUnknown,
		"staff":                            crm.ReasonUnknown,
		"OTHER":                            crm.ReasonUnknown,
		"UNWANTED":                         crm.ReasonUnknown,
		"ordered by mistake":               crm.ReasonUnknown,
		"duplicate order":                  crm.ReasonUnknown,
		"Customer found it cheaper":        crm.ReasonPrice,
		"Returned: better price elsewhere": crm.ReasonPrice,
		"no longer needed":                 crm.ReasonMarket,
		"delivery took too long":           crm.ReasonService,
		"arrived damaged":                  crm.ReasonProduct,
		"payment failed":                   crm.ReasonService,
		"不想要了":                             crm.ReasonUnknown,
		"拍错了":                              crm.ReasonUnknown,
		"买贵了":                              crm.ReasonPrice,
		"质量问题":                             crm.ReasonProduct,
		"发错货":                              crm.ReasonService,
		"不需要了":                             crm.ReasonMarket,
	} {
		if got := telling.ReadOrder([]string{text}, ""); got != want {
			t.Errorf("%s as a tag: %s, want %s", text, got, want)
		}
		if got := telling.ReadOrder(nil, text); got != want {
			t.Errorf("%s as a note: %s, want %s", text, got, want)
		}
	}
}

func TestALongTextIsReadFromItsBeginning(t *testing.T) {
	t.Parallel()
	long := "You are too expensive. " + strings.Repeat("We went on and on. 太", 3000) + " boycott"
	if got := telling.ReadTicket(nil, long); got != (telling.Reading{Reason: crm.ReasonPrice, Told: true}) {
		t.Errorf("%+v", got)
	}
}

func TestTheWordsOfAnEarlierMailAreNotTheCustomers(t *testing.T) {
	t.Parallel()
	text := "Thank you, that is all.\n> I am sorry that your parcel is late\n> and broken."
	if got := telling.ReadTicket(nil, text); got != (telling.Reading{}) {
		t.Errorf("%+v", got)
	}
}

func FuzzAnyTextIsReadWithoutHarm(f *testing.F) {
	f.Add("broken_parcel", "坏了 is late")
	f.Add("\xff", strings.Repeat("太", 3000))
	f.Add("'", "n't 's ' ? ？\n\n>")
	f.Fuzz(func(t *testing.T, tag, text string) {
		first := telling.ReadTicket([]string{tag}, text)
		again := telling.ReadTicket([]string{tag}, text)
		isTold := first.Told && first.Reason == crm.ReasonUnknown
		if first != again || isTold || first.Reason > crm.ReasonPolitical {
			t.Fatalf("%+v, then %+v", first, again)
		}
	})
}
