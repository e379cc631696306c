package telling

import (
	"strings"
	"unicode/utf8"

	"holdfast/shared/words/crm"
)

// Reading is what words tell.
type Reading struct {
	Reason    crm.Reason // the class they speak of, or unknown
	Complaint bool       // the customer was let down

	// Told says that the words tell by themselves why the customer leaves, complaint or
	// not.
	Told bool
}

// maxText is how many bytes of a text are read: people complain first and explain later.
const maxText = 4000

// tagWeight is how much more a tag tells than words: a person chose it.
const tagWeight = 3

// ReadTicket tells from a ticket's tags and words which class of reason they speak of,
// whether it is a complaint, and whether it tells why the customer leaves.
func ReadTicket(tags []string, text string) Reading {
	var sum tally
	sum.addText(text)
	for _, tag := range tags {
		sum.addTag(tag)
	}
	return sum.reading()
}

// ReadOrder tells from an order's tags and its cancel, return and refund notes why it came
// back, as far as they say.
func ReadOrder(tags []string, text string) crm.Reason { return ReadTicket(tags, text).Reason }

// tally sums up what the phrases of one text and its tags told.
type tally struct {
	scores    [len(crm.Reasons)]int
	firsts    [len(crm.Reasons)]int  // the place of the first phrase of the class, from 1
	says      [len(crm.Reasons)]bool // a phrase of the class tells by itself
	leaves    bool                   // a phrase says that the customer leaves
	complains bool
}

// addText adds what is stated in a text.
func (t *tally) addText(text string) {
	words := cutWords(dropQuotes(clip(text)))
	markStates(words)
	for _, m := range findPhrases(words) {
		if m.isHeard(words) {
			t.add(m.phrase, 1, m.places[0])
		}
	}
}

// addTag adds a tag. It neither asks nor denies.
func (t *tally) addTag(tag string) {
	asSpaces := strings.NewReplacer("_", " ", "-", " ", ":", " ")
	words := cutWords(asSpaces.Replace(clip(tag)))
	for _, m := range findPhrases(words) {
		t.add(m.phrase, tagWeight, maxText)
	}
}

func (t *tally) add(p *phrase, times, place int) {
	t.leaves = t.leaves || p.strength == leaving
	t.complains = t.complains || p.complains()
	if p.class == crm.ReasonUnknown {
		return
	}
	t.scores[p.class] += times * weights[p.strength]
	if first := t.firsts[p.class]; first == 0 || place+1 < first {
		t.firsts[p.class] = place + 1
	}
	t.says[p.class] = t.says[p.class] || p.says()
}

// reading returns the class with the highest score, in a draw the one told first. Words that only
// mention a class tell why a customer leaves if others say that they do.
func (t *tally) reading() Reading {
	best := crm.ReasonUnknown
	for _, r := range crm.Reasons {
		if t.scores[r] > 0 && t.outweighs(r, best) {
			best = r
		}
	}
	isTold := best != crm.ReasonUnknown && (t.leaves || t.says[best])
	return Reading{
		Reason:    best,
		Complaint: t.complains,
		Told:      isTold,
	}
}

// outweighs reports whether more was told of class a than of b, or as much and earlier.
func (t *tally) outweighs(a, b crm.Reason) bool {
	if t.scores[a] == t.scores[b] {
		return t.firsts[a] < t.firsts[b]
	}
	return t.scores[a] > t.scores[b]
}

// clip keeps the beginning of a long text, whole characters only.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	end := maxText
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// dropQuotes drops the lines that quote an earlier mail: they are the words of another.
func dropQuotes(text string) string {
	if !strings.Contains(text, ">") {
		return text
	}
	var own strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			own.WriteString(line)
		}
	}
	return own.String()
}
