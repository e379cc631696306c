package clv

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Week is the unit of models whose time is in weeks, in days.
const Week = 7

// Table is a store's customers, counted: sorted cells, each history once. Two tables of
// parts of a store merge to the table of the whole, in any order.
type Table struct {
	Ahead int32 // over how many days Next was counted; 0 = not at all
	Step  int32 // how many days a bin is wide: 1 = exact, else a power of two
	Cells []Cell
}

// Count makes a table of customers, in any order. Ahead is over how many days their Next
// was counted. It returns an error about the first history that cannot be.
func Count(ahead int32, customers []Cell) (Table, error) {
	keys := make([]uint64, len(customers))
	single := true
	for i, c := range customers {
		if err := c.check(); err != nil {
			return Table{}, fmt.Errorf("count customer %d: %w", i, err)
		}
		single = single && c.Count == 1
		keys[i] = c.key()
	}

	t := Table{Ahead: ahead, Step: 1}
	if single {
		t.Cells = countKeys(keys)
	} else {
		t.Cells = slices.Clone(customers)
		t.sortAndMerge()
	}
	return t, nil
}

// countKeys returns the cells of customers, one for each key. It sorts the keys, which is
// faster than sorting cells.
func countKeys(keys []uint64) []Cell {
	slices.Sort(keys)
	distinct := 0
	for i, k := range keys {
		if i == 0 || k != keys[i-1] {
			distinct++
		}
	}

	cells := make([]Cell, 0, distinct)
	for from, to := 0, 0; from < len(keys); from = to {
		to = from + 1
		for to < len(keys) && keys[to] == keys[from] {
			to++
		}
		cells = append(cells, cellOf(keys[from], int64(to-from)))
	}
	return cells
}

// sortAndMerge sorts the cells and puts equal ones together.
func (t *Table) sortAndMerge() {
	slices.SortFunc(t.Cells, compareCells)
	merged := t.Cells[:0]
	for _, c := range t.Cells {
		key := c.key()
		last := len(merged) - 1

		switch {
		case last >= 0 && merged[last].key() == key:
			merged[last].Count += c.Count
		case c.Count > 0:
			merged = append(merged, cellOf(key, c.Count))
		}
	}
	t.Cells = merged
}

func compareCells(a, b Cell) int { return cmp.Compare(a.key(), b.key()) }

// OrdersAhead returns the number of days with orders ahead, of all customers.
func (t Table) OrdersAhead() (n int64) {
	for _, c := range t.Cells {
		n += int64(c.Next) * c.Count
	}
	return n
}

// Customers returns how many were counted.
func (t Table) Customers() (n int64) {
	for _, c := range t.Cells {
		n += c.Count
	}
	return n
}

// ErrMerge is wrapped if tables do not belong together.
var ErrMerge = errors.New("tables of different kinds")

// Merge returns the table of the customers of both. Its bins are as wide as the wider ones
// of the two.
func (t Table) Merge(o Table) (Table, error) {
	switch {
	case len(o.Cells) == 0:
		return t, nil
	case len(t.Cells) == 0:
		return o, nil
	case t.Ahead != o.Ahead:
		return Table{}, fmt.Errorf("merge %d with %d days ahead: %w", t.Ahead, o.Ahead, ErrMerge)
	}

	step := max(t.step(), o.step())
	t = t.widenBins(step)
	o = o.widenBins(step)
	merged := Table{
		Ahead: t.Ahead,
		Step:  step,
		Cells: slices.Concat(t.Cells, o.Cells),
	}
	merged.sortAndMerge()
	return merged, nil
}

// Bound makes the bins twice as wide until there are at most limit cells (or nothing is
// left to put together). Since wider bins are unions of narrower ones, parts that are
// bounded before they are merged end in the same table in any order.
func (t Table) Bound(limit int) Table {
	for len(t.Cells) > limit && t.step() <= MaxT {
		t = t.widenBins(t.step() * 2)
	}
	return t
}

// widenBins puts the cells into bins of the given width, if theirs are narrower. A wide
// bin's Cell has the first day of the bin for its times.
func (t Table) widenBins(step int32) Table {
	if step <= t.step() {
		return t
	}

	wide := Table{
		Ahead: t.Ahead,
		Step:  step,
		Cells: slices.Clone(t.Cells),
	}
	for i := range wide.Cells {
		c := &wide.Cells[i]
		c.T &^= step - 1
		c.Tx &^= step - 1
	}
	wide.sortAndMerge()
	return wide
}

func (t Table) step() int32 { return max(t.Step, 1) }

// binMiddle returns the time that stands for a bin that begins on the given day.
func (t Table) binMiddle(first int32) float64 {
	return float64(first) + float64(t.step()-1)/2
}

// History returns the history of a cell's customers, in a unit of so many days.
func (t Table) History(c Cell, unit float64) History {
	h := History{
		X: int(c.X),
		T: t.binMiddle(c.T) / unit,
	}
	if c.X > 0 {
		h.Tx = t.binMiddle(c.Tx) / unit
	}
	return h
}

// DropNext returns the table as it was before anything ahead was seen: cells that differ
// in Next only are put together.
func (t Table) DropNext() Table {
	known := Table{
		Step:  t.step(),
		Cells: slices.Clone(t.Cells),
	}
	for i := range known.Cells {
		known.Cells[i].Next = 0
	}
	known.sortAndMerge()
	return known
}
