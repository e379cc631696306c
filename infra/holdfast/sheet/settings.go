package sheet

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Settings say how the text of a file is to be read.
type Settings struct {
	Separator   rune // 0 = found out
	NoQuotes    bool // quotation marks are part of the text
	Decoded     bool // the text was another encoding than UTF-8
	OldLineEnds bool // lines end as on old Macintoshes

	Because string // what shows the separator

	// Question is set if two separators are possible.
	Question *Question
}

// separators are those that are found out, the likeliest first.
var separators = []rune{',', ';', '\t', '|'}

// sample is how much of a file is looked at for its separator.
const sampleSize = 64 << 10

// FindSettings looks at the beginning of a text, and completes the settings that the caller
// gives. It returns a reader of the whole text.
func FindSettings(text io.Reader, given Settings) (Settings, io.Reader) {
	b := bufio.NewReaderSize(text, sampleSize)
	head, _ := b.Peek(sampleSize)
	s := given
	s.OldLineEnds = bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0
	if s.Separator != 0 {
		s.Because = "you say so"
		return s, b
	}
	first, _, _ := bytes.Cut(head, []byte{'\n'})
	if mark, is := separatorMark(bytes.TrimSpace(first)); is {
		s.Separator = mark
		s.Because = "the first line says so"
		return s, b
	}
	s.findSeparator(head)
	return s, b
}

// findSeparator sets the separator that splits the lines of a sample into rows of one
// width.
func (s *Settings) findSeparator(head []byte) {
	var found []rune
	best, width := 0, 0
	for _, separator := range separators {
		score, cells := s.score(head, separator)
		switch {
		case score == 0 || score < best || score == best && cells < width:
		case score > best || cells > width:
			best = score
			width = cells
			found = []rune{separator}
		default:
			found = append(found, separator)
		}
	}
	switch {
	case len(found) == 1:
		s.Separator = found[0]
		s.Because = fmt.Sprintf("it splits %d of the first rows as it does the header", best)
	case len(found) == 0:
		s.Separator = ','
		s.Because = "there is one column"
	default:
		s.Separator = found[0]
		s.Question = askSeparator(found)
	}
}

func askSeparator(found []rune) *Question {
	var names, flags []string
	for _, separator := range found {
		names = append(names, fmt.Sprintf("%q", string(separator)))
		name := string(separator)
		if separator == '\t' {
			name = `\t`
		}
		flags = append(flags, fmt.Sprintf("--separator '%s'", name))
	}
	return &Question{
		Text:  "What stands between columns: " + strings.Join(names, " or ") + "?",
		Flags: flags,
	}
}

// score returns how many rows of a sample have one number of cells, and that number: the
// header need not be the first line. A separator that splits nothing has none.
func (s *Settings) score(head []byte, separator rune) (rows, width int) {
	settings := *s
	settings.Separator = separator
	scanner := NewScanner(bytes.NewReader(head), settings)
	widths := map[int]int{}
	const most = 200
	for range most {
		row, err := scanner.Next()
		if err != nil {
			break
		}
		if len(row.Cells) > 1 {
			widths[len(row.Cells)]++
		}
	}
	for cells, count := range widths {
		if count > rows || count == rows && cells > width {
			rows = count
			width = cells
		}
	}
	return rows, width
}
