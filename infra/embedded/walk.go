package embedded

import (
	"bytes"
	"errors"
	"fmt"
)

// walker goes through the trees of a file and meets every key and every page once.
type walker struct {
	*pages
	reached bitset // pages met

	// item is told each key and value of a bucket; they are valid until it returns. It may
	// be nil.
	item func(bucket, key, value []byte)

	// lost is told what cannot be read and which keys of a bucket that costs. Where it
	// returns nil the walk goes on with what comes after.
	lost func(l loss) error
}

// loss is a part of a tree that cannot be read.
type loss struct {
	bucket   []byte
	from, to []byte // keys from <= key < to; nil = no bound
	cause    error
}

// stopAtLoss ends a walk with the first loss.
func stopAtLoss(l loss) error { return l.cause }

// walkFrom walks all of a source. Where the walk goes on after losses, a file of which
// nothing can be read is one more.
func (w *walker) walkFrom(from source) error {
	err := from(w)
	if errors.Is(err, ErrDamaged) {
		return w.lost(loss{cause: err})
	}
	return err
}

// begin sets the pages to walk.
func (w *walker) begin(p *pages) {
	w.pages = p
	w.reached = make(bitset, p.meta.pages/64+1)
}

// bitset is a set of pages by their ids.
type bitset []uint64

func (s bitset) has(id uint64) bool { return s[id/64]&(1<<(id%64)) != 0 }

func (s bitset) add(id uint64) { s[id/64] |= 1 << (id % 64) }

// walkAll goes through the tree of buckets and through each bucket.
func (w *walker) walkAll() error { return w.walk(tree{page: w.meta.root}, 0) }

// tree is a part of a bucket below one page.
type tree struct {
	bucket   []byte // nil: the tree of the buckets themselves
	page     uint64
	from, to []byte // its keys
}

func (w *walker) walk(t tree, depth int) error {
	p, all, err := w.open(t, depth)
	if err != nil {
		return w.lost(loss{bucket: t.bucket, from: t.from, to: t.to, cause: err})
	}
	for i := range p.overflow + 1 {
		w.reached.add(p.id + i)
	}
	if p.flags == branchPage {
		return w.walkBranch(t, all, depth)
	}
	return w.walkLeaf(t, all, depth)
}

// open reads the page of a tree and its elements.
func (w *walker) open(t tree, depth int) (page, []element, error) {
	p, err := w.read(t.page)
	if err != nil {
		return page{}, nil, err
	}
	if depth > deepest || w.isReached(p) {
		return page{}, nil, fmt.Errorf("%w: page %d stands twice", ErrDamaged, t.page)
	}
	all, err := p.elements()
	if err == nil && !t.holds(p, all) {
		err = fmt.Errorf("%w: page %d stands where others should", ErrDamaged, t.page)
	}
	return p, all, err
}

// holds reports whether the elements of a page lie within the keys of the tree. bbolt looks
// at that too when it opens a file, and ends the process if it finds that they do not.
func (t tree) holds(p page, all []element) bool {
	if len(all) == 0 {
		return p.flags == leafPage
	}
	isBelow := t.from != nil && bytes.Compare(all[0].key, t.from) < 0
	isAbove := t.to != nil && bytes.Compare(all[len(all)-1].key, t.to) >= 0
	return !isBelow && !isAbove
}

func (w *walker) isReached(p page) bool {
	for i := range p.overflow + 1 {
		if w.reached.has(p.id + i) {
			return true
		}
	}
	return false
}

func (w *walker) walkBranch(t tree, all []element, depth int) error {
	for i, e := range all {
		child := tree{bucket: t.bucket, page: e.child, from: e.key, to: t.to}
		if i+1 < len(all) {
			child.to = all[i+1].key
		}
		if err := w.walk(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) walkLeaf(t tree, all []element, depth int) error {
	for _, e := range all {
		if !e.isBucket {
			w.tell(t.bucket, e)
			continue
		}
		if t.bucket != nil {
			cause := fmt.Errorf("%w: a record of bucket %q makes no sense", ErrDamaged, t.bucket)
			if err := w.lost(loss{bucket: t.bucket, from: e.key, to: e.key, cause: cause}); err != nil {
				return err
			}
			continue
		}
		if err := w.walkBucket(e, depth); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) tell(bucket []byte, e element) {
	if w.item != nil && bucket != nil {
		w.item(bucket, e.key, e.value)
	}
}

// walkBucket goes through a bucket, which is a tree of its own or, while it is small, one
// page within its value.
func (w *walker) walkBucket(e element, depth int) error {
	name := bytes.Clone(e.key)
	if root := endian.Uint64(e.value); root != 0 {
		return w.walk(tree{bucket: name, page: root}, depth+1)
	}
	inline := e.value[bucketSize:]
	if len(inline) < headerSize {
		cause := fmt.Errorf("%w: bucket %q makes no sense", ErrDamaged, name)
		return w.lost(loss{bucket: name, cause: cause})
	}
	p := parsePage(inline)
	all, err := p.elements()
	if err != nil || p.flags != leafPage {
		cause := fmt.Errorf("%w: bucket %q makes no sense", ErrDamaged, name)
		return w.lost(loss{bucket: name, cause: cause})
	}
	return w.walkLeaf(tree{bucket: name}, all, depth+1)
}
