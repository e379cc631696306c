// Package reason tells why a customer leaves, or may, from evidence: tickets, ratings,
// late parcels, stated cancel and return reasons, and what a customer told an owner. Six
// classes, and an honest unknown.
package reason

import (
	_ "embed" // the keyword table
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"holdfast/shared/words/crm"
)

//go:embed keywords.txt
var keywordTable string

// keyword is one entry of the table.
type keyword struct {
	word      string
	class     crm.Reason // unknown: tells of a complaint only
	complaint bool
	prefix    bool // may go on
	ascii     bool // matches whole words only
}

var keywords = sync.OnceValue(func() []keyword {
	all, bad := parseKeywords(keywordTable)
	if bad != "" {
		panic("reason: keywords.txt: " + bad)
	}
	return all
})

// parseKeywords reads the table; bad is the first line that cannot be read.
func parseKeywords(table string) (all []keyword, bad string) {
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, list, ok := strings.Cut(line, ":")
		class, err := crm.ParseReason(name)
		if !ok || err != nil && name != "complaint" {
			return nil, line
		}
		for word := range strings.SplitSeq(list, ",") {
			k := keyword{class: class, word: strings.ToLower(strings.TrimSpace(word))}
			k.word, k.complaint = strings.CutSuffix(k.word, "!")
			k.word, k.prefix = strings.CutSuffix(k.word, "*")
			if k.word == "" {
				return nil, line
			}
			k.ascii = isASCII(k.word)
			all = append(all, k)
		}
	}
	return all, ""
}

// most of a text is looked at: what people complain of they say first.
const most = 4000

// tagWeight is how much more a tag tells than a word: somebody chose it.
const tagWeight = 3

// ClassifyTicket tells from a ticket's tags and words which class of reason they speak of, and
// whether it is a complaint at all: somebody was let down. Words are counted, not
// understood: "not expensive" counts as price.
func ClassifyTicket(tags []string, text string) (crm.Reason, bool) {
	var score [len(crm.Reasons)]int
	complaint := count(&score, clip(strings.ToLower(text)), 1)
	for _, tag := range tags {
		if count(
			&score,
			strings.NewReplacer("_", " ", "-", " ").Replace(clip(strings.ToLower(tag))),
			tagWeight,
		) {
			complaint = true
		}
	}
	best := crm.ReasonUnknown
	for _, r := range crm.Reasons {
		if r != crm.ReasonUnknown && score[r] > score[best] {
			best = r
		}
	}
	return best, complaint
}

// ClassifyOrder tells from an order's tags and its cancel, return and refund notes why it came
// back, as far as they say.
func ClassifyOrder(tags []string, text string) crm.Reason {
	r, _ := ClassifyTicket(tags, text)
	return r
}

// count adds the weight for each keyword found, and reports whether one is a complaint by
// itself.
func count(score *[len(crm.Reasons)]int, text string, weight int) (complaint bool) {
	if text == "" {
		return false
	}
	for _, k := range keywords() {
		if k.in(text) {
			complaint = complaint || k.complaint
			if k.class != crm.ReasonUnknown {
				score[k.class] += weight
			}
		}
	}
	return complaint
}

// in reports whether the text, in lower case, holds the keyword.
func (k keyword) in(text string) bool {
	if !k.ascii {
		return strings.Contains(text, k.word)
	}
	for from := 0; ; {
		i := strings.Index(text[from:], k.word)
		if i < 0 {
			return false
		}
		start := from + i
		end := from + i + len(k.word)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !goesOn(before) && (k.prefix || !goesOn(after)) {
			return true
		}
		from = start + 1
	}
}

// goesOn reports whether a letter belongs to the same word as an English one beside it.
// Chinese characters do not.
func goesOn(r rune) bool {
	return unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.Is(unicode.Han, r)
}

func isASCII(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(b byte) bool { return b >= utf8.RuneSelf })
}

// clip keeps the beginning of a long text, whole characters only.
func clip(s string) string {
	if len(s) <= most {
		return s
	}
	end := most
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}
