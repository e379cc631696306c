package crm

import "slices"

// factKind is one kind of facts in a record. All that is done to a whole record ranges
// over factKinds, so that a kind is a value in one place.
type factKind interface {
	// firstVersion returns the format version from which records hold this kind.
	firstVersion() byte

	// addEvent adds what an event says to facts that hold nothing else.
	addEvent(f *Facts, e *Event, home Key)

	// findDate returns when the fact that an event carries began, and false if the event
	// carries none of this kind.
	findDate(e *Event) (Instant, bool)

	// latestClaim returns the latest instant that the fact of an event claims anything to
	// be of; 0 if the event carries none of this kind.
	latestClaim(e *Event) Instant

	// join sets the kind's facts in f to those of a and b together.
	join(f, a, b *Facts)

	// erase removes what an erasure forbids to keep.
	erase(f *Facts, e erasing)

	// splitOff moves what landed under alias from one record to another.
	splitOff(from, to *Facts, alias Key)

	// showsCustomer reports whether the record holds a fact of this kind that shows that
	// there is a customer.
	showsCustomer(f *Facts) bool

	encode(w *writer, f *Facts)
	decode(r *reader, f *Facts)
}

// listKind is a kind of which a record holds a list, sorted by compare.
type listKind[T any] struct {
	list func(*Facts) *[]T // where a record holds the list

	// carried returns the fact that an event carries, or nil. A nil func means that no
	// event carries one.
	carried func(*Event) *T

	// home returns where a fact keeps the key under which it landed. A nil func means that
	// facts of this kind stay when another customer is split off the record.
	home func(*T) *Key

	// dated returns when a fact began: an erasure up to then takes it. A nil func means
	// that no erasure takes one.
	dated func(T) Instant

	// claims returns the latest instant that a fact claims anything to be of. Every kind
	// that an event carries has it.
	claims func(T) Instant

	compare func(a, b T) int
	same    func(a, b T) bool // reports whether two facts have one name
	choose  func(a, b T) T    // joins two facts of one name

	keep  int  // how many of the newest facts are kept; 0 = all
	shows bool // a fact of this kind shows that there is a customer

	write func(*writer, T)
	read  func(*reader) T

	version byte // the format version from which records hold this kind; 0 = all do
}

func (k listKind[T]) firstVersion() byte { return k.version }

func (k listKind[T]) addEvent(f *Facts, e *Event, home Key) {
	if k.carried == nil {
		return
	}
	carried := k.carried(e)
	if carried == nil {
		return
	}
	one := []T{*carried}
	if k.home != nil {
		*k.home(&one[0]) = home
	}
	*k.list(f) = one
}

func (k listKind[T]) findDate(e *Event) (Instant, bool) {
	if k.carried == nil || k.dated == nil {
		return 0, false
	}
	carried := k.carried(e)
	if carried == nil {
		return 0, false
	}
	return k.dated(*carried), true
}

func (k listKind[T]) latestClaim(e *Event) Instant {
	if k.carried == nil || k.claims == nil {
		return 0
	}
	carried := k.carried(e)
	if carried == nil {
		return 0
	}
	return k.claims(*carried)
}

func (k listKind[T]) join(f, a, b *Facts) {
	joined := k.merge(*k.list(a), *k.list(b))
	if k.keep > 0 {
		// As no name changes its place in time, dropping early or late comes to the same.
		joined = joined[max(0, len(joined)-k.keep):]
	}
	*k.list(f) = joined
}

// merge unites two sorted lists; facts of one name are joined to one. One name may stand
// at different places in the two lists, so it is looked for in the whole list.
func (k listKind[T]) merge(a, b []T) []T {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	merged := make([]T, len(a), len(a)+len(b))
	copy(merged, a)
	for _, fact := range b {
		i := slices.IndexFunc(merged, func(known T) bool { return k.same(fact, known) })
		if i < 0 {
			merged = append(merged, fact)
			continue
		}
		merged[i] = k.choose(merged[i], fact)
	}
	slices.SortFunc(merged, k.compare)
	return merged
}

func (k listKind[T]) erase(f *Facts, e erasing) {
	if k.dated == nil {
		return
	}
	taken := func(fact T) bool { return e.takes(k.dated(fact)) }
	list := k.list(f)
	*list = slices.DeleteFunc(slices.Clone(*list), taken)
}

func (k listKind[T]) splitOff(from, to *Facts, alias Key) {
	if k.home == nil {
		return
	}
	var stay, leave []T
	for _, fact := range *k.list(from) {
		if *k.home(&fact) == alias {
			leave = append(leave, fact)
		} else {
			stay = append(stay, fact)
		}
	}
	*k.list(from) = stay
	*k.list(to) = leave
}

func (k listKind[T]) showsCustomer(f *Facts) bool { return k.shows && len(*k.list(f)) > 0 }

func (k listKind[T]) encode(w *writer, f *Facts) { writeList(w, *k.list(f), k.write) }

func (k listKind[T]) decode(r *reader, f *Facts) { *k.list(f) = readList(r, k.read) }

// keysKind is a kind of which a record holds a sorted list of keys that came with no
// event.
type keysKind struct {
	passiveKind
	list  func(*Facts) *[]Key
	alias bool // a key that is split off is no longer in the list
}

// aliases are the keys that forward to the customer.
var aliases = keysKind{list: func(f *Facts) *[]Key { return &f.Aliases }, alias: true}

// shared are the addresses that another customer claimed first.
var shared = keysKind{list: func(f *Facts) *[]Key { return &f.Shared }}

func (k keysKind) join(f, a, b *Facts) { *k.list(f) = union(*k.list(a), *k.list(b)) }

func union(a, b []Key) []Key {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func (k keysKind) erase(f *Facts, e erasing) {
	if e.all {
		*k.list(f) = nil
	}
}

func (k keysKind) splitOff(from, _ *Facts, alias Key) {
	if !k.alias {
		return
	}
	list := k.list(from)
	*list = slices.DeleteFunc(slices.Clone(*list), func(key Key) bool { return key == alias })
}

func (k keysKind) encode(w *writer, f *Facts) { writeList(w, *k.list(f), (*writer).key) }

func (k keysKind) decode(r *reader, f *Facts) { *k.list(f) = readList(r, (*reader).key) }

// passiveKind does nothing. A kind embeds it and writes the methods that it needs.
type passiveKind struct{}

func (passiveKind) firstVersion() byte                   { return 0 }
func (passiveKind) addEvent(*Facts, *Event, Key)         {}
func (passiveKind) findDate(*Event) (at Instant, _ bool) { return 0, false }
func (passiveKind) latestClaim(*Event) Instant           { return 0 }
func (passiveKind) erase(*Facts, erasing)                {}
func (passiveKind) splitOff(_, _ *Facts, _ Key)          {}
func (passiveKind) showsCustomer(*Facts) bool            { return false }
