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

// ratingWords lists the whole words with which ratings begin: Zendesk's "Good, I'm
// satisfied" and "Bad, I'm unsatisfied", and the names of the scores of newer surveys.
// Languages are in the order of statusWords.
var ratingWords = table[uint8]{
	worst: `bad, terrible, awful, horrible, very bad, very poor, poor, worst, schlecht, sehr schlecht, mangelhaft,
		mauvais, mauvaise, très mauvais, mal, malo, mala, muy malo, muy mala, pésimo, mau, má, ruim,
		muito ruim, muito mau, péssimo, cattivo, cattiva, male, pessimo, pessima, scarso, slecht, heel slecht, zeer slecht,
		dåligt, dålig, mycket dåligt, dårlig, dårligt, meget dårlig, huono, erittäin huono, źle, zła,
		zły, bardzo źle, špatné, špatně, kötü, çok kötü, плохо, плохая, очень плохо, ужасно, 悪い, 悪かった, とても悪い, 非常に悪い,
		最悪, 差, 很差, 非常差, 差评, 差評, 糟糕, 很糟糕, 不好, 나쁨, 매우 나쁨, 별로, bad with comment`,
	neutral: `neutral, ok, okay, fair, average, so so, so-so, mittelmäßig, geht so, moyen, correct, regular, normal, mais ou menos,
		neutro, così così, neutraal, redelijk, neutralny, orta, нейтрально, 普通, 普通です, どちらでもない, 一般, 中评, 中立, 보통`,
	best: `good, great, very good, excellent, amazing, best, gut, sehr gut, ausgezeichnet, bon, bonne, bien, très bien, très bon,
		excellente, bueno, buena, muy bueno, muy bien, excelente, bom, boa, muito bom, ótimo, buono, buona, bene,
		molto bene, ottimo, ottima, goed, heel goed, zeer goed, uitstekend, bra, mycket bra, god, godt, meget god,
		hyvä, erittäin hyvä, dobrze, dobra, dobry, bardzo dobrze, dobré, dobře, iyi, çok iyi, хорошо, отлично, очень хорошо,
		良い, 良かった, とても良い, 非常に良い, 好, 很好, 非常好, 好评, 好評, 좋음, 매우 좋음, good with comment`,
}.read()

// satisfied are the beginnings of words that say that a customer is satisfied.
var satisfied = []string{
	"satisf", "happy", "zufrieden", "content", "contento", "soddisf", "tevreden", "nöjd", "tilfreds",
	"fornøyd", "tyytyväi", "zadowol", "spokojen", "memnun", "довол", "удовлетвор", "満足", "满意", "滿意", "만족",
}

// dissatisfied are the beginnings of words that say the contrary.
var dissatisfied = []string{
	"dissatisf", "unsatisf", "unhappy", "unzufrieden", "insatisf", "mécontent", "descontent",
	"insoddisf", "ontevreden", "missnöjd", "utilfreds", "misfornøyd", "tyytymät", "niezadowol",
	"nespokojen", "недовол", "неудовлетвор", "不満", "不满", "不滿", "불만",
}

// denials are words that turn what follows around.
var denials = []string{
	"not", "n't", "isn't", "wasn't", "never", "nicht", "kein", "keine", "weniger", "pas", "peu", "no", "nunca", "poco",
	"não", "nao", "pouco", "non", "niet", "inte", "ikke", "en ole", "nie", "ne", "не", "değil", "değilim",
	"ない", "ません", "没", "沒", "不太", "않", "안",
}

// intensifiers are words that make a rating the best or the worst.
var intensifiers = []string{
	"very", "extremely", "totally", "completely", "sehr", "äußerst", "très", "muy", "muito", "molto", "zeer", "erg",
	"mycket", "meget", "veldig", "erittäin", "bardzo", "velmi", "çok", "очень", "крайне",
	"とても", "非常に", "大変", "非常", "很", "매우",
}

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

// number is a score alone or before its name: "4", "4.0", "1 - Very dissatisfied", "5分".
var number = regexp.MustCompile(`^([0-9]+)(?:[.,]0+)?(?:$|[^0-9.,])`)

// ParseScore reads a rating, 1 (worst) to 5: a number, stars, a face, or words of a
// language in the tables. It returns 0 for a rating that was offered or not given, and for
// words that it does not know.
func ParseScore(rating string) uint8 {
	text := plain(toHalfWidth(rating))
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

// toHalfWidth writes the digits of Japanese and Chinese keyboards as ASCII, and the curly
// apostrophe straight.
func toHalfWidth(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '’':
			return '\''
		}
		return r
	}, text)
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
	if i := strings.IndexAny(text, ",.;:!(–、。，！："); i > 0 {
		head = strings.TrimSpace(text[:i])
	}
	if score, known := ratingWords[head]; known {
		return score
	}
	return ratingWords[text]
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
