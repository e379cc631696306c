package importing

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"slices"
	"strings"

	"holdfast/infra/holdfast/rows"
)

// A file has its rows by date, and one customer's rows anywhere. To fold a customer once,
// an import puts its events into parts by customer, and takes part after part up again,
// each sorted by customer.

const (
	spoolParts  = 64
	spoolMemory = 16 << 20 // bytes of events that are kept in memory; more go to files
)

// spool holds the events of an import, by customer.
type spool struct {
	folder string // for the files
	parts  [spoolParts]spoolPart
	held   int // bytes in memory
	Events int
	People int // customers, once each has gone through all
}

// spoolPart holds the events of some customers, a line each.
type spoolPart struct {
	buffer bytes.Buffer
	file   *os.File // nil as long as the buffer suffices
}

// add adds an event.
func (s *spool) add(e rows.Event) error {
	if bytes.IndexByte(e.Body, '\n') >= 0 {
		return fmt.Errorf("line %d: the event has several lines", e.Line)
	}
	who := customerHint(e)
	hash := fnv.New32a()
	_, _ = hash.Write(who) // never fails
	part := &s.parts[hash.Sum32()%spoolParts]

	before := part.buffer.Len()
	for _, field := range [][]byte{who, []byte(e.Topic), e.Body} {
		part.buffer.Write(field)
		part.buffer.WriteByte('\t')
	}
	part.buffer.Truncate(part.buffer.Len() - 1)
	part.buffer.WriteByte('\n')
	s.held += part.buffer.Len() - before
	s.Events++
	if s.held < spoolMemory {
		return nil
	}
	return s.spill()
}

// spill moves all that is in memory to files. They have no name any more once they are
// open, so that a crash leaves nobody's data behind.
func (s *spool) spill() error {
	for i := range s.parts {
		p := &s.parts[i]
		if p.file == nil {
			file, err := os.CreateTemp(s.folder, "import-*")
			if err != nil {
				return err
			}
			p.file = file
			if err := os.Remove(file.Name()); err != nil {
				return err
			}
		}
		if _, err := p.buffer.WriteTo(p.file); err != nil {
			return err
		}
	}
	s.held = 0
	return nil
}

// each calls give for every event, those of a customer one after the other in the order in
// which they were added.
func (s *spool) each(give func(topic string, body []byte) error) error {
	for i := range s.parts {
		lines, err := s.parts[i].lines()
		if err != nil {
			return err
		}
		slices.SortStableFunc(lines, func(a, b []byte) int {
			return bytes.Compare(customerOf(a), customerOf(b))
		})
		for i, line := range lines {
			who := customerOf(line)
			isNext := i == 0 || !bytes.Equal(who, customerOf(lines[i-1]))
			if isNext && bytes.HasPrefix(who, []byte{'"'}) {
				s.People++
			}
			_, event, _ := bytes.Cut(line, []byte{'\t'})
			topic, body, _ := bytes.Cut(event, []byte{'\t'})
			if err := give(string(topic), body); err != nil {
				return err
			}
		}
	}
	return nil
}

// lines returns the lines of a part, and lets go of it.
func (p *spoolPart) lines() ([][]byte, error) {
	all := p.buffer.Bytes()
	if p.file != nil {
		if _, err := p.file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		written, err := io.ReadAll(bufio.NewReader(p.file))
		if err != nil {
			return nil, err
		}
		all = append(written, all...)
	}
	p.buffer = bytes.Buffer{}
	return bytes.Split(bytes.TrimSuffix(all, []byte{'\n'}), []byte{'\n'})[:countLines(all)], nil
}

// countLines returns how many lines there are.
func countLines(all []byte) int { return bytes.Count(all, []byte{'\n'}) }

// customerOf returns the customer of a line.
func customerOf(line []byte) []byte {
	who, _, _ := bytes.Cut(line, []byte{'\t'})
	return who
}

// close lets go of the files.
func (s *spool) close() error {
	var errs []error
	for i := range s.parts {
		if file := s.parts[i].file; file != nil {
			errs = append(errs, file.Close())
		}
	}
	return errors.Join(errs...)
}

var customerField = []byte(`"customer":{`)

// customerHint returns what is likely the same for all events of one customer and differs
// between customers. Nothing but speed depends on it: a fold finds out for itself.
func customerHint(e rows.Event) []byte {
	_, said, found := bytes.Cut(e.Body, customerField)
	if !found {
		return []byte(strings.Map(dropTab, e.ID))
	}
	end := bytes.IndexAny(said, ",}")
	if end < 0 {
		return nil
	}
	return bytes.ReplaceAll(said[:end], []byte{'\t'}, nil)
}

// dropTab drops the character that separates the fields of a line.
func dropTab(r rune) rune {
	if r == '\t' || r == '\n' {
		return -1
	}
	return r
}
