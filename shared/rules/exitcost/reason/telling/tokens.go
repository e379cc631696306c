package telling

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// word is one word of a text in lower case, or one Chinese character.
type word struct {
	text     string
	han      bool // a Chinese character
	clause   int  // the number of the clause it stands in
	sentence int  // the number of the sentence
	asks     bool // the sentence ends with a question mark
	state    state
}

// cutWords cuts a text into words. Contractions are written out, as "don't" is to "do" and
// "not"; traditional characters become simplified ones.
func cutWords(text string) []word {
	c := cutter{text: foldText(text)}
	for c.at < len(c.text) {
		c.step()
	}
	return c.words
}

// foldText returns the text in lower case, with narrow letters, straight apostrophes and
// simplified characters.
func foldText(text string) string {
	text = strings.ToLower(width.Fold.String(text))
	return folding().Replace(text)
}

// cutter cuts one text.
type cutter struct {
	text     string
	at       int
	words    []word
	clause   int
	sentence int
}

// step takes one word or one mark off the text.
func (c *cutter) step() {
	r, size := utf8.DecodeRuneInString(c.text[c.at:])
	switch {
	case unicode.Is(unicode.Han, r):
		c.add(c.text[c.at:c.at+size], true)
		c.at += size
	case isLetter(r):
		c.takeWord()
	default:
		c.at += size
		c.takeMark(r)
	}
}

func (c *cutter) add(text string, isHan bool) {
	c.words = append(c.words, word{
		text:     text,
		han:      isHan,
		clause:   c.clause,
		sentence: c.sentence,
	})
}

// takeWord takes a word of letters and digits, with the apostrophes in it.
func (c *cutter) takeWord() {
	start := c.at
	for c.at < len(c.text) {
		r, size := utf8.DecodeRuneInString(c.text[c.at:])
		if !isLetter(r) && r != '\'' {
			break
		}
		c.at += size
	}
	whole := strings.Trim(c.text[start:c.at], "'")
	for part := range strings.FieldsSeq(writeOut(whole)) {
		c.add(part, false)
	}
}

// takeMark ends a clause or a sentence by a mark.
func (c *cutter) takeMark(mark rune) {
	switch {
	case mark == '?':
		c.markQuestion()
		c.endSentence()
	case strings.ContainsRune("!。;…", mark):
		c.endSentence()
	case mark == '.' && c.isAfterWord() && !c.isBeforeWord():
		c.endSentence()
	case mark == '\n' && !c.goesOn():
		c.endSentence()
	case strings.ContainsRune(",、:()\"“”–—", mark):
		c.clause++
	}
}

func (c *cutter) endSentence() {
	c.clause++
	c.sentence++
}

// markQuestion marks the words of the last sentence.
func (c *cutter) markQuestion() {
	for i := len(c.words) - 1; i >= 0 && c.words[i].sentence == c.sentence; i-- {
		c.words[i].asks = true
	}
}

// isAfterWord reports whether there is a word to end.
func (c *cutter) isAfterWord() bool { return len(c.words) > 0 }

// isBeforeWord reports whether a letter follows at once, as in "acme.com".
func (c *cutter) isBeforeWord() bool {
	r, _ := utf8.DecodeRuneInString(c.text[c.at:])
	return isLetter(r) && !unicode.Is(unicode.Han, r)
}

// goesOn reports whether the line before a line end is so long that a mail program may have
// wrapped it.
func (c *cutter) goesOn() bool {
	const wrapped = 60
	line := c.text[:c.at-1]
	start := strings.LastIndexByte(line, '\n') + 1
	return len(line)-start >= wrapped
}

// isLetter reports whether a character belongs to a word. Chinese characters are words of
// their own.
func isLetter(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
}

// endings are what apostrophes stand for at the end of a word.
var endings = [...][2]string{
	{"n't", " not"},
	{"'ve", " have"},
	{"'re", " are"},
	{"'ll", " will"},
	{"'m", " am"},
	{"'d", " would"},
	{"'s", ""},
}

// shortForms are words that are written out otherwise than by their ending.
var shortForms = map[string]string{
	"can't": "can not", "cannot": "can not", "cant": "can not",
	"won't": "will not", "wont": "will not",
	"shan't": "shall not",
	"dont":   "do not", "doesnt": "does not", "didnt": "did not",
	"isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not",
	"hasnt": "has not", "havent": "have not", "hadnt": "had not",
	"couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not",
	"it's": "it is", "that's": "that is", "he's": "he is", "she's": "she is",
	"there's": "there is", "what's": "what is", "who's": "who is", "where's": "where is",
	"nobody's": "nobody is", "everything's": "everything is",
	"ive": "i have", "im": "i am", "theyre": "they are", "youre": "you are", "weve": "we have",
	"anymore": "any more",
}

// writeOut writes a short form out.
func writeOut(word string) string {
	if long, ok := shortForms[word]; ok {
		return long
	}
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(word, e[0]); ok && stem != "" {
			return stem + e[1]
		}
	}
	return strings.ReplaceAll(word, "'", "")
}
