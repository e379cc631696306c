package crm

import "holdfast/shared/words/packed"

// DecodeFacts reads what EncodeFacts wrote. Its errors wrap packed.ErrNewer where a newer
// version may have written the bytes, else packed.ErrCorrupt.
func DecodeFacts(b []byte) (*Facts, error) {
	r := newReader(b)
	f := &Facts{}
	for _, kind := range factKinds {
		if kind.firstVersion() <= r.version {
			kind.decode(r, f)
		}
	}
	if r.version > plainVersion && versionOf(f) != r.version {
		r.Fail("version %d without anything of it", r.version)
	}
	return f, r.Done()
}

// reader reads what a writer wrote.
type reader struct {
	*packed.Reader
	version    byte
	dictionary []string
}

// newReader reads the version and the dictionary.
func newReader(b []byte) *reader { return newReaderUpTo(b, currentVersion) }

// newReaderUpTo is newReader for records with a newest version of their own.
func newReaderUpTo(b []byte, newest byte) *reader {
	r := &reader{Reader: packed.NewReader(b)}
	r.version = r.Byte()
	switch {
	case r.version > newest:
		r.FailNewer("version %d, newest known is %d", r.version, newest)
	case r.version < oldestVersion:
		r.Fail("version %d, oldest known is %d", r.version, oldestVersion)
	}
	r.dictionary = readList(r, (*reader).dictionaryWord)
	return r
}

// dictionaryWord reads one word of the dictionary.
func (r *reader) dictionaryWord() string {
	if r.version >= linesVersion {
		return r.ID()
	}
	return r.String()
}

func (r *reader) word() string {
	place := r.Uint()
	if place >= uint64(len(r.dictionary)) {
		r.Fail("word %d of %d", place, len(r.dictionary))
		return ""
	}
	return r.dictionary[place]
}

func (r *reader) key() Key { return Key(r.word()) }

func (r *reader) ref() (ref Ref) {
	ref.Source = r.word()
	ref.ID = r.ID()
	return ref
}

func (r *reader) instant() Instant { return Instant(r.Millis()) }

// after reads an instant that was written as the distance from another.
func (r *reader) after(base Instant) Instant { return base + Instant(r.Millis()) }

// afterIf is after for an instant that is there; else it returns 0.
func (r *reader) afterIf(there bool, base Instant) Instant {
	if !there {
		return 0
	}
	return r.after(base)
}

// flags reads a byte of flags, of which all are known; a newer version may give further ones
// a meaning.
func (r *reader) flags(all byte) byte {
	b := r.Byte()
	if b&^all != 0 {
		r.FailNewer("flags %08b", b)
	}
	return b
}

// readList reads what writeList wrote; nil if there are no items, or after an error.
func readList[T any](r *reader, read func(*reader) T) []T {
	n := r.Count()
	if n == 0 {
		return nil
	}
	items := make([]T, 0, n)
	for range n {
		items = append(items, read(r))
		if r.Err() != nil {
			return nil
		}
	}
	return items
}
