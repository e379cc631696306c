// Package packed writes and reads the compact binary form in which records are kept:
// variable-length integers, strings with their length, instants in seconds where that
// loses nothing. A record written twice from the same value has the same bytes.
package packed

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
)

// ErrCorrupt is wrapped by every error about bytes that no Writer wrote.
var ErrCorrupt = errors.New("corrupt record")

// ErrNewer is wrapped by every error about a format version, or the code of an enum, that
// is greater than this version knows. During a deployment a newer version may have
// written it, so the record is to be left for later and never counts as corrupt.
var ErrNewer = errors.New("written by a newer version")

// farthest bounds an instant, in milliseconds: 285,000 years. No writer writes what lies
// farther away: multiplied or shifted as Millis does, it would become another number.
const farthest = 1 << 53

// Writer appends values to Bytes. The zero Writer is ready to use.
type Writer struct{ Bytes []byte }

// Byte appends one byte.
func (w *Writer) Byte(b byte) { w.Bytes = append(w.Bytes, b) }

// Uint appends a number that is mostly small.
func (w *Writer) Uint(n uint64) { w.Bytes = binary.AppendUvarint(w.Bytes, n) }

// Int appends a signed number that is mostly small.
func (w *Writer) Int(n int64) { w.Bytes = binary.AppendVarint(w.Bytes, n) }

// String appends the text with its length in front.
func (w *Writer) String(s string) {
	w.Uint(uint64(len(s)))
	w.Bytes = append(w.Bytes, s...)
}

// ID appends a platform's id: six bytes instead of thirteen where it is a plain number.
func (w *Writer) ID(s string) {
	if n, ok := number(s); ok {
		w.Uint(n + 1)
		return
	}
	w.Uint(0)
	w.String(s)
}

// number returns the value of a decimal, and false unless it is written in the one
// canonical way. It stays below 1<<63, which leaves room for the mark of a text.
func number(s string) (n uint64, ok bool) {
	n, err := strconv.ParseUint(s, 10, 63)
	isCanonical := strconv.FormatUint(n, 10) == s
	return n, err == nil && isCanonical
}

// Millis appends Unix milliseconds, or a distance between two, one byte shorter where
// they are whole seconds. They may lie at most farthest from zero; every date whose year
// has four digits does.
func (w *Writer) Millis(ms int64) {
	if ms%1000 == 0 {
		w.Int(ms / 1000 << 1)
		return
	}
	w.Int(ms<<1 | 1)
}

// Reader takes values from the front of bytes. After the first error every value is zero;
// Err tells.
type Reader struct {
	rest []byte
	err  error
}

// NewReader returns a reader of what a Writer wrote.
func NewReader(b []byte) *Reader { return &Reader{rest: b} }

// Err returns the first thing that was wrong, or nil. It wraps ErrCorrupt or ErrNewer.
func (r *Reader) Err() error { return r.err }

// Done returns Err, or an error if bytes are left over.
func (r *Reader) Done() error {
	if r.err == nil && len(r.rest) > 0 {
		r.Fail("%d bytes left over", len(r.rest))
	}
	return r.err
}

// Empty reports whether nothing is left, as after an error.
func (r *Reader) Empty() bool { return len(r.rest) == 0 }

// Fail notes that what was read makes no sense: Err wraps ErrCorrupt from then on.
func (r *Reader) Fail(format string, args ...any) { r.fail(ErrCorrupt, format, args...) }

// FailNewer notes that what was read is beyond what this version knows: Err wraps
// ErrNewer from then on.
func (r *Reader) FailNewer(format string, args ...any) { r.fail(ErrNewer, format, args...) }

func (r *Reader) fail(kind error, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", kind, fmt.Sprintf(format, args...))
	}
	r.rest = nil
}

// Enum is a type of named codes, such as crm.Channel.
type Enum interface {
	~uint8
	Known() bool // reports whether this version has a name for the code
}

// Code takes one byte that is the code of an enum. It fails with ErrNewer if this version
// does not know the code.
func Code[T Enum](r *Reader) T {
	code := T(r.Byte())
	if r.err == nil && !code.Known() {
		r.FailNewer("%T %d", code, uint8(code))
		return 0
	}
	return code
}

// Byte takes one byte.
func (r *Reader) Byte() byte {
	if len(r.rest) == 0 {
		r.Fail("ends too early")
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// Uint takes what Writer.Uint wrote.
func (r *Reader) Uint() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.Fail("bad number")
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// Int takes what Writer.Int wrote.
func (r *Reader) Int() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.Fail("bad number")
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// Count takes the length of a list whose elements take at least one byte each.
func (r *Reader) Count() int {
	n := r.Uint()
	if n > uint64(len(r.rest)) {
		r.Fail("list of %d in %d bytes", n, len(r.rest))
		return 0
	}
	return int(n)
}

// String takes what Writer.String wrote.
func (r *Reader) String() string {
	return string(r.Take(r.Count()))
}

// Take takes n bytes as they are; they share memory with what is read.
func (r *Reader) Take(n int) []byte {
	if n > len(r.rest) {
		r.Fail("ends too early")
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

// Rest takes all that is left.
func (r *Reader) Rest() []byte { return r.Take(len(r.rest)) }

// ID takes what Writer.ID wrote.
func (r *Reader) ID() string {
	n := r.Uint()
	if n > 0 {
		return strconv.FormatUint(n-1, 10)
	}
	return r.String()
}

// Millis takes what Writer.Millis wrote.
func (r *Reader) Millis() int64 {
	n := r.Int()
	unit := int64(1)
	if n&1 == 0 {
		unit = 1000
	}
	n >>= 1
	if n < -farthest/unit || n > farthest/unit {
		r.Fail("an instant beyond any calendar")
		return 0
	}
	return n * unit
}
