package envelope

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// wire is the message as it stands in a queue. Fields that a later version adds are
// passed over.
type wire struct {
	V         lenient.Scalar `json:"v"`
	ID        lenient.Scalar `json:"id"`
	Store     lenient.Scalar `json:"store"`
	Source    lenient.Scalar `json:"source"`
	Platform  lenient.Scalar `json:"platform"`
	Topic     lenient.Scalar `json:"topic"`
	Triggered lenient.Scalar `json:"triggered_at"`
	Received  lenient.Scalar `json:"received_at"`
	Body      lenient.Scalar `json:"body"`
	Body64    lenient.Scalar `json:"body64"`
	BodyGZ    lenient.Scalar `json:"bodygz"`
}

// Decode reads what Encode wrote. The error wraps packed.ErrNewer if a newer version wrote
// the message, else ErrMessage.
func Decode(encoded []byte) (Message, error) {
	if !utf8.Valid(encoded) {
		return Message{}, fmt.Errorf("%w: not UTF-8, which Encode always writes", ErrMessage)
	}
	var w wire
	if err := lenient.Decode(encoded, &w); err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	if err := checkVersion(string(w.V)); err != nil {
		return Message{}, err
	}
	m, err := w.message()
	if err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	if m.Store == "" || m.Source == "" || m.Platform == "" {
		return Message{}, fmt.Errorf("%w: no store, source or platform", ErrMessage)
	}
	return m, nil
}

// checkVersion accepts Version, and once there is one, the version before.
func checkVersion(v string) error {
	n, err := strconv.ParseUint(v, 10, 16)
	switch {
	case err == nil && n == Version:
		return nil
	case err == nil && n > Version:
		return fmt.Errorf("message %w: version %d, newest known is %d", packed.ErrNewer, n, Version)
	}
	return fmt.Errorf("%w: version %.8q", ErrMessage, v)
}

func (w *wire) message() (Message, error) {
	var m Message
	texts := [...]struct {
		to   *string
		from lenient.Scalar
	}{
		{&m.ID, w.ID},
		{&m.Store, w.Store},
		{&m.Source, w.Source},
		{&m.Platform, w.Platform},
		{&m.Topic, w.Topic},
	}
	for _, t := range texts {
		text, err := unquote(t.from)
		if err != nil {
			return m, err
		}
		*t.to = string(text)
	}

	var err error
	m.Triggered, err = parseInstant(w.Triggered)
	if err != nil {
		return m, err
	}
	m.Received, err = parseInstant(w.Received)
	if err != nil {
		return m, err
	}
	m.Body, err = w.unpackBody()
	return m, err
}

func parseInstant(s lenient.Scalar) (crm.Instant, error) {
	if s == "" {
		return 0, nil
	}
	ms, err := strconv.ParseInt(string(s), 10, 64)
	return crm.Instant(ms), err
}

// unpackBody returns the body as it was received, under whichever name it stands.
func (w *wire) unpackBody() ([]byte, error) {
	switch {
	case w.Body != "":
		return unquote(w.Body)
	case w.BodyGZ != "":
		packed, err := decodeBase64(w.BodyGZ)
		if err != nil {
			return nil, err
		}
		return decompress(packed)
	case w.Body64 != "":
		return decodeBase64(w.Body64)
	}
	return nil, errors.New("no body")
}

func decodeBase64(s lenient.Scalar) ([]byte, error) {
	text, err := unquote(s)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.AppendDecode(nil, text)
}

// unquote reads a JSON string. The escapes that fill a webhook's body are read here,
// rarer ones by encoding/json.
func unquote(s lenient.Scalar) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	if s[0] != '"' {
		return nil, errors.New("a text is expected")
	}
	inside := s[1 : len(s)-1]
	out := make([]byte, 0, len(inside))
	for {
		i := strings.IndexByte(string(inside), '\\')
		if i < 0 {
			return append(out, inside...), nil
		}
		out = append(out, inside[:i]...)
		switch c := inside[i+1]; c {
		case '"', '\\', '/':
			out = append(out, c)
		case 'n':
			out = append(out, '\n')
		default:
			var text string
			err := json.Unmarshal([]byte(s), &text)
			return []byte(text), err
		}
		inside = inside[i+2:]
	}
}

// decompress unpacks a body. It reads at most one byte more than MaxRaw.
func decompress(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(r, MaxRaw+1))
	if err != nil {
		return nil, err
	}
	if len(body) > MaxRaw {
		return nil, ErrTooLarge
	}
	return body, nil
}
