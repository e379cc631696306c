// Package table is what Holdfast needs of a key-value table, modelled on DynamoDB:
// conditional writes on a version, transactions of up to a hundred items, two sparse
// keys-only indexes, and a segmented scan.
//
// A caller loads items with Get, which gives each its Version, and hands Write the changed
// items, each with that version as the condition: If. All of them are applied, each with the
// next version, or none: then the error is a Conflict, and the caller loads anew (Retry
// does, a few times). So two workers never overwrite each other, and no lock is needed.
//
// What is many is ranged over with QueryAll, QueryPages, ScanAll or ScanSegment. The indexes
// lag behind the items and give keys only: what they name is loaded before it is acted on.
//
// Any error but a Conflict or ErrInvalid leaves open whether a write was applied; every
// caller must be right either way.
//
// Implementations are infra/dynamo, infra/embedded and tabletest.Memory. Each passes the
// suite tabletest.Run, and checks requests with the Check functions here. What is to be
// promised besides goes into the comments of Table, the suite, and then all three.
package table

import (
	"context"
	"errors"
	"fmt"
)

// Key names one item by its partition and its sort key within that. Both are UTF-8 and at
// most MaxKey bytes each. Only book builds them.
type Key struct{ PK, SK string }

// Zero reports whether there is no key, as the index key of an item that is not in that
// index.
func (k Key) Zero() bool { return k == Key{} }

// Item is one record.
type Item struct {
	Key
	Version uint64 // 1, 2, ...; set by Write, never reused for a key that is never deleted
	Body    []byte // at most MaxBody bytes, opaque to the table
	Due     Key    // its key in the due index; zero = not in it
	List    Key    // its key in the list index; zero = not in it

	// Expires is the instant, in Unix seconds, after which the item may vanish; 0 = never. It
	// may outlive this for days: readers check.
	Expires int64
}

// MaxBody is the largest Body that Write takes, below DynamoDB's 400 KB an item.
const MaxBody = 350 << 10

// MaxOps is the most keys one Get or Write may name, DynamoDB's limit.
const MaxOps = 100

// Kind says what an Op does.
type Kind uint8

const (
	Put    Kind = iota + 1 // replace or create the whole item
	Delete                 // remove it
	Check                  // only require the version
)

// Op is one condition and its effect. There are no unconditional writes.
type Op struct {
	Kind Kind
	Item Item   // for Delete and Check only the Key counts
	If   uint64 // the version that the item must have; 0 = there must be none
}

// Conflict is the error of a Write whose condition did not hold. Either nothing was
// applied, or an earlier try of this very Write was (a retry after a lost answer): load the
// items again to see which.
type Conflict struct {
	Old  []*Item // by op: the item whose version was another one, else nil
	Busy bool    // an item was in another transaction; no condition was checked
}

func (c *Conflict) Error() string {
	if c.Busy {
		return "table: item is in another transaction"
	}
	there := 0
	for _, old := range c.Old {
		if old != nil {
			there++
		}
	}
	const format = "table: condition failed (%d of %d ops had an item standing)"
	return fmt.Sprintf(format, there, len(c.Old))
}

// IsConflict reports whether err is, or wraps, a Conflict.
func IsConflict(err error) bool {
	var c *Conflict
	return errors.As(err, &c)
}

// ErrInvalid is wrapped by errors that no retry can mend: too many ops, the same key
// twice, a body too large, an empty key.
var ErrInvalid = errors.New("table: invalid request")

// Index names what a Query reads.
type Index uint8

const (
	Main Index = iota // the items themselves, strongly consistent
	Due               // items with a Due key; lags, keys only
	List              // items with a List key; lags, keys only
)

// Query asks for one partition in key order.
type Query struct {
	Index    Index
	PK       string
	From, To string // From <= SK < To; an empty To has no upper bound
	Backward bool   // from the greatest SK down
	Limit    int    // at most this many items a page; 0 = the table's own page size
	Cursor   string // Page.Cursor of the page before, for the same Query
}

// Page is some of the items of an answer. On an index, items carry their Key and that index's key,
// nothing else.
type Page struct {
	Items  []Item
	Cursor string // "" = no more
}

// Table is one key-value table. It is safe for use by several goroutines. Any error that
// is neither a Conflict nor wraps ErrInvalid means that nothing is known: a Write may or
// may not have been applied.
type Table interface {
	// Get reads up to MaxOps keys; missing ones are not in the map. Without strong, what
	// it reads may be a moment old.
	Get(ctx context.Context, strong bool, keys ...Key) (map[Key]Item, error)
	// Write applies 1..MaxOps ops on distinct keys, all or nothing, each item getting
	// version If+1. One op is a plain conditional write, several are a transaction that
	// costs twice the write units.
	Write(ctx context.Context, ops ...Op) error
	// Query reads one partition in order. Main is strong; indexes lag and give keys only:
	// Get before acting.
	Query(ctx context.Context, q Query) (Page, error)
	// Scan reads one of `of` disjoint segments of the whole table: eventual, all stores,
	// unordered, nothing twice.
	Scan(ctx context.Context, segment, of int, cursor string) (Page, error)
}

// Meter is called after each request with the capacity units that it consumed, by
// DynamoDB's rules.
type Meter func(write, read float64)
