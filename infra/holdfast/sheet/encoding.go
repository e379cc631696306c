package sheet

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings that are found out.
const (
	UTF8        = "utf-8"
	GB18030     = "gb18030"
	Windows1252 = "windows-1252"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
)

// Writing says how a text file is written, as far as its bytes tell.
type Writing struct {
	Encoding string
	Because  string // what shows it
	Damaged  int    // lines that hold bytes of no text in this encoding
	Example  string // a text beyond ASCII; "" = all is ASCII
	Line     int    // of the example

	// Question is set if the bytes are text in several encodings, or in none that is found
	// out.
	Question *Question
}

// aliases are names of encodings that people use beside those of the web.
var aliases = map[string]string{
	"utf8":    UTF8,
	"latin-2": "iso-8859-2",
	"latin-1": Windows1252,
	"latin-9": "iso-8859-15",
	"ansi":    Windows1252,
	"cp936":   GB18030,
	"gb2312":  GB18030,
	"gbk":     GB18030,
	"cp932":   "shift_jis",
	"sjis":    "shift_jis",
	"cp949":   "euc-kr",
	"cp950":   "big5",
	"utf-16":  UTF16LE,
	"utf16":   UTF16LE,
	"cp850":   "ibm850",
	"cp437":   "ibm437",
	"mac":     "macintosh",
}

// pages are encodings that the web does not know.
var pages = map[string]encoding.Encoding{
	"ibm850": charmap.CodePage850,
	"ibm437": charmap.CodePage437,
	"ibm852": charmap.CodePage852,
}

// findEncoding returns an encoding by its name, and the name that it is known by here.
func findEncoding(name string) (encoding.Encoding, string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if known, is := aliases[name]; is {
		name = known
	}
	switch name {
	case UTF8:
		return unicode.UTF8, UTF8, nil
	case GB18030:
		return simplifiedchinese.GB18030, GB18030, nil
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), UTF16LE, nil
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), UTF16BE, nil
	}
	if page, is := pages[name]; is {
		return page, name, nil
	}
	found, err := htmlindex.Get(name)
	if err != nil {
		return nil, "", fmt.Errorf(
			"encoding %q is not known; try utf-8, windows-1252, windows-1250, gb18030 or utf-16le",
			name,
		)
	}
	if canonical, err := htmlindex.Name(found); err == nil {
		name = canonical
	}
	return found, name, nil
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// Decode returns a file of an encoding as UTF-8, without a byte order mark.
func Decode(file io.Reader, name string) (io.Reader, error) {
	enc, name, err := findEncoding(name)
	if err != nil {
		return nil, err
	}
	if name != UTF8 {
		file = transform.NewReader(file, enc.NewDecoder())
	}
	b := bufio.NewReaderSize(file, 64<<10)
	if head, _ := b.Peek(len(byteOrderMark)); bytes.Equal(head, byteOrderMark) {
		_, _ = b.Discard(len(byteOrderMark)) // cannot fail: they were peeked
	}
	return b, nil
}

// marks are the first bytes of files that say what they are.
var marks = []struct {
	begin string
	why   string
}{
	{"\xd0\xcf\x11\xe0", "it is a workbook of old Excel (.xls): save it as .xlsx or as CSV UTF-8"},
	{"%PDF", "it is a PDF: export the table as CSV or .xlsx"},
	{"\x1f\x8b", "it is compressed: unpack it with gunzip"},
	{"PK\x03\x04", "it is an archive, and no workbook that can be read: save it as .xlsx or CSV"},
	{"\xff\xfe\x00\x00", "it is UTF-32: save it as CSV UTF-8"},
	{"<html", "it is a web page, though its name may end in .xls: save it as .xlsx or CSV"},
	{"<!DOCTYPE", "it is a web page, though its name may end in .xls: save it as .xlsx or CSV"},
	{"<table", "it is a web page, though its name may end in .xls: save it as .xlsx or CSV"},
	{"<?xml", "it is XML: save it as .xlsx or CSV"},
	{"{\\rtf", "it is a text document: export the table as CSV or .xlsx"},
}

// checkMark returns an error that wraps ErrNotText if a file begins as no table does.
func checkMark(head []byte) error {
	for _, m := range marks {
		if len(head) >= len(m.begin) && strings.EqualFold(string(head[:len(m.begin)]), m.begin) {
			return fmt.Errorf("%w: %s", ErrNotText, m.why)
		}
	}
	return nil
}
