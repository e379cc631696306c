package deskwords

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Scores of satisfaction, from the worst to the best.
const (
	worst     = 1
	bad       = 2
	neutral   = 3
	good      = 4
	best      = 5
	notRated  = 0
	mostStars = 5
)

// faces and hearts of surveys, by what they say.
var faces = map[uint8]string{
	worst:   "😡🤬😠😤😭👎💔😞😖😫",
	bad:     "🙁☹😟😕😒😔😢😦",
	neutral: "😐😑😶🤔",
	good:    "🙂☺😌",
	best:    "😀😃😄😁😊😍🤩🥰😇👍❤💚😎🎉",
}

// ratio is a score of so many, with any decimals: "4/5", "4 out of 5", "4 von 5", "8/10".
var ratio = regexp.MustCompile(`^([0-9]+)(?:[.,]0+)?\s*(?:/|out of|of|von|sur|de|di|van|av|из|点中|分之)\s*([0-9]+)`)

// label is a word that some desks put before a score.
var label = regexp.MustCompile(
	`^(?:rating|score|stars|note|bewertung|puntuación)\s*[:：]?\s+|^(?:评分|得分|評価)\s*[:：]?\s*`,
)

// number is a score alone or before its name: "4", "4.0", "1 - Very dissatisfied", "5分".
var number = regexp.MustCompile(`^([0-9]+)(?:[.,]0+)?(?:$|[^0-9.,])`)

// ParseScore reads a rating, 1 (worst) to 5: a number, stars, a face, or words of a
// language in the tables. It returns 0 for a rating that was offered or not given, and for
// words that it does not know.
func ParseScore(rating string) uint8 {
	text := plain(toHalfWidth(rating))
	text = label.ReplaceAllString(text, "")
	for _, read := range []func(string) uint8{
		readNumber,
		readStars,
		readWhole,
		readFace,
		readSatisfaction,
	} {
		if score := read(text); score != notRated {
			return score
		}
	}
	return notRated
}

// zeros are the zeros of other keyboards; their other digits follow in order.
var zeros = [...]rune{'０', '٠', '۰', '०', '๐'}

// toHalfWidth writes the digits of other keyboards as ASCII, and the curly apostrophe
// straight.
func toHalfWidth(text string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range zeros {
			if r >= zero && r <= zero+9 {
				return r - zero + '0'
			}
		}
		if r == '’' {
			return '\''
		}
		return r
	}, text)
}

// unrated are the words that stand where nobody has rated yet.
var unrated = table[bool]{
	true: `offered, unoffered, -, none, n/a, not rated, no rating, angeboten, nicht angeboten, proposé, non proposé,
		ofrecida, no ofrecida, ofrecido, oferecido, não oferecido, offerto, aangeboden, 提供済み, 未提供, 已提供, 未评价`,
}.read()

// IsUnrated reports whether the word says that a rating was offered, or was not given.
func IsUnrated(rating string) bool {
	text := plain(rating)
	return text == "" || unrated[text]
}

func readNumber(text string) uint8 {
	if m := ratio.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		of, _ := strconv.Atoi(m[2])
		if n < 0 || of < 2 || n > of {
			return notRated
		}
		// Rounded up: 1/10 is the worst, 9/10 the best.
		return uint8(max(worst, (n*best+of-1)/of))
	}
	m := number.FindStringSubmatch(text)
	if m == nil {
		return notRated
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n < worst || n > best {
		return notRated
	}
	return uint8(n)
}

// readStars counts the full stars.
func readStars(text string) uint8 {
	n := strings.Count(text, "★") + strings.Count(text, "⭐") + strings.Count(text, "🌟")
	if n > mostStars {
		return notRated
	}
	return uint8(n)
}

// readWhole looks up the words before the first mark, and then the whole text.
func readWhole(text string) uint8 {
	head := text
	if i := strings.IndexAny(text, ",.;:!(–—、。，！：،"); i > 0 {
		head = strings.TrimSpace(text[:i])
	}
	head, _, _ = strings.Cut(head, " - ")
	if score, known := ratingWords[head]; known {
		return score
	}
	if score, known := ratingWords[text]; known {
		return score
	}
	return readFewWords(head)
}

// mostWords is among how many words readFewWords looks for one.
const mostWords = 3

// ambiguous are words of the table that mean something else in another language, or beside
// other words.
var ambiguous = []string{"god", "mal", "male", "bra", "ok", "like", "sad", "normal", "correct"}

// readFewWords looks for a word of the table among few words, as in "poor service". A
// denial turns it around: "not good" is bad, and "not bad" neither.
func readFewWords(text string) uint8 {
	words := strings.Fields(text)
	if len(words) < 2 || len(words) > mostWords {
		return notRated
	}
	for _, word := range words {
		score := ratingWords[word]
		switch isDenied := deniesAny(text); {
		case score == notRated || slices.Contains(ambiguous, word):
			continue
		case isDenied && score > neutral:
			return bad
		case isDenied:
			return neutral
		}
		return score
	}
	return notRated
}

func readFace(text string) uint8 {
	for _, score := range []uint8{worst, bad, neutral, good, best} {
		if strings.ContainsAny(text, faces[score]) {
			return score
		}
	}
	return notRated
}

// readSatisfaction reads how satisfied a customer is: "very dissatisfied", "pas satisfait".
func readSatisfaction(text string) uint8 {
	isBad := holdsAny(text, dissatisfied)
	if !isBad && !holdsAny(text, satisfied) {
		return notRated
	}
	isStrong := holdsAny(text, intensifiers)
	isDenied := deniesAny(text)
	switch {
	case isBad && isDenied: // "not unsatisfied"
		return neutral
	case isBad && isStrong:
		return worst
	case isBad, isDenied:
		return bad
	case isStrong:
		return best
	}
	return good
}

func holdsAny(text string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.Contains(text, b) })
}

// deniesAny reports whether a word of the text is a denial, or for languages without spaces
// whether the text holds one.
func deniesAny(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == ',' || r == '.' || r == '!'
	})
	for _, denial := range denials {
		hasNoSpaces := denial[0] >= 0xe3 && denial[0] <= 0xed // Japanese, Chinese, Korean
		if hasNoSpaces && strings.Contains(text, denial) || slices.Contains(words, denial) {
			return true
		}
	}
	return false
}
