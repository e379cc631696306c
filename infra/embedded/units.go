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
	pageBytes = 1 << 20 // that one Query or Scan reads at most
	maxTxSize = 4 << 20 // that one transaction may hold
)

// itemSize returns an item's size as DynamoDB counts it: names and values of all
// attributes. Names are taken to be one byte for version, body and expiry and two for each
// half of a key (pk, sk, dp, ds, lp, ls).
func itemSize(it *table.Item) int {
	version := 1 + numberSize(it.Version)
	body := 1 + len(it.Body)
	keys := keySize(it.Key) + keySize(it.Due) + keySize(it.List)
	if it.Expires == 0 {
		return version + body + keys
	}
	expiry := 1 + numberSize(uint64(it.Expires))
	return version + body + keys + expiry
}

func keySize(k table.Key) int {
	if k.Zero() {
		return 0
	}
	return 4 + len(k.PK) + len(k.SK)
}

// numberSize returns about one byte for two significant digits, and one more.
func numberSize(n uint64) int {
	digits := 0
	for ; n > 0; n /= 10 {
		digits++
	}
	return (digits+1)/2 + 1
}

// entrySize returns the size of a keys-only index entry.
func entrySize(index, item table.Key) int { return keySize(index) + keySize(item) }

// unitsOf rounds a size up to whole units, at least one.
func unitsOf(size, unit int) float64 {
	whole := (size + unit - 1) / unit
	return float64(max(1, whole))
}

// itemWriteUnits returns the units of writing or checking an item: those of the larger of
// the item that was there and the one that shall be, failed conditions included.
func itemWriteUnits(oldSize, newSize int) float64 {
	return unitsOf(max(oldSize, newSize), writeUnit)
}

// indexWriteUnits returns the units of a changed key in one index: those of removing the
// old entry and of putting the new one.
func indexWriteUnits(item, from, to table.Key) float64 {
	if from == to {
		return 0
	}
	units := 0.0
	if !from.Zero() {
		units += unitsOf(entrySize(from, item), writeUnit)
	}
	if !to.Zero() {
		units += unitsOf(entrySize(to, item), writeUnit)
	}
	return units
}

// readUnits returns the units of reading so many bytes at once; nothing found costs the
// least unit.
func readUnits(size int, strong bool) float64 {
	units := unitsOf(size, readUnit)
	if strong {
		return units
	}
	return units / 2
}
