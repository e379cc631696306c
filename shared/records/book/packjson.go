package book

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"holdfast/shared/words/packed"
)

// packJSON writes JSON in a quarter of its size.
func packJSON(v any) ([]byte, error) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if err := json.NewEncoder(z).Encode(v); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// maxUnpacked is the largest that packed JSON may unfold to, in bytes: many times what any
// census makes.
const maxUnpacked = 256 << 20

// unpackJSON reads what packJSON wrote into v.
func unpackJSON(body []byte, v any) error {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return err
	}
	unpacked := io.LimitReader(z, maxUnpacked)
	if err := json.NewDecoder(unpacked).Decode(v); err != nil {
		return classifyJSON(err)
	}
	_, err = io.Copy(io.Discard, unpacked) // the checksum stands at the end
	return errors.Join(err, z.Close())
}

// classifyJSON says of an error in reading our own JSON what is behind it. JSON that is
// well formed, and still does not fit, was written by a newer version: it has the name of
// an enum, or the kind of a value, that this version does not know.
func classifyJSON(err error) error {
	var malformed *json.SyntaxError
	if errors.As(err, &malformed) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %w", packed.ErrCorrupt, err)
	}
	return fmt.Errorf("%w: %w", packed.ErrNewer, err)
}
