package embedded

import (
	"bytes"
	"encoding/base64"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

// span is a range of stored keys, lo <= key < hi; a nil hi has no bound.
type span struct {
	lo, hi   []byte
	backward bool
	after    []byte // the last key of the page before; nil on the first page
}

// newSpan returns the keys of a partition from one key up to, not including, another; an
// empty to has no bound.
func newSpan(prefix, from, to []byte) span {
	lo := append(bytes.Clone(prefix), from...)
	if len(to) > 0 {
		return span{lo: lo, hi: append(prefix, to...)}
	}
	// A prefix ends in the mark 00 01: the keys after those that have it begin with 00 02.
	hi := bytes.Clone(prefix)
	hi[len(hi)-1]++
	return span{lo: lo, hi: hi}
}

func (s *span) contains(k []byte) bool {
	if k == nil || bytes.Compare(k, s.lo) < 0 {
		return false
	}
	return s.hi == nil || bytes.Compare(k, s.hi) < 0
}

// resumeAfter makes the span go on after a cursor.
func (s *span) resumeAfter(cursor string) error {
	if cursor == "" {
		return nil
	}
	after, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || !s.contains(after) {
		return fmt.Errorf("%w: not a cursor of this query", table.ErrInvalid)
	}
	s.after = after
	return nil
}

// first moves a cursor to where the span begins, or goes on. It returns nil for an empty
// span.
func (s *span) first(c *bolt.Cursor) (k, v []byte) {
	switch {
	case s.backward && s.after != nil:
		k, v = lastBelow(c, s.after)
	case s.backward:
		k, v = lastBelow(c, s.hi)
	case s.after != nil:
		k, v = firstAbove(c, s.after)
	default:
		k, v = c.Seek(s.lo)
	}
	return s.ifContained(k, v)
}

// next moves a cursor on. It returns nil at the end of the span.
func (s *span) next(c *bolt.Cursor) (k, v []byte) {
	if s.backward {
		return s.ifContained(c.Prev())
	}
	return s.ifContained(c.Next())
}

func (s *span) ifContained(k, v []byte) ([]byte, []byte) {
	if !s.contains(k) {
		return nil, nil
	}
	return k, v
}

// lastBelow moves to the greatest key below a bound.
func lastBelow(c *bolt.Cursor, bound []byte) (k, v []byte) {
	if k, _ := c.Seek(bound); k == nil {
		return c.Last()
	}
	return c.Prev()
}

// firstAbove moves to the least key above a bound.
func firstAbove(c *bolt.Cursor, bound []byte) (k, v []byte) {
	k, v = c.Seek(bound)
	if bytes.Equal(k, bound) {
		return c.Next()
	}
	return k, v
}
