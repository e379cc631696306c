package embedded

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strings"

	"holdfast/shared/records/table"
)

var errCorrupt = fmt.Errorf("%w: stored bytes make no sense", ErrDamaged)

// slots is how many slots partitions are hashed into. A scan's segment is a range of
// slots, so that segments are disjoint, about even, and read nothing twice: DynamoDB lays
// out partitions in the same way.
const slots = 1 << 16

// slotOf returns the slot of a partition: FNV-1a folded to 16 bits. Stored keys begin with
// it.
func slotOf(pk string) uint16 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(pk)) // never fails
	s := h.Sum32()
	return uint16(s>>16) ^ uint16(s)
}

// appendPart appends one part of a compound key, so that compound keys sort as their
// parts do: NUL is written 00 FF, the end of the part 00 01.
func appendPart(b []byte, s string) []byte { return append(appendEscaped(b, s), 0, 1) }

func appendEscaped(b []byte, s string) []byte {
	for {
		i := strings.IndexByte(s, 0)
		if i < 0 {
			return append(b, s...)
		}
		b = append(b, s[:i]...)
		b = append(b, 0, 0xFF)
		s = s[i+1:]
	}
}

// cutPart reads what appendPart wrote, and returns the bytes after it.
func cutPart(b []byte) (part string, after []byte, err error) {
	for i := 0; i+1 < len(b); i++ {
		if b[i] != 0 {
			continue
		}
		if b[i+1] == 1 {
			part = strings.ReplaceAll(string(b[:i]), "\x00\xff", "\x00")
			return part, b[i+2:], nil
		}
		i++
	}
	return "", nil, errCorrupt
}

// partitionPrefix returns the bytes with which the stored keys of all items of a partition
// begin: slot and partition.
func partitionPrefix(pk string) []byte {
	slot := slotOf(pk)
	b := make([]byte, 0, len(pk)+64)
	b = append(b, byte(slot>>8), byte(slot))
	return appendPart(b, pk)
}

// itemKey returns the stored key of an item. Within a partition stored keys sort by SK.
func itemKey(k table.Key) []byte { return append(partitionPrefix(k.PK), k.SK...) }

// parseItemKey reads what itemKey wrote.
func parseItemKey(b []byte) (table.Key, error) {
	if len(b) < 2 {
		return table.Key{}, errCorrupt
	}
	pk, sk, err := cutPart(b[2:])
	return table.Key{PK: pk, SK: string(sk)}, err
}

// indexKey returns the stored key of an index entry: the index's key, then the item's.
func indexKey(index, item table.Key) []byte {
	const ends = 8 // room for the ends of three parts
	size := len(index.PK) + len(index.SK) + len(item.PK) + len(item.SK)
	b := make([]byte, 0, size+ends)
	b = appendPart(b, index.PK)
	b = appendPart(b, index.SK)
	b = appendPart(b, item.PK)
	return append(b, item.SK...)
}

// parseIndexKey reads what indexKey wrote.
func parseIndexKey(b []byte) (index, item table.Key, err error) {
	var e1, e2, e3 error
	index.PK, b, e1 = cutPart(b)
	index.SK, b, e2 = cutPart(b)
	item.PK, b, e3 = cutPart(b)
	item.SK = string(b)
	return index, item, errors.Join(e1, e2, e3)
}
