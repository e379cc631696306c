package embedded

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The layout of bbolt's files, version 2 (go.etcd.io/bbolt, internal/common/page.go and
// meta.go). All numbers are in the machine's byte order.
const (
	headerSize  = 16 // id 8, flags 2, count 2, overflow 4
	elementSize = 16 // of a leaf: flags 4, pos 4, key 4, value 4; of a branch: pos 4, key 4, page 8
	metaSize    = 64
	bucketSize  = 16 // root page 8, sequence 8; a page follows if the root page is 0

	boltMagic   = 0xED0CDAED
	boltVersion = 2

	branchPage = 0x01
	leafPage   = 0x02
	bucketLeaf = 0x01 // flag of a leaf's element whose value is a bucket

	smallestPage = 1 << 10
	largestPage  = 1 << 24
	deepest      = 64 // levels of a tree; a deeper one is a loop
)

var endian = binary.NativeEndian

// pages reads a bbolt file page by page. It stands beside bbolt, which panics when it meets
// a page that makes no sense.
type pages struct {
	r        io.ReaderAt
	fileSize int64
	pageSize int64
	meta     meta
}

// meta holds the fields of a bbolt meta page.
type meta struct {
	pageSize uint32
	root     uint64
	pages    uint64 // that the file has
	tx       uint64
	at       int64 // where the page begins
}

// readPages reads the newest meta page of a file. The error wraps ErrDamaged if there is
// none.
func readPages(f *os.File) (*pages, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	p := &pages{r: f, fileSize: info.Size()}
	if p.fileSize == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrDamaged)
	}
	newest, err := findNewestMeta(f)
	if err != nil {
		return nil, err
	}
	p.meta = newest
	p.pageSize = int64(newest.pageSize)
	return p, nil
}

// findNewestMeta returns the valid meta page of the newest transaction. A file has two: page
// 0 and page 1. Where page 1 begins depends on the size of a page.
func findNewestMeta(r io.ReaderAt) (newest meta, err error) {
	found := false
	take := func(at int64) {
		m, ok := readMeta(r, at)
		isPlaced := ok && (at == 0 || at == int64(m.pageSize))
		if isPlaced && (!found || m.tx > newest.tx) {
			newest = m
			found = true
		}
	}
	take(0)
	for at := int64(smallestPage); at <= largestPage; at *= 2 {
		take(at)
	}
	if !found {
		return meta{}, fmt.Errorf("%w: it does not begin as a store's file does", ErrDamaged)
	}
	return newest, nil
}

// readMeta reads a meta page and reports whether it is valid.
func readMeta(r io.ReaderAt, at int64) (meta, bool) {
	b := make([]byte, headerSize+metaSize)
	if _, err := r.ReadAt(b, at); err != nil {
		return meta{}, false
	}
	b = b[headerSize:]
	sum := fnv.New64a()
	_, _ = sum.Write(b[:metaSize-8]) // never fails
	m := meta{
		pageSize: endian.Uint32(b[8:]),
		root:     endian.Uint64(b[16:]),
		pages:    endian.Uint64(b[40:]),
		tx:       endian.Uint64(b[48:]),
		at:       at,
	}
	isBolt := endian.Uint32(b) == boltMagic && endian.Uint32(b[4:]) == boltVersion
	isSized := m.pageSize >= smallestPage && m.pageSize <= largestPage
	return m, isBolt && isSized && endian.Uint64(b[56:]) == sum.Sum64()
}

// rewriteMeta writes the newest meta page once more as it is, durably.
func rewriteMeta(f *os.File) error {
	newest, err := findNewestMeta(f)
	if err != nil {
		return err
	}
	b := make([]byte, headerSize+metaSize)
	if _, err := f.ReadAt(b, newest.at); err != nil {
		return fmt.Errorf("embedded: read meta page: %w", err)
	}
	if _, err := f.WriteAt(b, newest.at); err != nil {
		return fmt.Errorf("embedded: write meta page: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("embedded: sync meta page: %w", err)
	}
	return nil
}

// page is one page with those that it flows over into.
type page struct {
	id       uint64
	flags    uint16
	count    int
	overflow uint64
	bytes    []byte
}

// read reads a page whole. The error wraps ErrDamaged if it makes no sense.
func (p *pages) read(id uint64) (page, error) {
	if id < 2 || id >= p.meta.pages {
		return page{}, fmt.Errorf("%w: page %d is none of its %d", ErrDamaged, id, p.meta.pages)
	}
	at := int64(id) * p.pageSize
	head := make([]byte, p.pageSize)
	if _, err := p.r.ReadAt(head, at); err != nil {
		return page{}, p.explainRead(id, err)
	}
	got := parsePage(head)
	isData := got.flags == branchPage || got.flags == leafPage
	if got.id != id || !isData || id+got.overflow >= p.meta.pages {
		return page{}, fmt.Errorf("%w: page %d is overwritten", ErrDamaged, id)
	}
	if got.overflow == 0 {
		return got, nil
	}
	whole := make([]byte, (1+int64(got.overflow))*p.pageSize)
	if _, err := p.r.ReadAt(whole, at); err != nil {
		return page{}, p.explainRead(id, err)
	}
	return parsePage(whole), nil
}

func (p *pages) explainRead(id uint64, err error) error {
	if (int64(id)+1)*p.pageSize > p.fileSize {
		return fmt.Errorf(
			"%w: it is cut off after %d bytes, before page %d of %d",
			ErrDamaged, p.fileSize, id, p.meta.pages,
		)
	}
	return fmt.Errorf("%w: page %d: %w", ErrDamaged, id, err)
}

func parsePage(b []byte) page {
	return page{
		id:       endian.Uint64(b),
		flags:    endian.Uint16(b[8:]),
		count:    int(endian.Uint16(b[10:])),
		overflow: uint64(endian.Uint32(b[12:])),
		bytes:    b,
	}
}

// element is one element of a page: of a leaf a key with its value, of a branch a key with
// the page of the keys from there on.
type element struct {
	key, value []byte
	isBucket   bool
	child      uint64
}

// elements returns the elements of a page. Keys must ascend. The error wraps ErrDamaged.
func (p *page) elements() ([]element, error) {
	damaged := fmt.Errorf("%w: page %d makes no sense", ErrDamaged, p.id)
	if headerSize+p.count*elementSize > len(p.bytes) {
		return nil, damaged
	}
	all := make([]element, p.count)
	for i := range all {
		e, ok := p.element(headerSize + i*elementSize)
		isSorted := i == 0 || bytes.Compare(all[max(0, i-1)].key, e.key) < 0
		if !ok || !isSorted {
			return nil, damaged
		}
		all[i] = e
	}
	return all, nil
}

// element reads the element that begins at an offset.
func (p *page) element(at int) (e element, ok bool) {
	b := p.bytes[at:]
	if p.flags == branchPage {
		pos := uint64(endian.Uint32(b))
		key := uint64(endian.Uint32(b[4:]))
		if pos+key > uint64(len(b)) {
			return element{}, false
		}
		return element{key: b[pos : pos+key], child: endian.Uint64(b[8:])}, true
	}

	pos := uint64(endian.Uint32(b[4:]))
	key := uint64(endian.Uint32(b[8:]))
	value := uint64(endian.Uint32(b[12:]))
	if pos+key+value > uint64(len(b)) {
		return element{}, false
	}
	e = element{
		key:      b[pos : pos+key],
		value:    b[pos+key : pos+key+value],
		isBucket: endian.Uint32(b)&bucketLeaf != 0,
	}
	return e, !e.isBucket || len(e.value) >= bucketSize
}
