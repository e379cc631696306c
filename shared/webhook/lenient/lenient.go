// Package lenient reads JSON as shops really send it: ids as numbers or strings, amounts as strings or numbers, fields that
// are absent, null, empty or false, objects that PHP wrote as empty lists. Nothing passes through a float: the digits of an
// id or an amount are taken as they stand.
package lenient

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"holdfast/shared/webhook"
)

// Scalar is the text of one JSON value, undecoded; "" = absent or null. A Reader gives it its meaning.
type Scalar string

// UnmarshalJSON keeps the text.
func (s *Scalar) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = ""
		return nil
	}
	*s = Scalar(b)
	return nil
}

// Object is a JSON object that may be absent, null, or one of the things that stand for "no object": [], "", false, 0.
type Object[T any] struct {
	Is bool
	V  T
}

// UnmarshalJSON reads an object and takes anything else for none.
func (o *Object[T]) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	o.Is = true
	return json.Unmarshal(b, &o.V)
}

// List is a JSON list that may be absent, null, or an object with numbers for names, as PHP writes a list with gaps.
type List[T any] []T

// UnmarshalJSON reads a list or such an object and takes anything else for an empty list.
func (l *List[T]) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) > 0 && b[0] == '[':
		return json.Unmarshal(b, (*[]T)(l))
	case len(b) > 0 && b[0] == '{':
		var m map[string]T
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(m)) {
			*l = append(*l, m[name])
		}
	}
	return nil
}

// Decode reads one JSON object and nothing after it into v. Every error is a webhook.Unusable. Nesting is bounded by
// encoding/json (10,000 levels, without recursion for what v does not name); size is the caller's to bound.
func Decode(body []byte, v any) error {
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 {
		return webhook.Unusablef("The body is empty; a JSON object is expected.")
	}
	if trimmed[0] != '{' {
		return webhook.Unusablef("The body is not a JSON object.")
	}
	err := json.Unmarshal(trimmed, v)
	switch e := err.(type) {
	case nil:
		return nil
	case *json.SyntaxError:
		return webhook.Unusablef("The body is not valid JSON (at byte %d).", e.Offset)
	case *json.UnmarshalTypeError:
		return webhook.Unusablef("%s: a %s stands where something else is expected.", e.Field, e.Value)
	}
	return webhook.Unusablef("The body cannot be read as JSON.")
}
