package envelope

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strconv"
	"sync"
	"unicode/utf8"
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
	b = appendField(b, "id", m.ID)
	b = appendField(b, "store", m.Store)
	b = appendField(b, "source", m.Source)
	b = appendField(b, "platform", m.Platform)
	b = appendField(b, "topic", m.Topic)
	if m.Triggered != 0 {
		b = append(b, `,"triggered_at":`...)
		b = strconv.AppendInt(b, int64(m.Triggered), 10)
	}
	b = append(b, `,"received_at":`...)
	b = strconv.AppendInt(b, int64(m.Received), 10)
	b = appendBody(b, m.Body)
	b = append(b, '}')
	if !Fits(b) {
		return nil, ErrTooLarge
	}
	return b, nil
}

func appendBody(b, body []byte) []byte {
	switch {
	case len(body) > gzipAbove:
		b = append(b, `,"bodygz":"`...)
		b = base64.StdEncoding.AppendEncode(b, compress(body))
	case !utf8.Valid(body):
		b = append(b, `,"body64":"`...)
		b = base64.StdEncoding.AppendEncode(b, body)
	default:
		b = append(b, `,"body":"`...)
		b = appendEscaped(b, body)
	}
	return append(b, '"')
}

// appendField writes one more field. Text that is not UTF-8 loses what is not.
func appendField(b []byte, name, value string) []byte {
	b = append(b, ',', '"')
	b = append(b, name...)
	b = append(b, '"', ':', '"')
	b = appendEscaped(b, bytes.ToValidUTF8([]byte(value), nil))
	return append(b, '"')
}

const hexDigits = "0123456789abcdef"

// appendEscaped writes valid UTF-8 as the inside of a JSON string. Besides what JSON
// demands, it escapes U+FFFE and U+FFFF, which XML 1.0 does not know.
func appendEscaped(b, s []byte) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if plainByte[c] {
			continue
		}
		if c >= utf8.RuneSelf {
			if c == 0xEF && s[i+1] == 0xBF && s[i+2] >= 0xBE {
				b = append(append(b, s[start:i]...), `\uff`...)
				b = append(b, 'f', hexDigits[s[i+2]&0xF])
				i += 2
				start = i + 1
			}
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xF])
		}
		start = i + 1
	}
	return append(b, s[start:]...)
}

// plainByte marks the bytes that stand for themselves in a JSON string wherever they
// occur.
var plainByte = func() (plain [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		plain[c] = c != '"' && c != '\\'
	}
	return plain
}()

var writers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return w
}}

func compress(body []byte) []byte {
	var out bytes.Buffer
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(&out)
	w.Write(body) // writing to memory cannot fail
	w.Close()
	return out.Bytes()
}
