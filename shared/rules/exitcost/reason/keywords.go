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
	word      string     // in lower case
	class     crm.Reason // unknown: it tells of a complaint only
	complaint bool       // it is a complaint by itself
	prefix    bool       // the word may go on
	ascii     bool       // it matches whole words only
}

var keywords = sync.OnceValue(func() []keyword {
	all, bad := parseKeywords(keywordTable)
	if bad != "" {
		panic("reason: keywords.txt: " + bad)
	}
	return all
})

// parseKeywords reads the table. It returns the first line that it cannot read as bad.
func parseKeywords(table string) (all []keyword, bad string) {
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, list, hasList := strings.Cut(line, ":")
		class, err := crm.ParseReason(name)
		if !hasList || err != nil && name != "complaint" {
			return nil, line
		}

		for entry := range strings.SplitSeq(list, ",") {
			k := parseKeyword(class, entry)
			if k.word == "" {
				return nil, line
			}
			all = append(all, k)
		}
	}
	return all, ""
}

// parseKeyword reads one entry of a list: "word", "word!", "word*" or "word*!".
func parseKeyword(class crm.Reason, entry string) keyword {
	word := strings.ToLower(strings.TrimSpace(entry))
	word, isComplaint := strings.CutSuffix(word, "!")
	word, isPrefix := strings.CutSuffix(word, "*")
	return keyword{
		word:      word,
		class:     class,
		complaint: isComplaint,
		prefix:    isPrefix,
		ascii:     isASCII(word),
	}
}

// isIn reports whether the text, in lower case, holds the keyword.
func (k keyword) isIn(text string) bool {
	if !k.ascii {
		return strings.Contains(text, k.word)
	}
	for from := 0; ; {
		i := strings.Index(text[from:], k.word)
		if i < 0 {
			return false
		}
		start := from + i
		end := start + len(k.word)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])

		startsWord := !belongsToWord(before)
		endsWord := k.prefix || !belongsToWord(after)
		if startsWord && endsWord {
			return true
		}
		from = start + 1
	}
}

// belongsToWord reports whether a character belongs to the same word as an English letter
// beside it. Chinese characters do not.
func belongsToWord(r rune) bool {
	return unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.Is(unicode.Han, r)
}

func isASCII(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(b byte) bool { return b >= utf8.RuneSelf })
}
