package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// FindWriting reads a whole file and says in which encoding it is written. A name that the
// caller gives is taken; then it only counts what is no text in it.
func FindWriting(file io.ReadSeeker, named string) (w Writing, err error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return w, fmt.Errorf("read file from its beginning: %w", err)
	}
	b := bufio.NewReaderSize(file, 64<<10)
	head, err := b.Peek(16 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return w, fmt.Errorf("read file: %w", err)
	}
	if err := checkMark(head); err != nil {
		return w, err
	}
	if named == "" {
		w = findWide(head)
	} else {
		w.Because = "you say so"
		if _, w.Encoding, err = findEncoding(named); err != nil {
			return w, err
		}
	}
	if w.Encoding != "" && w.Encoding != UTF8 {
		return w, nil
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return w, fmt.Errorf("%w: it holds bytes of nought", ErrNotText)
	}

	told := w
	var seen evidence
	if err := seen.read(b); err != nil {
		return w, fmt.Errorf("read file: %w", err)
	}
	w = seen.decide()
	if told.Encoding == UTF8 {
		w.Encoding = UTF8
		w.Because = told.Because
		w.Damaged = seen.broken
		w.Question = nil
	}
	return w, nil
}

// findWide returns the encoding of a file that says it with its first bytes, or that has
// noughts between its letters.
func findWide(head []byte) (w Writing) {
	switch {
	case bytes.HasPrefix(head, byteOrderMark):
		return Writing{Encoding: UTF8, Because: "its first bytes say so"}
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return Writing{Encoding: UTF16LE, Because: "its first bytes say so"}
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return Writing{Encoding: UTF16BE, Because: "its first bytes say so"}
	}
	var noughts [2]int
	for i, c := range head {
		if c == 0 {
			noughts[i%2]++
		}
	}
	const few = 8 // of each hundred, letters of other scripts have none
	switch {
	case noughts[0] == 0 && noughts[1]*few > len(head)/2:
		return Writing{Encoding: UTF16LE, Because: "every second byte of its letters is nought"}
	case noughts[1] == 0 && noughts[0]*few > len(head)/2:
		return Writing{Encoding: UTF16BE, Because: "every second byte of its letters is nought"}
	}
	return w
}

// evidence is what the lines of a file say of its encoding.
type evidence struct {
	line    int
	beyond  int // lines with bytes beyond ASCII
	broken  int // of these: that are no UTF-8
	foreign int // that are UTF-8 by chance: their letters belong to no language together
	example []byte
	at      int // the line of the example
	chinese chineseEvidence
	western westernEvidence
}

// read looks at every line.
func (e *evidence) read(b *bufio.Reader) error {
	for {
		line, err := b.ReadSlice('\n')
		if len(line) > 0 {
			e.add(line)
		}
		switch {
		case err == nil, errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return nil
		default:
			return err
		}
	}
}

func (e *evidence) add(line []byte) {
	e.line++
	if isASCII(line) {
		return
	}
	e.beyond++
	isText := utf8.Valid(line)
	switch {
	case !isText:
		e.broken++
	case isForeign(line):
		e.foreign++
	}
	if e.at == 0 || !isText && e.broken == 1 {
		e.example = append(e.example[:0], exampleOf(line)...)
		e.at = e.line
	}
	e.chinese.add(line)
	e.western.add(line)
}

func isASCII(line []byte) bool {
	for _, c := range line {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// exampleOf returns the cell of a line that holds the first byte beyond ASCII.
func exampleOf(line []byte) []byte {
	at := bytes.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf })
	begin := bytes.LastIndexAny(line[:at], ",;\t|\"") + 1
	end := bytes.IndexAny(line[at:], ",;\t|\"\r\n")
	if end < 0 {
		end = len(line) - at
	}
	const most = 40
	return line[begin:min(at+end, begin+most)]
}

// few is how many lines of a hundred may be damaged in a file that is UTF-8 otherwise.
const few = 10

// decide returns what the evidence comes to.
func (e *evidence) decide() Writing {
	w := Writing{Encoding: UTF8, Line: e.at}
	switch {
	case e.beyond == 0:
		w.Because = "all its letters are ASCII"
		return w
	case e.broken == 0 && e.foreign > 0 && e.foreign*2 >= e.beyond && e.chinese.isPossible():
		w.Encoding = ""
		w.Question = e.ask()
		return w
	case e.broken == 0:
		w.Because = fmt.Sprintf("%d lines hold letters beyond ASCII, and all are valid", e.beyond)
		w.Example = string(e.example)
		return w
	case e.broken*few <= e.beyond-e.broken:
		w.Because = fmt.Sprintf("%d lines are valid beyond ASCII", e.beyond-e.broken)
		w.Damaged = e.broken
		w.Example = string(e.example)
		return w
	}
	isChinese, isWestern := e.chinese.isPlausible(), e.western.isPlausible()
	switch {
	case isChinese && !isWestern:
		w.Encoding = GB18030
		w.Because = fmt.Sprintf("its %d pairs of bytes are common Chinese characters", e.chinese.pairs)
	case isWestern && !isChinese:
		w.Encoding = Windows1252
		w.Because = fmt.Sprintf("its %d words with accents are spelt as in western Europe",
			e.western.good+e.western.neutral)
	default:
		w.Encoding = ""
		w.Question = e.ask()
		return w
	}
	w.Example = decodeExample(e.example, w.Encoding)
	return w
}

// isForeign reports whether a line of UTF-8 holds letters that no language writes together:
// of several scripts in one word, or such as only scholars use. Short Chinese words in
// GB18030 can be UTF-8 by chance, and then read so.
func isForeign(line []byte) bool {
	script := 0
	for _, r := range string(line) {
		switch own := scriptOf(r); {
		case own == none:
			script = none
		case own == rare || script != none && own != script:
			return true
		default:
			script = own
		}
	}
	return false
}

// Scripts, as far as pairs of bytes can write them.
const (
	none = iota
	latin
	greek
	cyrillic
	other
	rare
)

// scriptOf returns the script of a letter, none for signs and digits.
func scriptOf(r rune) int {
	switch {
	case r < utf8.RuneSelf:
		if isLetter(byte(r)) {
			return latin
		}
		return none
	case r < 0xc0 || r > 0x7ff: // signs, and what takes three bytes
		return none
	case r < 0x180, strings.ContainsRune("ƠơƯưȘșȚțǎǐǒǔ", r):
		return latin
	case r < 0x370:
		return rare
	case r < 0x400:
		return greek
	case r < 0x500:
		return cyrillic
	case r < 0x590, r > 0x6ff:
		return rare
	}
	return other
}

// candidates are the encodings that a question shows, the likeliest first.
var candidates = []string{
	UTF8, Windows1252, GB18030, "windows-1250", "windows-1251", "shift_jis", "big5", "euc-kr",
	"macintosh", "ibm850",
}

// ask returns the question which encoding the file has, with what its example would be.
func (e *evidence) ask() *Question {
	const most = 5
	var readings []string
	for _, name := range candidates {
		text := decodeExample(e.example, name)
		if text != "" && len(readings) < most {
			readings = append(readings, fmt.Sprintf("%q in %s", text, name))
		}
	}
	if len(readings) == 0 {
		readings = []string{"no text in any of the usual ones"}
	}
	return &Question{
		Text: fmt.Sprintf(
			"Which encoding is the file in? Line %d is %s.",
			e.at,
			strings.Join(readings, ", "),
		),
		Flags: []string{"--encoding NAME"},
	}
}

// controls are what decoders make of bytes that windows-1252 does not define.
const controls = "\u0080\u0081\u008d\u008f\u0090\u009d"

// decodeExample returns bytes as text of an encoding, or "" if they are none.
func decodeExample(example []byte, name string) string {
	enc, _, err := findEncoding(name)
	if err != nil {
		return ""
	}
	text, err := enc.NewDecoder().Bytes(example)
	isText := !bytes.ContainsRune(text, utf8.RuneError) && !bytes.ContainsAny(text, controls)
	if err != nil || !isText {
		return ""
	}
	return string(text)
}
