package table_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
)

// counted counts the pages that are read of a table, and fails from one of them on.
type counted struct {
	table.Table
	pages  int
	failAt int // 0 = never
}

var errBroken = errors.New("broken")

func (c *counted) count() error {
	c.pages++
	if c.failAt > 0 && c.pages >= c.failAt {
		return errBroken
	}
	return nil
}

func (c *counted) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := c.count(); err != nil {
		return table.Page{}, err
	}
	return c.Table.Query(ctx, q)
}

func (c *counted) Scan(ctx context.Context, segment, of int, cursor string) (table.Page, error) {
	if err := c.count(); err != nil {
		return table.Page{}, err
	}
	return c.Table.Scan(ctx, segment, of, cursor)
}

// ten is a table with the items 0..9 in one partition and one item in another.
func ten(t *testing.T) *counted {
	t.Helper()
	m := tabletest.NewMemory()
	for i := range 10 {
		put(t, m, table.Key{PK: "p", SK: fmt.Sprint(i)})
	}
	put(t, m, table.Key{PK: "q", SK: "0"})
	return &counted{Table: m}
}

func put(t *testing.T, to table.Table, k table.Key) {
	t.Helper()
	if err := to.Write(t.Context(), table.Op{Kind: table.Put, Item: table.Item{Key: k}}); err != nil {
		t.Fatal(err)
	}
}

func TestAQueryIsRangedOverPageByPage(t *testing.T) {
	t.Parallel()
	c := ten(t)
	var got []string
	for item, err := range table.QueryAll(t.Context(), c, table.Query{PK: "p", From: "2", Backward: true, Limit: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, item.SK)
	}
	if d := cmp.Diff([]string{"9", "8", "7", "6", "5", "4", "3", "2"}, got); d != "" {
		t.Errorf("items (-want +got):\n%s", d)
	}
}

func TestPagesThatNobodyNeedsAreNotRead(t *testing.T) {
	t.Parallel()
	c := ten(t)
	n := 0
	for _, err := range table.QueryAll(t.Context(), c, table.Query{PK: "p", Limit: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			break
		}
	}
	if c.pages != 1 {
		t.Errorf("%d pages were read for three items of a page of three", c.pages)
	}
}

func TestAnErrorIsTheLastThingThatComes(t *testing.T) {
	t.Parallel()
	c := ten(t)
	c.failAt = 2
	var items int
	var errs []error
	for _, err := range table.QueryAll(t.Context(), c, table.Query{PK: "p", Limit: 3}) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		items++
	}
	if items != 3 || len(errs) != 1 || !errors.Is(errs[0], errBroken) {
		t.Errorf("%d items, then %v", items, errs)
	}
}

func TestAScanMeetsEveryItemOnceInWhateverSegments(t *testing.T) {
	t.Parallel()
	c := ten(t)
	for _, segments := range []int{1, 3} {
		met := map[table.Key]int{}
		for segment := range segments {
			for item, err := range table.ScanSegment(t.Context(), c, segment, segments) {
				if err != nil {
					t.Fatal(err)
				}
				met[item.Key]++
			}
		}
		if len(met) != 11 {
			t.Errorf("in %d segments %d items, want 11", segments, len(met))
		}
		for key, n := range met {
			if n != 1 {
				t.Errorf("in %d segments %v is met %d times", segments, key, n)
			}
		}
	}
	for _, err := range table.ScanAll(t.Context(), &counted{Table: c, failAt: 1}) {
		if !errors.Is(err, errBroken) {
			t.Errorf("error %v", err)
		}
	}
}
