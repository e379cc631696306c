package embedded

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

// Salvaged counts what was copied out of a damaged file, and what was not.
type Salvaged struct {
	Saved    int      // items or messages
	Loose    int      // of them, from pages that the tree no longer reaches; they may be old
	Lost     int      // known to be lost: something that can be read leads to them
	Problems []string // sentences for a person
}

const salvageBatch = 1000 // items written in one commit

// SalvageTable copies every item that can be read of a table's file, which no process has
// open, into a new table in another folder, and makes its indexes anew. Where a part of the
// tree is lost, it takes the newest version of the part's items that still stands in a page
// of the file.
func SalvageTable(ctx context.Context, path, into string) (Salvaged, error) {
	if _, err := os.Stat(path); err != nil {
		return Salvaged{}, fmt.Errorf("embedded: salvage: %w", err)
	}
	to, err := OpenTable(into, nil)
	if err != nil {
		return Salvaged{}, err
	}
	s := &tableSalvage{ctx: ctx, to: to}
	to.DeferSync()
	err = readLocked(path, s.copyAll)
	if err == nil {
		err = s.countLost()
	}
	err = errors.Join(err, to.Sync(context.WithoutCancel(ctx)), to.Close())
	return s.Salvaged, err
}

// tableSalvage is a salvage of a table under way.
type tableSalvage struct {
	Salvaged
	ctx     context.Context
	to      *Table
	lost    []loss // of items
	pending []table.Item
	named   []table.Key // items that an index names
	err     error
}

// copyAll copies what the tree reaches, and then what it no longer reaches.
func (s *tableSalvage) copyAll(on *os.File) error {
	p, err := readPages(on)
	if errors.Is(err, ErrDamaged) {
		s.noteLoss(loss{cause: err})
		p, err = guessPages(on, tablePage)
	}
	if err != nil {
		return err
	}

	w := &walker{item: s.take, lost: s.noteLoss}
	w.begin(p)
	if p.meta.root != 0 {
		if err := w.walkAll(); err != nil {
			return err
		}
	}
	if err := s.flush(); err != nil || len(s.lost) == 0 {
		return err
	}
	reached := s.Saved
	if err := w.visitLoose(s.takeLoose); err != nil {
		return err
	}
	err = s.flush()
	s.Loose = s.Saved - reached
	return err
}

// guessPages returns the pages of a file whose meta pages cannot be read.
func guessPages(on *os.File, pageSize int64) (*pages, error) {
	info, err := on.Stat()
	if err != nil {
		return nil, err
	}
	return &pages{
		r:        on,
		fileSize: info.Size(),
		pageSize: pageSize,
		meta:     meta{pages: uint64(info.Size() / pageSize)},
	}, nil
}

func (s *tableSalvage) noteLoss(l loss) error {
	found := Found{}
	err := found.noteLoss(l)
	s.Problems = append(s.Problems, found.Problems...)
	if l.bucket == nil || bytes.Equal(l.bucket, itemsBucket) {
		l.from = bytes.Clone(l.from)
		l.to = bytes.Clone(l.to)
		s.lost = append(s.lost, l)
	}
	return err
}

// take takes a key and value that the tree reaches.
func (s *tableSalvage) take(bucket, key, value []byte) {
	switch string(bucket) {
	case string(itemsBucket):
		it, err := parseItem(key, value)
		if err != nil {
			s.Lost++
			return
		}
		s.add(it)
	case string(dueBucket), string(listBucket):
		if _, item, err := parseIndexKey(bytes.Clone(key)); err == nil {
			s.named = append(s.named, item)
		}
	}
}

// takeLoose takes an element of a page that the tree does not reach. It may be of any
// bucket, and old: an item's key shows itself by the hash with which it begins.
func (s *tableSalvage) takeLoose(e element) {
	isLost := slices.ContainsFunc(s.lost, func(l loss) bool {
		from := bytes.Compare(e.key, l.from) >= 0
		return from && (l.to == nil || bytes.Compare(e.key, l.to) < 0)
	})
	it, err := parseItem(e.key, e.value)
	if !isLost || err != nil || !bytes.HasPrefix(e.key, partitionPrefix(it.PK)) {
		return
	}
	s.add(it)
}

// parseItem reads an item whole, as its own.
func parseItem(key, value []byte) (table.Item, error) {
	k, err := parseItemKey(key)
	if err != nil {
		return table.Item{}, err
	}
	it, err := decodeItem(k, value)
	it.Body = bytes.Clone(it.Body)
	return it, err
}

func (s *tableSalvage) add(it table.Item) {
	s.pending = append(s.pending, it)
	if len(s.pending) >= salvageBatch && s.err == nil {
		s.err = s.flush()
	}
}

// flush writes what waits. Of two versions of an item the newer stays.
func (s *tableSalvage) flush() error {
	if s.err != nil {
		return s.err
	}
	items := s.pending
	s.pending = nil
	saved := 0
	err := s.to.writes.submit(s.ctx, 0, func(tx *bolt.Tx) (bool, error) {
		saved = 0
		for i := range items {
			isNew, err := putNewer(tx, &items[i])
			if err != nil {
				return false, err
			}
			if isNew {
				saved++
			}
		}
		return len(items) > 0, nil
	})
	s.Saved += saved
	if err != nil {
		return fmt.Errorf("embedded: salvage: %w", err)
	}
	return nil
}

// putNewer puts an item as it is, its version included, unless a newer one is there. It
// reports whether none was there.
func putNewer(tx *bolt.Tx, it *table.Item) (isNew bool, err error) {
	items := tx.Bucket(itemsBucket)
	key := itemKey(it.Key)
	old, exists, err := findItem(items, it.Key, key)
	if err != nil || exists && old.Version >= it.Version {
		return false, err
	}
	err = applyChange(tx, items, &change{
		kind:   table.Put,
		item:   *it,
		key:    key,
		value:  appendItem(nil, it),
		old:    old,
		exists: exists,
	})
	return !exists, err
}

// countLost counts the items that an index of the damaged file names and that were not
// saved.
func (s *tableSalvage) countLost() error {
	slices.SortFunc(s.named, compareKeys)
	s.named = slices.Compact(s.named)
	return view(s.to.db, func(tx *bolt.Tx) error {
		items := tx.Bucket(itemsBucket)
		for _, k := range s.named {
			if items.Get(itemKey(k)) == nil {
				s.Lost++
			}
		}
		return nil
	})
}

func compareKeys(a, b table.Key) int {
	return cmp.Or(strings.Compare(a.PK, b.PK), strings.Compare(a.SK, b.SK))
}

// visitLoose visits the elements of all leaf pages that the walk did not reach.
func (w *walker) visitLoose(visit func(element)) error {
	for id := uint64(2); id < w.meta.pages; id++ {
		if w.reached.has(id) {
			continue
		}
		p, err := w.read(id)
		if err != nil || p.flags != leafPage {
			continue // no page begins here, or none that holds items
		}
		all, err := p.elements()
		if err != nil {
			continue
		}
		for _, e := range all {
			if !e.isBucket {
				visit(e)
			}
		}
	}
	return nil
}

// SalvageQueues copies every message that can be read of a queues' file, which no process
// has open, into new queues in another folder. A message that was being worked, or whose
// place in its queue is lost, is visible at once. isDelivery says which bodies are
// deliveries: where a part of the file is lost, those that still stand in it go to the
// queue spare, since a delivery that is folded twice changes nothing.
func SalvageQueues(
	ctx context.Context,
	path, into, spare string,
	isDelivery func([]byte) bool,
) (Salvaged, error) {
	s := &queuesSalvage{spare: spare, isDelivery: isDelivery, queues: map[string]*savedQueue{}}
	if err := readLocked(path, s.readAll); err != nil {
		return s.Salvaged, err
	}
	f, err := openFile(into, QueuesFile, queuePage)
	if err != nil {
		return s.Salvaged, err
	}
	err = update(f, s.writeAll)
	return s.Salvaged, errors.Join(err, f.Close(), ctx.Err())
}
