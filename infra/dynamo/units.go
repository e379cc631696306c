package dynamo

import "holdfast/shared/records/table"

const writeUnit = 1024 // bytes

// refusedUnits estimates what a refused write consumed. DynamoDB does not say, but counts
// the larger of the item that was there and the one that should be, in units of 1 KB,
// twice in a transaction ("Item sizes and capacity unit consumption", Amazon DynamoDB
// Developer Guide).
func refusedUnits(ops []table.Op, c *table.Conflict) float64 {
	if c.Busy {
		return 0
	}
	total := 0
	for i := range ops {
		size := 0
		if ops[i].Kind == table.Put {
			size = itemSize(&ops[i].Item, ops[i].If+1)
		}
		if old := c.Old[i]; old != nil {
			size = max(size, itemSize(old, old.Version))
		}
		total += max(1, (size+writeUnit-1)/writeUnit)
	}
	if len(ops) > 1 {
		total *= 2
	}
	return float64(total)
}

// itemSize returns an item's size as DynamoDB counts it: names and values of all
// attributes.
func itemSize(it *table.Item, version uint64) int {
	size := keySize(it.Key) + keySize(it.Due) + keySize(it.List)
	size += len(attrVersion) + numberSize(version)
	if len(it.Body) > 0 {
		size += len(attrBody) + len(it.Body)
	}
	if it.Expires != 0 {
		size += len(attrExpires) + numberSize(uint64(it.Expires))
	}
	return size
}

// keySize returns the size of a key. The names of all keys have the same length.
func keySize(k table.Key) int {
	if k.Zero() {
		return 0
	}
	return len(attrPK) + len(attrSK) + len(k.PK) + len(k.SK)
}

// numberSize returns about one byte for two significant digits, and one more.
func numberSize(n uint64) int {
	digits := 0
	for ; n > 0; n /= 10 {
		digits++
	}
	return (digits+1)/2 + 1
}
