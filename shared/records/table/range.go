package table

import (
	"context"
	"iter"
)

// QueryAll yields the items of every page of a query, in its order. A page is read once
// the items before it are taken. An error comes as the last pair, with a zero item.
func QueryAll(ctx context.Context, t Table, q Query) iter.Seq2[Item, error] {
	return itemsOf(QueryPages(ctx, t, q))
}

// QueryPages yields the items of a query page by page, none of them empty, for callers
// that load what a page names together. An error comes as the last pair, with no items.
func QueryPages(ctx context.Context, t Table, q Query) iter.Seq2[[]Item, error] {
	return pages(q.Cursor, func(cursor string) (Page, error) {
		q.Cursor = cursor
		return t.Query(ctx, q)
	})
}

// ScanAll yields every item of the table: eventual, all stores, unordered, nothing twice.
// An error comes as the last pair, with a zero item.
func ScanAll(ctx context.Context, t Table) iter.Seq2[Item, error] {
	return ScanSegment(ctx, t, 0, 1)
}

// ScanSegment yields every item of one of `of` disjoint segments of the table, as ScanAll
// does of all.
func ScanSegment(ctx context.Context, t Table, segment, of int) iter.Seq2[Item, error] {
	return itemsOf(pages("", func(cursor string) (Page, error) {
		return t.Scan(ctx, segment, of, cursor)
	}))
}

// Collect returns all values of a range, or its first error.
func Collect[T any](all iter.Seq2[T, error]) ([]T, error) {
	var values []T
	for v, err := range all {
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// pages yields one page after the other, the first of which is at cursor.
func pages(cursor string, read func(cursor string) (Page, error)) iter.Seq2[[]Item, error] {
	return func(yield func([]Item, error) bool) {
		for next := cursor; ; {
			page, err := read(next)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(page.Items) > 0 && !yield(page.Items, nil) {
				return
			}

			next = page.Cursor
			if next == "" {
				return
			}
		}
	}
}

// itemsOf yields the items of pages.
func itemsOf(pages iter.Seq2[[]Item, error]) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for page, err := range pages {
			if err != nil {
				yield(Item{}, err)
				return
			}
			for _, item := range page {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}
