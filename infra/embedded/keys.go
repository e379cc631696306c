package embedded

import (
	"errors"
	"hash/fnv"
	"strings"

	"holdfast/shared/records/table"
)

var errCorrupt = errors.New("embedded: stored bytes make no sense")

// slots is how many slots partitions are hashed into. A scan's segment is a range of
// slots, so that segments are disjoint, about even, and read nothing twice: how DynamoDB
// lays out partitions too.
const slots = 1 << 16

// slot is the place of a partition among the segments: FNV-1a folded to 16 bits. Stored
// keys begin with it.
func slot(pk string) uint16 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(pk)) // never fails
	s := h.Sum32()
	return uint16(s>>16) ^ uint16(s)
}

// appendPart appends one part of a compound key, so that compound keys sort as their
// parts do: NUL is written 00 FF, the end 00 01.
func appendPart(b []byte, s string) []byte { return append(appendEscaped(b, s), 0, 1) }

func appendEscaped(b []byte, s string) []byte {
	for {
		i := strings.IndexByte(s, 0)
		if i < 0 {
			return append(b, s...)
		}
		b = append(append(b, s[:i]...), 0, 0xFF)
		s = s[i+1:]
	}
}

// cutPart reads what appendPart wrote, and returns what follows it.
func cutPart(b []byte) (part string, rest []byte, err error) {
	for i := 0; i+1 < len(b); i++ {
		if b[i] != 0 {
			continue
		}
		if b[i+1] == 1 {
			return strings.ReplaceAll(string(b[:i]), "\x00\xff", "\x00"), b[i+2:], nil
		}
		i++
	}
	return "", nil, errCorrupt
}

// partition is what the stored keys of all items of a partition begin with.
func partition(pk string) []byte {
	s := slot(pk)
	b := make([]byte, 0, len(pk)+64)
	return appendPart(append(b, byte(s>>8), byte(s)), pk)
}

// itemKey is the stored key of an item: slot, partition, place. Within a partition they
// sort by SK.
func itemKey(k table.Key) []byte { return append(partition(k.PK), k.SK...) }

func parseItemKey(b []byte) (table.Key, error) {
	if len(b) < 2 {
		return table.Key{}, errCorrupt
	}
	pk, sk, err := cutPart(b[2:])
	return table.Key{PK: pk, SK: string(sk)}, err
}

// indexKey is the stored key of an index entry: the index's key, then the item's.
func indexKey(at, k table.Key) []byte {
	b := make([]byte, 0, len(at.PK)+len(at.SK)+len(k.PK)+len(k.SK)+8)
	b = appendPart(appendPart(b, at.PK), at.SK)
	return append(appendPart(b, k.PK), k.SK...)
}

func parseIndexKey(b []byte) (at, k table.Key, err error) {
	var e1, e2, e3 error
	at.PK, b, e1 = cutPart(b)
	at.SK, b, e2 = cutPart(b)
	k.PK, b, e3 = cutPart(b)
	k.SK = string(b)
	return at, k, errors.Join(e1, e2, e3)
}
