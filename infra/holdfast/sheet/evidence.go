package sheet

import "strings"

// chineseEvidence counts what speaks for GB18030, the encoding of Excel on a Chinese
// Windows, in which a character is a pair of bytes.
type chineseEvidence struct {
	broken int // bytes that can stand for nothing
	pairs  int
	common int // pairs of the first level of GB 2312, the usual characters, and of its signs
	kana   int // pairs that are Japanese
	late   int // common pairs behind those that Korean files have too
}

// add counts the pairs of a line.
func (e *chineseEvidence) add(line []byte) {
	for i := 0; i < len(line); i++ {
		lead := line[i]
		if lead < 0x80 {
			continue
		}
		if lead == 0x80 || lead == 0xff || i+1 == len(line) {
			e.broken++
			continue
		}
		trail := line[i+1]
		i++
		switch {
		case trail >= '0' && trail <= '9' && i+2 < len(line): // four bytes: a rare character
			i += 2
		case trail < 0x40 || trail == 0x7f || trail == 0xff:
			e.broken++
		default:
			e.addPair(lead, trail)
		}
	}
}

func (e *chineseEvidence) addPair(lead, trail byte) {
	e.pairs++
	if trail < 0xa1 {
		return
	}
	switch {
	case lead >= 0xb0 && lead <= 0xd7, lead >= 0xa1 && lead <= 0xa3:
		e.common++
	case lead == 0xa4 || lead == 0xa5:
		e.kana++
	}
	if lead >= 0xc9 && lead <= 0xf7 {
		e.late++
	}
}

// isPossible reports whether the lines may be Chinese: whole pairs, half of them common.
func (e *chineseEvidence) isPossible() bool {
	return e.broken == 0 && e.pairs > 0 && e.kana == 0 && e.common*2 >= e.pairs
}

// isPlausible reports whether the lines are Chinese: whole pairs, most of them common, and
// not only such as a Korean file has.
func (e *chineseEvidence) isPlausible() bool {
	const (
		most   = 6 // of ten pairs; of a few names two may be rare
		few    = 4
		half   = 5
		sample = 8 // of so many pairs of Chinese one is a late one
	)
	enough := most
	if e.pairs >= few {
		enough = half
	}
	isKorean := e.pairs >= sample && e.late == 0
	return e.broken == 0 && e.pairs > 0 && e.kana == 0 && !isKorean &&
		e.common*10 >= e.pairs*enough
}

// westernEvidence counts what speaks for windows-1252, the encoding of Excel on a Windows of
// western Europe and America, in which a letter is a byte.
type westernEvidence struct {
	broken  int // bytes that can stand for nothing
	good    int // words that are spelt as in one language of western Europe
	central int // words that are only spelt as in central Europe, in windows-1250
	odd     int // words that are spelt as in no language: signs or capitals inside
	neutral int // signs beside words, such as ½ and €
}

// isPlausible reports whether the lines are in windows-1252.
func (e *westernEvidence) isPlausible() bool {
	const rare = 10
	return e.broken == 0 && e.good+e.neutral > 0 &&
		e.odd*rare <= e.good && e.central*rare*2 <= e.good
}

// add counts the words of a line.
func (e *westernEvidence) add(line []byte) {
	for i := 0; i < len(line); {
		if !isLetter(line[i]) && line[i] < 0x80 {
			i++
			continue
		}
		end := i
		for end < len(line) && (isLetter(line[end]) || line[end] >= 0x80) {
			end++
		}
		e.addWord(line[i:end])
		i = end
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// The bytes of windows-1252 that are no letters, by what may stand beside them.
const (
	undefined = "\x81\x8d\x8f\x90\x9d"
	besides   = "\x80\x85\x91\x92\x93\x94\x96\x97\x99\xa0\xa1\xa2\xa3\xa5\xa7\xa9\xaa\xab\xae" +
		"\xb0\xb1\xb2\xb3\xb4\xb5\xb7\xba\xbb\xbc\xbd\xbe\xbf\xd7\xad"
	quotes  = "\x85\x91\x92\x93\x94\x96\x97\xa0\xa1\xab\xbb\xbf"
	joining = "\x92\xb7\xad\xb4" // O’Neil
)

// addWord counts one word: letters of ASCII, and bytes beyond it.
func (e *westernEvidence) addWord(word []byte) {
	if isASCII(word) {
		return
	}
	for _, c := range word {
		if strings.IndexByte(undefined, c) >= 0 {
			e.broken++
			return
		}
	}
	inner := trimSigns(word, besides)
	unquoted := trimSigns(word, quotes)
	switch {
	case isASCII(inner):
		e.neutral++
		return
	case len(unquoted) > 1 && isAllBeyond(unquoted):
		e.odd++
		return
	}
	switch letters, isOdd := lettersOf(inner); {
	case isOdd:
		e.odd++
	case letters == "":
		e.neutral++
	case fitsAny(letters, westernAlphabets):
		e.good++
	case fitsAny(letters, centralAlphabets):
		e.central++
	default:
		e.odd++
	}
}

// isAllBeyond reports whether a word has no letter of ASCII. Western words of two bytes and
// more have one.
func isAllBeyond(word []byte) bool {
	for _, c := range word {
		if c < 0x80 {
			return false
		}
	}
	return true
}

// trimSigns returns a word without the signs around it.
func trimSigns(word []byte, signs string) []byte {
	for len(word) > 0 && strings.IndexByte(signs, word[0]) >= 0 {
		isOrdinal := word[0] == 0xaa || word[0] == 0xba
		if isOrdinal && len(word) > 1 {
			break // these stand behind numbers, and begin no word
		}
		word = word[1:]
	}
	for len(word) > 0 && strings.IndexByte(signs, word[len(word)-1]) >= 0 {
		word = word[:len(word)-1]
	}
	return word
}

// lettersOf returns the letters beyond ASCII in a word, in the small ones of windows-1252.
// It is odd if signs stand between its letters, if three or more such letters follow on
// each other, or if a capital stands behind a small letter.
func lettersOf(word []byte) (letters string, isOdd bool) {
	const most = 3
	found := make([]byte, 0, 8)
	run := 0
	for i, c := range word {
		if c < 0x80 {
			run = 0
			continue
		}
		if strings.IndexByte(joining, c) >= 0 {
			continue
		}
		if c < 0xc0 && strings.IndexByte("\x8a\x8c\x8e\x9a\x9c\x9e\x9f", c) < 0 {
			if isCentralLetter(c) {
				found = append(found, c)
				continue
			}
			return "", true
		}
		run++
		isCapital := lower(c) != c
		if run >= most || isCapital && i > 0 && word[i-1] >= 'a' && word[i-1] <= 'z' {
			return "", true
		}
		found = append(found, letterOf(word[i:]))
	}
	return string(found), false
}

// letterOf returns the first letter of a part of a word as a small one. Portuguese has
// \xf5 before an e alone, Hungarian anywhere.
func letterOf(part []byte) byte {
	small := lower(part[0])
	if small == 0xf5 && len(part) > 1 && part[1]|0x20 == 'e' {
		return 0xe3
	}
	return small
}

// isCentralLetter reports whether a sign of windows-1252 is a letter in windows-1250.
func isCentralLetter(c byte) bool {
	return strings.IndexByte("\xa3\xb3\xa5\xb9\xaa\xba\xaf\xbf\xbc\xbe", c) >= 0
}

// lower returns the small letter of a capital beyond ASCII.
func lower(c byte) byte {
	switch {
	case c >= 0xc0 && c <= 0xde && c != 0xd7:
		return c + 0x20
	case c == 0x8a || c == 0x8c || c == 0x8e:
		return c + 0x10
	case c == 0x9f:
		return 0xff
	}
	return c
}

// westernAlphabets are the letters beyond ASCII of languages that are written in
// windows-1252, as their bytes there.
var westernAlphabets = []string{
	"\xe4\xf6\xfc\xdf\xe9", // German
	"\xe0\xe2\xe6\xe7\xe9\xe8\xea\xeb\xee\xef\xf4\x9c\xf9\xfb\xfc\xff", // French
	"\xe1\xe9\xed\xf3\xfa\xfc\xf1\xa1",                                 // Spanish
	"\xe1\xe2\xe3\xe0\xe7\xe9\xea\xed\xf3\xf4\xfa\xfc",                 // Portuguese
	"\xe0\xe8\xe9\xec\xee\xf2\xf3\xf9",                                 // Italian
	"\xe6\xf8\xe5\xe9",                                                 // Danish, Norwegian
	"\xe5\xe4\xf6\xe9",                                                 // Swedish, Finnish
	"\xe1\xe9\xed\xf3\xfa\xe0\xe8\xeb\xef\xf6\xfc",                     // Dutch, Catalan
	"\xe1\xf0\xe9\xed\xf3\xfa\xfd\xfe\xe6\xf6",                         // Icelandic
}

// centralAlphabets are those of languages that are written in windows-1250.
var centralAlphabets = []string{
	"\xe1\xe8\xef\xe9\xec\xed\xf2\xf3\xf8\x9a\x9d\xfa\xf9\xfd\x9e",         // Czech
	"\xe1\xe4\xe8\xef\xe9\xed\xe5\xbe\xf2\xf3\xf4\xe0\x9a\x9d\xfa\xfd\x9e", // Slovak
	"\xb9\xe6\xea\xb3\xf1\xf3\x9c\x9f\xbf\xa5\xa3\xaf",                     // Polish
	"\xe1\xe9\xed\xf3\xf6\xf5\xfa\xfc\xfb",                                 // Hungarian
	"\xe8\xe6\xf0\x9a\x9e",                                                 // Croatian, Slovenian
	"\xe3\xe2\xee\xba\xfe\xaa",                                             // Romanian
}

// fitsAny reports whether all letters are of one of the alphabets.
func fitsAny(letters string, alphabets []string) bool {
	for _, alphabet := range alphabets {
		if isIn(letters, alphabet) {
			return true
		}
	}
	return false
}

func isIn(letters, alphabet string) bool {
	for i := range len(letters) {
		if strings.IndexByte(alphabet, letters[i]) < 0 {
			return false
		}
	}
	return true
}
