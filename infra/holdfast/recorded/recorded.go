// Package recorded reads deliveries that were kept in files, to be posted again: JSON
// lines, the samples of events/, and bare bodies.
package recorded

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"holdfast/shared/edge/webhook/sample"
)

// Delivery is one recorded delivery, without its signature.
type Delivery struct {
	Where  string      // file and line, for messages
	Source string      // the connection it came by; "" = not said
	Topic  string      // "" = not said: it stands in the body, or is to be guessed
	Header http.Header // what it came with, signatures left out; may be nil
	Body   []byte
	Size   int64 // bytes of the file that it takes up
}

// line is one delivery as a JSON line. Body is the JSON itself or, to keep its bytes, a
// text that holds it.
type line struct {
	Source  string            `json:"source,omitempty"`
	Topic   string            `json:"topic,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    json.RawMessage   `json:"body"`
}

// extensions lists how the names of files with deliveries end.
var extensions = []string{".jsonl", ".ndjson", ".http", ".json"}

// Files lists the files under paths in a fixed order, and their total size in bytes. If a
// path is a file, it is listed. If it is a folder, the files in it that have one of the
// extensions are.
func Files(paths ...string) (files []string, size int64, err error) {
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			isNamed := path == p
			if !isNamed && !slices.Contains(extensions, filepath.Ext(path)) {
				return nil
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			files = append(files, path)
			size += info.Size()
			return nil
		})
		if err != nil {
			return nil, 0, fmt.Errorf("look for deliveries: %w", err)
		}
	}
	return files, size, nil
}

// Read gives the deliveries of files, in order, to fn, until it fails.
func Read(files []string, fn func(Delivery) error) error {
	for _, path := range files {
		if err := readFile(path, fn); err != nil {
			return err
		}
	}
	return nil
}

func readFile(path string, fn func(Delivery) error) error {
	switch filepath.Ext(path) {
	case ".jsonl", ".ndjson":
		return readLines(path, fn)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read deliveries: %w", err)
	}
	d := Delivery{Where: path, Body: content, Size: int64(len(content))}
	if filepath.Ext(path) == ".http" {
		s, err := sample.Parse(content)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		d.Header = s.Header
		d.Body = s.Body
	} else {
		d.Topic = topicFromFileName(path)
	}
	return fn(d)
}

// topicFromFileName makes a topic of a file's name: orders_updated.json is
// orders/updated. Platforms whose topic stands in the body do not look at it.
func topicFromFileName(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if i := strings.LastIndexAny(name, "_-"); i > 0 {
		return name[:i] + "/" + name[i+1:]
	}
	return name
}

func readLines(path string, fn func(Delivery) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read deliveries: %w", err)
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	for n := 1; ; n++ {
		text, err := r.ReadBytes('\n')
		if len(bytes.TrimSpace(text)) > 0 {
			d, err := parse(text)
			if err != nil {
				return fmt.Errorf("%s, line %d: %w", path, n, err)
			}
			d.Where = fmt.Sprintf("%s, line %d", path, n)
			d.Size = int64(len(text))
			if err := fn(d); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read deliveries: %w", err)
		}
	}
}

func parse(text []byte) (Delivery, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return Delivery{}, err
	}
	if len(l.Body) == 0 {
		return Delivery{}, errors.New(`want {"source", "topic", "body"}`)
	}
	d := Delivery{Source: l.Source, Topic: l.Topic, Body: l.Body}
	if l.Body[0] == '"' {
		var body string
		if err := json.Unmarshal(l.Body, &body); err != nil {
			return Delivery{}, err
		}
		d.Body = []byte(body)
	}
	if len(l.Headers) > 0 {
		d.Header = http.Header{}
		for k, v := range l.Headers {
			d.Header.Set(k, v)
		}
	}
	return d, nil
}

// Write writes a delivery as a JSON line that Read reads.
func Write(w io.Writer, d Delivery) error {
	l := line{Source: d.Source, Topic: d.Topic, Body: d.Body}
	for k := range d.Header {
		if l.Headers == nil {
			l.Headers = map[string]string{}
		}
		l.Headers[k] = d.Header.Get(k)
	}
	return json.NewEncoder(w).Encode(l)
}
