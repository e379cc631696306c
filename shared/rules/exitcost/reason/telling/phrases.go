package telling

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"holdfast/shared/words/crm"
)

// phraseFiles hold the table of phrases. A line is a class and a strength, a colon, and
// phrases with commas between. A class has as many lines as it likes.
//
// The longest phrase of a text is found first, and no word is read twice. In a phrase,
// "word*" may go on, "one/two" is either of them, and ".." is a gap of up to four words or
// characters. English is written as in "do not", and Chinese in simplified characters.
// Tags are read with _ and - as spaces.
//
//go:embed phrases
var phraseFiles embed.FS

// strength is what a phrase of the table proves.
type strength uint8

const (
	nothing strength = iota // the words in it are not read on their own
	denies                  // what stands before it in its clause is not so
	leaving                 // the customer leaves, and does not yet say why

	// mentions is only the subject of the class: it tells beside a complaint or a leaving,
	// or in a note of an order.
	mentions

	says      // it is a reason to leave, wherever it stands
	complains // it is a complaint by itself; of a class or of none
	against   // it speaks against its class
)

var strengths = map[string]strength{
	"nothing":   nothing,
	"denies":    denies,
	"mentions":  mentions,
	"says":      says,
	"complains": complains,
	"leaving":   leaving,
	"against":   against,
}

// weights are what a phrase adds to the score of its class.
var weights = map[strength]int{
	mentions:  1,
	says:      3,
	complains: 3,
	against:   -4,
}

// phrase is one entry of the table.
type phrase struct {
	class    crm.Reason // unknown: of none
	strength strength
	steps    []step
	length   int // twice the words that it names, less its gaps
}

func (p *phrase) complains() bool { return p.strength == complains }

// says reports whether the phrase tells by itself why a customer leaves.
func (p *phrase) says() bool { return p.strength == says || p.strength == complains }

// step is one word of a phrase, or a gap.
type step struct {
	choices []choice
	gap     bool // up to maxGap words may stand here
}

// choice is a word that may stand at a step.
type choice struct {
	text   string
	prefix bool // the word may go on
}

func (s step) accepts(text string) bool {
	for _, c := range s.choices {
		if c.text == text || c.prefix && strings.HasPrefix(text, c.text) {
			return true
		}
	}
	return false
}

// phraseIndex finds the phrases that may begin with a word.
type phraseIndex struct {
	whole  map[string][]*phrase // by their first word
	prefix map[rune][]*phrase   // by the first character of a first word that may go on
}

func (x *phraseIndex) add(p *phrase) {
	for _, c := range p.steps[0].choices {
		if c.prefix {
			first := firstRune(c.text)
			x.prefix[first] = append(x.prefix[first], p)
		} else {
			x.whole[c.text] = append(x.whole[c.text], p)
		}
	}
}

var phrases = sync.OnceValue(func() *phraseIndex {
	all, err := readPhrases()
	if err != nil {
		panic("telling: " + err.Error())
	}
	index := &phraseIndex{
		whole:  map[string][]*phrase{},
		prefix: map[rune][]*phrase{},
	}
	for _, p := range all {
		index.add(p)
	}
	return index
})

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// readPhrases reads all files of the table.
func readPhrases() ([]*phrase, error) {
	const dir = "phrases"
	files, err := phraseFiles.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list the phrases: %w", err)
	}
	var all []*phrase
	for _, file := range files {
		name := dir + "/" + file.Name()
		table, err := phraseFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the phrases: %w", err)
		}
		some, err := parsePhrases(string(table))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// parsePhrases reads one file. Its error names the first line that it cannot read.
func parsePhrases(table string) ([]*phrase, error) {
	var all []*phrase
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, list, hasList := strings.Cut(line, ":")
		class, strength, err := parseHead(head)
		if !hasList || err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		for entry := range strings.SplitSeq(list, ",") {
			steps := parseSteps(entry)
			if len(steps) == 0 || steps[0].gap {
				return nil, fmt.Errorf("%q: an entry begins with no word", line)
			}
			all = append(all, &phrase{
				class:    class,
				strength: strength,
				steps:    steps,
				length:   measure(steps),
			})
		}
	}
	return all, nil
}

var errStrength = errors.New("no such strength")

// parseHead reads "price says", or a strength alone.
func parseHead(head string) (crm.Reason, strength, error) {
	class := crm.ReasonUnknown
	name, last, hasClass := strings.Cut(head, " ")
	if hasClass {
		parsed, err := crm.ParseReason(name)
		if err != nil {
			return class, 0, err
		}
		class = parsed
		name = last
	}
	s, known := strengths[name]
	if !known {
		return class, 0, errStrength
	}
	return class, s, nil
}

const gapMark = ".."

// parseSteps reads an entry: words, with "/" between choices, "*" behind the beginning of
// one, and ".." for a gap. Chinese characters are a step each.
func parseSteps(entry string) []step {
	var steps []step
	for part := range strings.FieldsSeq(strings.ReplaceAll(entry, gapMark, " "+gapMark+" ")) {
		if part == gapMark {
			steps = append(steps, step{gap: true})
			continue
		}
		if unicode.Is(unicode.Han, firstRune(part)) && !strings.Contains(part, "/") {
			for _, r := range part {
				steps = append(steps, step{choices: []choice{{text: string(r)}}})
			}
			continue
		}
		steps = append(steps, parseChoices(part)...)
	}
	return steps
}

// parseChoices reads one word with its choices. A contraction is two steps.
func parseChoices(part string) []step {
	if long := writeOut(part); !strings.ContainsAny(part, "/*") && long != part {
		var steps []step
		for text := range strings.FieldsSeq(long) {
			steps = append(steps, step{choices: []choice{{text: text}}})
		}
		return steps
	}
	var one step
	for text := range strings.SplitSeq(part, "/") {
		stem, isPrefix := strings.CutSuffix(text, "*")
		one.choices = append(one.choices, choice{text: stem, prefix: isPrefix})
	}
	return []step{one}
}

// measure returns how much a phrase says: of two with as many words, the one with fewer
// gaps says more.
func measure(steps []step) (length int) {
	for _, s := range steps {
		if s.gap {
			length--
			continue
		}
		length += 2
	}
	return length
}
