package crm

import (
	"slices"

	"holdfast/shared/words/packed"
)

// The format versions that a reader accepts. A writer takes the oldest that has all that a
// record holds, so that a release back can still read it.
const (
	oldestVersion  = 1
	plainVersion   = 2 // of records without what follows
	rivalsVersion  = 3 // with rivals, departed orders and contact persons
	awaitedVersion = 4 // with orders whose payment is awaited for a limited time
	linesVersion   = 5 // with the lines of orders; ids in the dictionary are packed
	signalsVersion = 6 // with more of parcels, with returns, disputes and subscriptions
	currentVersion = signalsVersion
)

// versionOf returns the format version that f is written in.
func versionOf(f *Facts) byte {
	version := byte(plainVersion)
	if len(f.Rivals)+len(f.Departed)+len(f.ContactPersons) > 0 {
		version = rivalsVersion
	}
	for _, orders := range [...][]Order{f.Orders, f.Remains, f.Rivals} {
		for i := range orders {
			version = max(version, orders[i].version())
		}
	}
	if f.hasSignals() {
		version = signalsVersion
	}
	return version
}

// hasSignals reports whether f holds anything that no version before signalsVersion can
// hold.
func (f *Facts) hasSignals() bool {
	return len(f.Objections)+len(f.Subscriptions) > 0 || slices.ContainsFunc(f.Deliveries, Delivery.hasSignals)
}

// EncodeFacts packs facts into their one canonical form: equal facts, equal bytes. An
// order takes about 30 bytes.
func EncodeFacts(f *Facts) []byte {
	w := newWriter(128 + 40*len(f.Orders))
	version := versionOf(f)
	w.write(version, func() {
		for _, kind := range factKinds {
			if kind.firstVersion() <= version {
				kind.encode(w, f)
			}
		}
	})
	return w.Bytes
}

// writer writes words that recur (sources, currencies, keys) as their places in a sorted
// dictionary, which stands before all that uses it.
type writer struct {
	packed.Writer
	version    byte
	dictionary []string
	collecting bool // words are only gathered in the dictionary
}

func newWriter(size int) *writer {
	return &writer{Writer: packed.Writer{Bytes: make([]byte, 0, size)}}
}

// write writes the version, the dictionary and what body writes. It calls body twice:
// first only to collect the words.
func (w *writer) write(version byte, body func()) {
	w.version = version
	w.dictionary = make([]string, 0, 16)
	w.collecting = true
	body()
	slices.Sort(w.dictionary)
	w.dictionary = slices.Compact(w.dictionary)
	w.collecting = false
	w.Bytes = w.Bytes[:0]

	w.Byte(version)
	w.Uint(uint64(len(w.dictionary)))
	for _, word := range w.dictionary {
		w.dictionaryWord(word)
	}
	body()
}

// dictionaryWord writes one word of the dictionary. Where lines of orders are kept, many are
// numbers of products, which take half the bytes as ids.
func (w *writer) dictionaryWord(s string) {
	if w.version >= linesVersion {
		w.ID(s)
		return
	}
	w.String(s)
}

func (w *writer) word(s string) {
	if w.collecting {
		w.dictionary = append(w.dictionary, s)
		return
	}
	place, _ := slices.BinarySearch(w.dictionary, s)
	w.Uint(uint64(place))
}

func (w *writer) key(k Key) { w.word(string(k)) }

func (w *writer) ref(r Ref) {
	w.word(r.Source)
	w.ID(r.ID)
}

func (w *writer) instant(i Instant) { w.Millis(int64(i)) }

// after writes an instant as the distance from another that is known and mostly near.
func (w *writer) after(i, base Instant) { w.Millis(int64(i - base)) }

// afterIf is after for an instant that is there; else it writes nothing.
func (w *writer) afterIf(there bool, i, base Instant) {
	if there {
		w.after(i, base)
	}
}

// writeList writes the number of items, and each item.
func writeList[T any](w *writer, items []T, write func(*writer, T)) {
	w.Uint(uint64(len(items)))
	for _, item := range items {
		write(w, item)
	}
}

func boolByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}
