package embedded

import (
	"fmt"
	"hash/maphash"
	"os"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

// Found counts what a check could read of a file, and lists its problems.
type Found struct {
	File     string
	Counts   []Count  // of what could be read, by name
	Problems []string // sentences for a person
}

// Count is how many there are of something.
type Count struct {
	Name string
	N    int
}

// source is a file whose trees can be walked: one that no process has open, or one that
// serves.
type source func(w *walker) error

// closedFile returns a file that no process has open.
func closedFile(path string) source {
	return func(w *walker) error {
		return readLocked(path, func(on *os.File) error {
			p, err := readPages(on)
			if err != nil {
				return err
			}
			w.begin(p)
			return w.walkAll()
		})
	}
}

// openFileNow returns an open file as it stands when the walk begins. Meanwhile others may
// write; what they free is not used again until the walk ends.
func openFileNow(f file) source {
	return func(w *walker) error {
		return view(f, func(tx *bolt.Tx) error {
			size := int64(f.Info().PageSize)
			w.begin(&pages{
				r:        f.on,
				fileSize: tx.Size(),
				pageSize: size,
				meta:     meta{pages: uint64(tx.Size() / size)},
			})
			return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
				if root := uint64(b.Root()); root != 0 {
					return w.walk(tree{bucket: slices.Clone(name), page: root}, 0)
				}
				return b.ForEach(func(k, v []byte) error {
					w.tell(name, element{key: k, value: v})
					return nil
				})
			})
		})
	}
}

// CheckTable reads all of a table's file that no process has open. each is told every item
// that can be read. Damage is a problem that it returns, and no error.
func CheckTable(path string, each func(table.Item)) (Found, error) {
	return checkTable(path, closedFile(path), each)
}

// Check does what CheckTable does with the open table as it stands now.
func (t *Table) Check(each func(table.Item)) (Found, error) {
	return checkTable(t.db.path, openFileNow(t.db), each)
}

// tableCheck is a check of a table under way.
type tableCheck struct {
	each    func(table.Item)
	seed    maphash.Seed
	items   int
	bad     int                       // items that cannot be read
	entries map[string]map[uint64]int // by index, by hash of the key: entries less expected
	counts  map[string]int            // entries by index
}

// indexNames are the indexes as people are told of them.
var indexNames = map[string]string{
	string(dueBucket):    "due dates",
	string(listBucket):   "entries of task lists",
	string(expiryBucket): "dates of expiry",
}

func checkTable(path string, from source, each func(table.Item)) (Found, error) {
	c := &tableCheck{
		each:    each,
		seed:    maphash.MakeSeed(),
		entries: map[string]map[uint64]int{},
		counts:  map[string]int{},
	}
	for name := range indexNames {
		c.entries[name] = map[uint64]int{}
	}
	found := Found{File: path}
	w := &walker{item: c.take, lost: found.noteLoss}
	if err := w.walkFrom(from); err != nil {
		return found, err
	}

	found.Counts = append(found.Counts, Count{"items", c.items})
	for _, name := range []string{string(dueBucket), string(listBucket), string(expiryBucket)} {
		found.Counts = append(found.Counts, Count{indexNames[name], c.counts[name]})
	}
	if c.bad > 0 {
		found.addProblem("%d items make no sense", c.bad)
	}
	c.compareIndexes(&found)
	return found, nil
}

// noteLoss adds a part that cannot be read to the problems, and has the walk go on.
func (f *Found) noteLoss(l loss) error {
	text := strings.TrimPrefix(l.cause.Error(), ErrDamaged.Error()+": ")
	if l.bucket == nil {
		f.addProblem("%s", text)
		return nil
	}
	f.addProblem("%s (%s)", text, l.bucket)
	return nil
}

func (f *Found) addProblem(format string, args ...any) {
	f.Problems = append(f.Problems, fmt.Sprintf(format, args...))
}

// take takes one key and value of the table's file.
func (c *tableCheck) take(bucket, key, value []byte) {
	name := string(bucket)
	switch {
	case name == string(itemsBucket):
		c.takeItem(key, value)
	case c.entries[name] != nil:
		c.counts[name]++
		c.entries[name][maphash.Bytes(c.seed, key)]++
	}
}

func (c *tableCheck) takeItem(key, value []byte) {
	k, err := parseItemKey(key)
	if err != nil {
		c.bad++
		return
	}
	it, err := decodeItem(k, value)
	if err != nil {
		c.bad++
		return
	}
	c.items++
	for _, e := range indexEntries(key, &it) {
		c.entries[string(e.index)][maphash.Bytes(c.seed, e.key)]--
	}
	c.each(it)
}

// indexEntry is an entry that an item has in an index.
type indexEntry struct{ index, key []byte }

// indexEntries lists the entries of an item, whose stored key is given.
func indexEntries(stored []byte, it *table.Item) []indexEntry {
	var all []indexEntry
	if !it.Due.Zero() {
		all = append(all, indexEntry{dueBucket, indexKey(it.Due, it.Key)})
	}
	if !it.List.Zero() {
		all = append(all, indexEntry{listBucket, indexKey(it.List, it.Key)})
	}
	if it.Expires != 0 {
		all = append(all, indexEntry{expiryBucket, expiryKey(it.Expires, stored)})
	}
	return all
}

// compareIndexes adds the entries that have no item, and the items that lack theirs.
func (c *tableCheck) compareIndexes(found *Found) {
	for _, name := range []string{string(dueBucket), string(listBucket), string(expiryBucket)} {
		loose := 0
		missing := 0
		for _, surplus := range c.entries[name] {
			loose += max(0, surplus)
			missing += max(0, -surplus)
		}
		if loose > 0 {
			found.addProblem("%d %s lead to no item", loose, indexNames[name])
		}
		if missing > 0 {
			found.addProblem("%d %s are missing", missing, indexNames[name])
		}
	}
}
