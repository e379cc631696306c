package book

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

// Every key there is:
//
//	C#<store>#<customer>  c                     the customer, or a forward to another, or what
//	                                            an erasure left; or what was said of an address
//	C#<store>#<customer>  o#<source>:<order>    an order beyond the newest crm.Keep
//	T#<store>#<task>      t                     a task
//	P#<store>             <source>:<product>    a product of the register, with its variants
//	S#<store>             settings              what the shop set up
//	S#<store>             rules                 what the census made of it: thresholds, each in
//	                                            force from an instant on
//	S#<store>             estimate#<day>        the last census report of a day; FindCensusReport
//	                                            reads the newest day's
//	S#<store>             spent#<month>         what tasks of a month cost so far
//	S                     <store>               the list of stores
//	N#<run>               <segment>             one segment of a census is done
//	N#<run>#<store>       <segment>#<try>#<n>   a piece of its tally of one store
//	Q#<store>             <received>#<id>       a message that could not be used
//	I#<store>             <began>               a file that was imported
//	I#<store>#<began>     <n>                   a part of the list of its orders
//	H#<store>             <day>#<source>#<by>   what came from a source on a day, as one process
//	                                            counted it
//
// and, in the indexes:
//
//	D#<store>#<shard>     <due>#<key of item>   due: customers to be judged, tasks to be
//	                                            looked after
//	L#<store>#<list>      <rank>#<task>         list: open tasks, greatest stake first; past
//	                                            tasks, last ended first

const (
	customerPrefix = "C#"
	customerSK     = "c"
	spillSK        = "o#"
	taskSK         = "t"
	importPrefix   = "I#"
)

// Shards is how many partitions the due index of one store has. It cannot change while the
// store lives.
const Shards = 4

func customerKey(store string, k crm.Key) table.Key {
	return table.Key{PK: customerPrefix + store + "#" + string(k), SK: customerSK}
}

func spillKey(store string, k crm.Key, order crm.Ref) table.Key {
	return table.Key{PK: customerKey(store, k).PK, SK: spillSK + order.String()}
}

func taskKey(store, id string) table.Key {
	return table.Key{PK: "T#" + store + "#" + id, SK: taskSK}
}

func storeKey(store, sk string) table.Key { return table.Key{PK: "S#" + store, SK: sk} }

func quarantineKey(store string, received crm.Instant, id string) table.Key {
	return table.Key{PK: "Q#" + store, SK: stamp(received) + "#" + id}
}

func importKey(store string, began crm.Instant) table.Key {
	return table.Key{PK: importPrefix + store, SK: stamp(began)}
}

func importPartKey(store string, began crm.Instant, n int) table.Key {
	return table.Key{
		PK: importPrefix + store + "#" + stamp(began),
		SK: fmt.Sprintf("%06d", n),
	}
}

func heardKey(day heard.Day) table.Key {
	return table.Key{
		PK: "H#" + day.Store,
		SK: day.Date + "#" + day.Source + "#" + day.By,
	}
}

// doneKey is the key of the record that a segment of a census is done.
func doneKey(run string, segment int) table.Key {
	return table.Key{PK: "N#" + run, SK: fmt.Sprintf("%04d", segment)}
}

// pieceKey is the key of one piece of a segment's tally of one store, as one try of the
// segment found it.
func pieceKey(run, store string, segment int, try string, piece int) table.Key {
	return table.Key{
		PK: "N#" + run + "#" + store,
		SK: fmt.Sprintf("%04d#%s#%04d", segment, try, piece),
	}
}

// stamp writes an instant so that text order is time order.
func stamp(i crm.Instant) string { return fmt.Sprintf("%013d", max(0, int64(i))) }

func duePartition(store string, shard int) string {
	return "D#" + store + "#" + strconv.Itoa(shard)
}

// dueKey returns the place of an item in the due index; none if it is never due.
func dueKey(store string, due crm.Instant, item table.Key) table.Key {
	if due == 0 {
		return table.Key{}
	}
	h := fnv.New32a()
	h.Write([]byte(item.PK))
	shard := int(h.Sum32() % Shards)

	return table.Key{
		PK: duePartition(store, shard),
		SK: stamp(due) + "#" + item.PK,
	}
}

func listPartition(store, list string) string { return "L#" + store + "#" + list }

// parseItemPK splits the partition of a customer or task: its kind ('C' or 'T'), store,
// and name.
func parseItemPK(pk string) (kind byte, store, name string, ok bool) {
	head, tail, hasStore := strings.Cut(pk, "#")
	store, name, hasName := strings.Cut(tail, "#")
	if !hasStore || !hasName || len(head) != 1 || name == "" {
		return 0, "", "", false
	}
	return head[0], store, name, true
}
