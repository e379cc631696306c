package telling

import (
	"cmp"
	"slices"
	"strings"
)

// maxGap is how many words may stand in a gap of a phrase.
const maxGap = 4

// match is a phrase found in a text.
type match struct {
	phrase *phrase
	places []int // of the words that it names
	denied bool
}

// findPhrases returns the phrases in a text, the longest first. No word belongs to two of
// them, and a phrase that stands twice is found once.
func findPhrases(words []word) []match {
	candidates := listCandidates(words)
	slices.SortStableFunc(candidates, func(a, b match) int {
		return cmp.Or(
			cmp.Compare(b.phrase.length, a.phrase.length),
			cmp.Compare(b.phrase.strength, a.phrase.strength),
		)
	})

	taken := make([]bool, len(words))
	var found []match
	for _, m := range candidates {
		isTaken := func(place int) bool { return taken[place] }
		if slices.ContainsFunc(m.places, isTaken) {
			continue
		}
		for _, place := range m.places {
			taken[place] = true
		}
		found = append(found, m)
	}
	for i := range found {
		found[i].denied = isDenied(words, taken, found[i].places)
	}
	return withoutRepeats(denyBefore(words, found))
}

// listCandidates returns every phrase at every place where it stands.
func listCandidates(words []word) []match {
	index := phrases()
	var all []match
	for i, w := range words {
		all = addCandidates(all, words, i, index.whole[w.text])
		all = addCandidates(all, words, i, index.prefix[firstRune(w.text)])
	}
	return all
}

// addCandidates adds those of the phrases that stand at a place.
func addCandidates(all []match, words []word, at int, some []*phrase) []match {
	for _, p := range some {
		places := matchSteps(words, at, p.steps, words[at].clause, nil)
		if places != nil {
			all = append(all, match{phrase: p, places: places})
		}
	}
	return all
}

// matchSteps returns the places of the words that the steps name, from a place on and in
// one clause, or nil.
func matchSteps(words []word, at int, steps []step, clause int, places []int) []int {
	if len(steps) == 0 {
		return places
	}
	if steps[0].gap {
		for skip := range maxGap + 1 {
			found := matchSteps(words, at+skip, steps[1:], clause, slices.Clip(places))
			if found != nil {
				return found
			}
		}
		return nil
	}
	isOver := at >= len(words) || words[at].clause != clause
	if isOver || !steps[0].accepts(words[at].text) {
		return nil
	}
	return matchSteps(words, at+1, steps[1:], clause, append(places, at))
}

// isHeard reports whether what a match says is asserted.
func (m match) isHeard(words []word) bool {
	if m.denied {
		return false
	}
	switch words[m.places[0]].state {
	case asked:
		return false
	case requested:
		return m.phrase.complains()
	}
	return true
}

// denyBefore marks as denied what stands before "is not the problem" in the same clause.
func denyBefore(words []word, found []match) []match {
	for _, denial := range found {
		if denial.phrase.strength != denies {
			continue
		}
		first := denial.places[0]
		for i := range found {
			place := found[i].places[0]
			if place < first && words[place].clause == words[first].clause {
				found[i].denied = true
			}
		}
	}
	return found
}

// withoutRepeats keeps the first match of each phrase that is not denied.
func withoutRepeats(found []match) []match {
	seen := map[*phrase]bool{}
	var once []match
	for _, m := range found {
		if m.denied || !seen[m.phrase] {
			once = append(once, m)
		}
		if !m.denied {
			seen[m.phrase] = true
		}
	}
	return once
}

// lookBack is how many words, or Chinese characters, before a phrase may deny it.
const lookBack = 4

var (
	negators = []string{
		"not", "never", "no", "without", "nobody", "nothing", "none", "neither", "nor",
		"hardly", "zero",
	}

	// connectors begin what a negation before them does not reach.
	connectors = []string{
		"because", "but", "since", "and", "so", "although", "though", "due", "however",
		"while", "which", "who", "until", "then",
	}

	// chineseNegators deny what follows them at once, the longest first.
	chineseNegators = []string{
		"没有任何", "没有发现", "没有觉得", "不是因为", "并不觉得", "没什么", "没发现", "没觉得",
		"不觉得", "不认为", "不存在", "不是嫌", "从来没有", "并没有", "并不是", "从没", "从未",
		"不是要", "不是来", "不想", "不是", "不算", "不会", "不太", "不再", "不怎么", "不嫌", "并不", "并非", "并未", "毫无",
		"没有", "不要", "不用", "不", "没", "未", "无", "非",
	}
)

// isDenied reports whether words that belong to no phrase deny the words at the places.
func isDenied(words []word, taken []bool, places []int) bool {
	first := places[0]
	for i := first + 1; i < places[len(places)-1]; i++ {
		if !taken[i] && isNegator(words[i]) {
			return true
		}
	}
	start := first
	earliest := max(0, first-lookBack)
	for start > earliest && !taken[start-1] && words[start-1].clause == words[first].clause {
		start--
	}
	before := words[start:first]
	if endsWithAny(join(before), chineseNegators) {
		return true
	}
	for i := len(before) - 1; i >= 0; i-- {
		if slices.Contains(connectors, before[i].text) {
			return false
		}
		if slices.Contains(negators, before[i].text) {
			return true
		}
	}
	return false
}

// isNegator reports whether a word in the gap of a phrase denies it.
func isNegator(w word) bool {
	return slices.Contains(negators, w.text) || slices.Contains([]string{"不", "没", "未"}, w.text)
}

func endsWithAny(text string, ends []string) bool {
	endsText := func(end string) bool { return strings.HasSuffix(text, end) }
	return slices.ContainsFunc(ends, endsText)
}
