package rows

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// decode returns the file as UTF-8 without a byte order mark, and the name of its
// encoding. It finds the encoding out if name is "": UTF-8 if the file is valid, else
// GB18030.
func decode(file io.ReadSeeker, name string) (io.Reader, string, error) {
	name = strings.ToLower(name)
	if name == "" {
		valid, err := isValidUTF8(file)
		if err != nil {
			return nil, "", fmt.Errorf("read file: %w", err)
		}
		name = "gb18030"
		if valid {
			name = "utf-8"
		}
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, "", fmt.Errorf("read file again: %w", err)
	}
	switch name {
	case "utf-8", "utf8":
		return skipByteOrderMark(file), "utf-8", nil
	case "gb18030":
		return transform.NewReader(file, simplifiedchinese.GB18030.NewDecoder()), name, nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil, "", fmt.Errorf(
			"encoding %q is not known; try utf-8, gb18030 or windows-1252",
			name,
		)
	}
	return skipByteOrderMark(transform.NewReader(file, enc.NewDecoder())), name, nil
}

// skipByteOrderMark returns what a reader holds after its byte order mark, if it has one.
func skipByteOrderMark(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	if head, _ := b.Peek(len(byteOrderMark)); bytes.Equal(head, byteOrderMark) {
		_, _ = b.Discard(len(byteOrderMark)) // cannot fail: they were peeked
	}
	return b
}

// isValidUTF8 reads the file to its end and reports whether all of it is UTF-8.
func isValidUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0 // bytes of a character that the last read cut
	for {
		n, err := io.ReadFull(r, buf[kept:])
		n += kept
		kept = countCutBytes(buf[:n])
		if !utf8.Valid(buf[:n-kept]) {
			return false, nil
		}
		copy(buf, buf[n-kept:n])
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return kept == 0, nil
		default:
			return false, err
		}
	}
}

// countCutBytes returns how many bytes at the end begin a character without ending it.
func countCutBytes(b []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if c := b[len(b)-back]; utf8.RuneStart(c) {
			if utf8.FullRune(b[len(b)-back:]) {
				return 0
			}
			return back
		}
	}
	return 0
}
