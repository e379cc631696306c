package tabletest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"holdfast/shared/records/table"
)

// mark is the cursor after an item.
func mark(i table.Index, it table.Item) string {
	at := place(i, it)
	text := base64.RawURLEncoding.EncodeToString
	return strings.Join(
		[]string{text([]byte(at.SK)), text([]byte(it.PK)), text([]byte(it.SK))},
		".",
	)
}

// after drops what a query's cursor says was given before.
func after(items []table.Item, q table.Query) ([]table.Item, error) {
	if q.Cursor == "" {
		return items, nil
	}
	parts := strings.Split(q.Cursor, ".")
	for i, p := range parts {
		raw, err := base64.RawURLEncoding.DecodeString(p)
		if err != nil || len(parts) != 3 {
			return nil, fmt.Errorf("%w: not a cursor of this query", table.ErrInvalid)
		}
		parts[i] = string(raw)
	}
	last := table.Item{Key: table.Key{PK: parts[1], SK: parts[2]}}
	if q.Index != table.Main {
		last = indexed(q.Index, last, table.Key{PK: q.PK, SK: parts[0]})
	}
	n, found := slices.BinarySearchFunc(items, last, func(a, b table.Item) int {
		return inOrder(q, a, b)
	})
	if found {
		n++
	}
	return items[n:], nil
}

// paged cuts one page out of a whole answer.
func paged(all []table.Item, q table.Query) (table.Page, error) {
	rest, err := after(all, q)
	if err != nil {
		return table.Page{}, err
	}
	p := table.Page{}
	if q.Limit > 0 && len(rest) > q.Limit {
		rest = rest[:q.Limit]
		p.Cursor = mark(q.Index, rest[q.Limit-1])
	}
	for _, it := range rest {
		p.Items = append(p.Items, owned(it))
	}
	return p, nil
}
