// Package lenient reads JSON as shops really send it: ids as numbers or strings, amounts
// as strings or numbers, fields that are absent, null, empty or false, objects that PHP
// wrote as empty lists. Nothing passes through a float: the digits of an id or an amount
// are taken as they stand.
//
// It has a decoder of its own because most of a webhook is never looked at: the fields of
// a struct are filled, the rest is checked and passed over, in one pass. That is about
// five times as fast as encoding/json on an order of 5 KB (BenchmarkDecode), and both
// ends of the queue parse every delivery. A fuzz test holds it to what encoding/json
// calls valid.
package lenient

import (
	"bytes"
	"slices"
	"strings"

	"holdfast/shared/edge/webhook"
)

// Scalar is the text of one JSON value as it was sent; "" = absent or null. A Reader turns
// it into an id, a text, a time or an amount.
type Scalar string

// Object is a JSON object that may be absent, null, or one of the things that stand for
// "no object": [], "", false, 0.
type Object[T any] struct {
	Present bool
	Value   T
}

// Member is one name of a Map and the value under it.
type Member[T any] struct {
	Name  string
	Value T
}

// Map is a JSON object whose names are not known, in the order it was written.
type Map[T any] []Member[T]

// List is a JSON list that may be absent, null, or an object with numbers for names, as
// PHP writes a list with gaps.
type List[T any] []T

// Decode reads one JSON object and nothing after it into v, a pointer to a struct whose
// fields are named by json tags and are Scalars, Objects, Lists, Maps or structs. A name
// that comes twice counts as it stands last. What does not fit its field is passed over.
// Every error is a webhook.Unusable. Nesting is bounded; size is the caller's to bound.
func Decode(body []byte, v any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return webhook.Unusablef("The body is empty; a JSON object is expected.")
	}
	s := scanner{text: string(body)}
	s.skipSpace()
	if s.peek() != '{' {
		return webhook.Unusablef("The body is not a JSON object.")
	}
	ok := s.decodeInto(v)
	s.skipSpace()
	switch {
	case s.depth > maxDepth:
		return webhook.Unusablef("The body is nested too deeply.")
	case !ok || s.pos != len(s.text):
		return webhook.Unusablef("The body is not valid JSON (at byte %d).", s.pos)
	}
	return nil
}

func (v *Scalar) decode(s *scanner) bool {
	start := s.pos
	ok := s.skipValue()
	*v = Scalar(s.text[start:s.pos])
	if *v == "null" {
		*v = ""
	}
	return ok
}

func (v *Object[T]) decode(s *scanner) bool {
	*v = Object[T]{Present: s.peek() == '{'}
	return s.decodeInto(&v.Value)
}

func (v *Map[T]) decode(s *scanner) bool {
	*v = nil
	if s.peek() != '{' {
		return s.skipValue()
	}
	return s.walkObject(func(name string) bool {
		m := Member[T]{Name: name}
		ok := s.decodeInto(&m.Value)
		*v = append(*v, m)
		return ok
	})
}

func (v *List[T]) decode(s *scanner) bool {
	*v = nil
	switch s.peek() {
	case '[':
		return s.walkList(func() bool {
			var item T
			ok := s.decodeInto(&item)
			*v = append(*v, item)
			return ok
		})
	case '{':
		return v.decodeObject(s)
	}
	return s.skipValue()
}

// decodeObject reads an object as a list, in the order of its names.
func (v *List[T]) decodeObject(s *scanner) bool {
	var members Map[T]
	ok := members.decode(s)
	slices.SortStableFunc(members, func(a, b Member[T]) int {
		return strings.Compare(a.Name, b.Name)
	})
	for _, m := range members {
		*v = append(*v, m.Value)
	}
	return ok
}
