package tabletest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"holdfast/shared/records/table"
)

// cursorAfter returns the cursor after an item: its sort key in the index, and its own key.
func cursorAfter(i table.Index, it table.Item) string {
	halves := []string{keyIn(i, it).SK, it.PK, it.SK}
	for n, half := range halves {
		halves[n] = base64.RawURLEncoding.EncodeToString([]byte(half))
	}
	return strings.Join(halves, ".")
}

// parseCursor reads what cursorAfter wrote for the same query.
func parseCursor(q table.Query) (last table.Item, err error) {
	halves := strings.Split(q.Cursor, ".")
	if len(halves) != 3 {
		return last, fmt.Errorf("%w: not a cursor of this query", table.ErrInvalid)
	}
	for n, half := range halves {
		raw, err := base64.RawURLEncoding.DecodeString(half)
		if err != nil {
			return last, fmt.Errorf("%w: not a cursor of this query", table.ErrInvalid)
		}
		halves[n] = string(raw)
	}

	last.Key = table.Key{PK: halves[1], SK: halves[2]}
	if q.Index != table.Main {
		last = indexed(q.Index, last, table.Key{PK: q.PK, SK: halves[0]})
	}
	return last, nil
}

// itemsAfter returns the items that come after a query's cursor.
func itemsAfter(items []table.Item, q table.Query) ([]table.Item, error) {
	if q.Cursor == "" {
		return items, nil
	}
	last, err := parseCursor(q)
	if err != nil {
		return nil, err
	}
	n, found := slices.BinarySearchFunc(items, last, func(a, b table.Item) int {
		return compareItems(q, a, b)
	})
	if found {
		n++
	}
	return items[n:], nil
}

// cutPage cuts one page out of a whole answer.
func cutPage(all []table.Item, q table.Query) (table.Page, error) {
	rest, err := itemsAfter(all, q)
	if err != nil {
		return table.Page{}, err
	}
	p := table.Page{}
	if q.Limit > 0 && len(rest) > q.Limit {
		rest = rest[:q.Limit]
		p.Cursor = cursorAfter(q.Index, rest[q.Limit-1])
	}
	for _, it := range rest {
		p.Items = append(p.Items, cloneItem(it))
	}
	return p, nil
}
