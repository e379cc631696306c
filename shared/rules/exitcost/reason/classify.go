package reason

import (
	"strings"
	"unicode/utf8"

	"holdfast/shared/words/crm"
)

// maxText is how many bytes of a text are read: people complain first and explain later.
const maxText = 4000

// tagWeight is how much more a tag tells than a word: a person chose it.
const tagWeight = 3

// ClassifyTicket tells from a ticket's tags and words which class of reason they speak of,
// and whether it is a complaint at all: the customer was let down. Words are counted, not
// understood: "not expensive" counts as price.
func ClassifyTicket(tags []string, text string) (crm.Reason, bool) {
	var scores classScores
	isComplaint := scores.add(clip(strings.ToLower(text)), 1)

	asSpaces := strings.NewReplacer("_", " ", "-", " ")
	for _, tag := range tags {
		words := asSpaces.Replace(clip(strings.ToLower(tag)))
		if scores.add(words, tagWeight) {
			isComplaint = true
		}
	}
	return scores.best(), isComplaint
}

// ClassifyOrder tells from an order's tags and its cancel, return and refund notes why it
// came back, as far as they say.
func ClassifyOrder(tags []string, text string) crm.Reason {
	r, _ := ClassifyTicket(tags, text)
	return r
}

// classScores is how often words spoke of each class.
type classScores [len(crm.Reasons)]int

// add adds the weight for each keyword found, and reports whether one is a complaint by
// itself.
func (s *classScores) add(text string, weight int) (isComplaint bool) {
	if text == "" {
		return false
	}
	for _, k := range keywords() {
		if !k.isIn(text) {
			continue
		}
		isComplaint = isComplaint || k.complaint
		if k.class != crm.ReasonUnknown {
			s[k.class] += weight
		}
	}
	return isComplaint
}

// best returns the class with the highest score, in a draw the first; unknown if no
// keyword of a class was found.
func (s *classScores) best() crm.Reason {
	best := crm.ReasonUnknown
	for _, r := range crm.Reasons {
		if r != crm.ReasonUnknown && s[r] > s[best] {
			best = r
		}
	}
	return best
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
