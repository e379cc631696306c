package embedded

import (
	"holdfast/shared/records/table"
)

// DynamoDB's units ("Item sizes and capacity unit consumption", Amazon DynamoDB Developer
// Guide). A write unit is 1 KB of an item, a read unit 4 KB read strongly or 8 KB
// eventually.
const (
	writeUnit = 1 << 10
	readUnit  = 4 << 10
	pageBytes = 1 << 20 // what one Query or Scan reads at most
	maxTxSize = 4 << 20 // what one transaction may hold
)

// itemSize is an item's size as DynamoDB counts it: names and values of all attributes.
// Names are taken to be one byte for version, body and expiry and two for each half of a
// key (pk, sk, dp, ds, lp, ls).
func itemSize(it *table.Item) int {
	n := keySize(
		it.Key,
	) + 1 + numberSize(
		it.Version,
	) + 1 + len(
		it.Body,
	) + keySize(
		it.Due,
	) + keySize(
		it.List,
	)
	if it.Expires != 0 {
		n += 1 + numberSize(uint64(it.Expires))
	}
	return n
}

func keySize(k table.Key) int {
	if k.Zero() {
		return 0
	}
	return 4 + len(k.PK) + len(k.SK)
}

// numberSize is about one byte for two significant digits, and one more.
func numberSize(n uint64) int {
	digits := 0
	for ; n > 0; n /= 10 {
		digits++
	}
	return (digits+1)/2 + 1
}

// entrySize is the size of a keys-only index entry.
func entrySize(at, k table.Key) int { return keySize(at) + keySize(k) }

// units rounds a size up to whole units, at least one.
func units(size, unit int) float64 { return float64(max(1, (size+unit-1)/unit)) }

// itemWriteUnits is what writing or checking an item costs: the larger of what stood
// there and what shall, failed conditions included.
func itemWriteUnits(oldSize, newSize int) float64 {
	return units(max(oldSize, newSize), writeUnit)
}

// indexWriteUnits is what a changed place in one index costs: one to remove the old
// entry, one to put the new.
func indexWriteUnits(k, from, to table.Key) float64 {
	if from == to {
		return 0
	}
	u := 0.0
	if !from.Zero() {
		u += units(entrySize(from, k), writeUnit)
	}
	if !to.Zero() {
		u += units(entrySize(to, k), writeUnit)
	}
	return u
}

// readUnits is what reading so many bytes at once costs; nothing found costs the least
// unit.
func readUnits(size int, strong bool) float64 {
	if strong {
		return units(size, readUnit)
	}
	return units(size, readUnit) / 2
}
