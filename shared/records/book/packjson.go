package book

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
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
func unpackJSON(packed []byte, v any) error {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	unpacked := io.LimitReader(z, maxUnpacked)
	if err := json.NewDecoder(unpacked).Decode(v); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, unpacked) // the checksum stands at the end
	return errors.Join(err, z.Close())
}
