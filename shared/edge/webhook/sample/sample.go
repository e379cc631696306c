// Package sample reads and writes sample deliveries as they stand in events/: header
// lines, an empty line, and then the raw body to the end of the file, byte for byte.
// Signatures are not kept in samples; the code that posts one signs it.
package sample

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/textproto"
	"slices"
)

// Sample is one delivery without its signature.
type Sample struct {
	Header http.Header
	Body   []byte
}

// Parse reads a sample. A file that begins with an empty line has no headers.
func Parse(file []byte) (Sample, error) {
	if body, bare := bytes.CutPrefix(file, []byte("\n")); bare {
		return Sample{Header: http.Header{}, Body: body}, nil
	}
	head, body, found := bytes.Cut(file, []byte("\n\n"))
	if !found {
		return Sample{}, fmt.Errorf("read sample: no empty line between headers and body")
	}

	lines := append(bytes.Clone(head), "\n\n"...)
	reader := textproto.NewReader(bufio.NewReader(bytes.NewReader(lines)))
	header, err := reader.ReadMIMEHeader()
	if err != nil {
		return Sample{}, fmt.Errorf("read headers of sample: %w", err)
	}
	return Sample{Header: http.Header(header), Body: body}, nil
}

// Format writes a sample, headers in alphabetical order.
func Format(s Sample) []byte {
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(s.Header)) {
		for _, v := range s.Header[name] {
			fmt.Fprintf(&out, "%s: %s\n", name, v)
		}
	}
	out.WriteByte('\n')
	out.Write(s.Body)
	return out.Bytes()
}
