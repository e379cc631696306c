package envelope

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strconv"
	"sync"
	"unicode/utf8"

	"holdfast/shared/words/crm"
)

// Encode writes {"v":1,"id",...,"body"} as UTF-8 that every queue takes: XML 1.0
// characters only, as SQS demands. A body that is valid UTF-8 stands in "body" as JSON
// text; other bodies stand in "body64" as base64, and those above 48 KB in "bodygz" as
// base64 of gzip. An empty ID is filled in. The error is ErrTooLarge.
func Encode(m Message) ([]byte, error) {
	if len(m.Body) > MaxRaw {
		return nil, ErrTooLarge
	}
	if m.ID == "" {
		m.ID = Identify(m.Store, m.Source, m.Topic, m.Body)
	}
	b := make([]byte, 0, 256+min(len(m.Body), gzipAbove)*5/4)
	b = append(b, `{"v":`...)
	b = strconv.AppendInt(b, Version, 10)
	b = appendText(b, "id", m.ID)
	b = appendText(b, "store", m.Store)
	b = appendText(b, "source", m.Source)
	b = appendText(b, "platform", m.Platform)
	b = appendText(b, "topic", m.Topic)
	if m.Triggered != 0 {
		b = appendInstant(b, "triggered_at", m.Triggered)
	}
	b = appendInstant(b, "received_at", m.Received)
	b = appendBody(b, m.Body)
	b = append(b, '}')
	if !Fits(b) {
		return nil, ErrTooLarge
	}
	return b, nil
}

// appendBody writes the body under one of three names, by its size and its bytes.
func appendBody(b, body []byte) []byte {
	switch {
	case len(body) > gzipAbove:
		b = appendName(b, "bodygz")
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, compress(body))
	case !utf8.Valid(body):
		b = appendName(b, "body64")
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, body)
	default:
		b = appendName(b, "body")
		b = append(b, '"')
		b = appendEscaped(b, body)
	}
	return append(b, '"')
}

// appendName writes a comma, the name of a field and a colon.
func appendName(b []byte, name string) []byte {
	b = append(b, ',', '"')
	b = append(b, name...)
	return append(b, '"', ':')
}

// appendText writes one more field. Text that is not UTF-8 loses what is not.
func appendText(b []byte, name, value string) []byte {
	b = appendName(b, name)
	b = append(b, '"')
	b = appendEscaped(b, bytes.ToValidUTF8([]byte(value), nil))
	return append(b, '"')
}

func appendInstant(b []byte, name string, at crm.Instant) []byte {
	return strconv.AppendInt(appendName(b, name), int64(at), 10)
}

const hexDigits = "0123456789abcdef"

// appendEscaped writes valid UTF-8 as the inside of a JSON string. Besides what JSON
// demands, it escapes U+FFFE and U+FFFF, which XML 1.0 does not know.
func appendEscaped(b, s []byte) []byte {
	start := 0 // of the bytes that are not written yet
	for i := 0; i < len(s); i++ {
		c := s[i]
		if plainByte[c] {
			continue
		}
		if c >= utf8.RuneSelf {
			if isNoncharacter(s[i:]) {
				b = append(b, s[start:i]...)
				b = append(b, `\uff`...)
				b = append(b, 'f', hexDigits[s[i+2]&0xF])
				i += 2
				start = i + 1
			}
			continue
		}
		b = append(b, s[start:i]...)
		b = appendEscape(b, c)
		start = i + 1
	}
	return append(b, s[start:]...)
}

// isNoncharacter reports whether valid UTF-8 begins with U+FFFE or U+FFFF.
func isNoncharacter(s []byte) bool {
	return s[0] == 0xEF && s[1] == 0xBF && s[2] >= 0xBE
}

// appendEscape writes an ASCII character that cannot stand for itself.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xF])
}

// plainByte marks the bytes that stand for themselves in a JSON string wherever they
// occur.
var plainByte = newPlainBytes()

func newPlainBytes() (plain [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		plain[c] = c != '"' && c != '\\'
	}
	return plain
}

var gzipWriters = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return w
}}

func compress(body []byte) []byte {
	var out bytes.Buffer
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(&out)
	w.Write(body) // writing to memory cannot fail
	w.Close()
	return out.Bytes()
}
