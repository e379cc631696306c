// Package enum gives a type of codes its names. An enum is then a type, its constants and
// one table:
//
//	type Channel uint8
//
//	const (
//		ChannelEmail Channel = iota
//		ChannelSMS
//	)
//
//	var channels = enum.Names[Channel]{
//		ChannelEmail: "email",
//		ChannelSMS:   "sms",
//	}
//
//	func (c Channel) String() string { return channels.String(c) }
//
// Every name is written and read through the table, so that each enum answers in the same
// way for a code or a name it does not know: String writes "Channel(9)", Parse and
// UnmarshalText refuse the name and list the known ones, and packed.Code refuses a stored
// code. No call panics. A test in tests/architecture holds every enum to this.
package enum

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrUnknown is wrapped by every error about a name or a code that a table does not have.
var ErrUnknown = errors.New("unknown")

// Names is the table of an enum's names: the name of code i stands at i. A code whose name
// is empty is not known.
type Names[T ~uint8] []string

// Known reports whether the table has a name for the code.
func (n Names[T]) Known(code T) bool { return int(code) < len(n) && n[code] != "" }

// String returns the code's name, or the type with the number, as "Channel(9)", of a code
// that is not known.
func (n Names[T]) String(code T) string {
	if !n.Known(code) {
		return fmt.Sprintf("%s(%d)", n.typeName(), uint8(code))
	}
	return n[code]
}

// Parse returns the code with the name. Its error wraps ErrUnknown and lists the known
// names; the code is then 0.
func (n Names[T]) Parse(name string) (T, error) {
	i := slices.Index(n, name)
	if i < 0 || name == "" {
		return 0, fmt.Errorf("%s %q is %w; known are %s",
			n.typeName(), name, ErrUnknown, strings.Join(n.list(), ", "))
	}
	return T(i), nil
}

// MarshalText writes the code's name. It refuses a code that is not known, since the text
// could not be read again.
func (n Names[T]) MarshalText(code T) ([]byte, error) {
	if !n.Known(code) {
		return nil, fmt.Errorf("%s is %w", n.String(code), ErrUnknown)
	}
	return []byte(n[code]), nil
}

// UnmarshalText sets the code to the one with the name. Its error is that of Parse, and
// leaves the code as it was.
func (n Names[T]) UnmarshalText(code *T, name []byte) error {
	parsed, err := n.Parse(string(name))
	if err != nil {
		return err
	}
	*code = parsed
	return nil
}

// Codes returns the known codes, the smallest first.
func (n Names[T]) Codes() []T {
	codes := make([]T, 0, len(n))
	for i := range n {
		if n.Known(T(i)) {
			codes = append(codes, T(i))
		}
	}
	return codes
}

// list returns the known names in the order of their codes.
func (n Names[T]) list() []string {
	names := make([]string, 0, len(n))
	for _, code := range n.Codes() {
		names = append(names, n[code])
	}
	return names
}

// typeName returns the name of T without its package.
func (n Names[T]) typeName() string {
	full := fmt.Sprintf("%T", T(0))
	return full[strings.LastIndexByte(full, '.')+1:]
}
