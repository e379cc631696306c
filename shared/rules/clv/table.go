package clv

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Week is the unit of models whose time is in weeks, in days.
const Week = 7

// Cell is a history and how many customers share it. Times are whole days (ticks of the
// Table).
type Cell struct {
	X        int32    // days with an order after the first
	Tx       int32    // from the first order to the last
	T        int32    // from the first order to the day of judgement
	Next     int32    // days with an order in the Table's Ahead that followed; 0 where there is none
	Patience Patience // after how long a silence they are taken for lost
	Count    int64    // customers
}

// What a Cell can hold. More orders than MaxX count as MaxX: 11 years with one every day.
// MaxT is 179 years.
const (
	MaxX = 1<<12 - 1
	MaxT = 1<<16 - 1
)

// Table is a store's customers, counted: sorted cells, each history once. Two tables of
// parts of a store merge to the table of the whole, in any order.
type Table struct {
	Ahead int32 // over how many days Next was counted; 0 = not at all
	Step  int32 // how many days a bin is wide: 1 = exact, else a power of two
	Cells []Cell
}

// ErrCell is wrapped by every error about a history that cannot be.
var ErrCell = errors.New("not a history")

// check tells of a history that cannot be: t_x is 0 just where x is, and never beyond T.
func (c Cell) check() error {
	if c.X < 0 || c.Tx < 0 || c.Tx > c.T || c.T > MaxT || c.Next < 0 || c.Count < 0 ||
		(c.X == 0) != (c.Tx == 0) {
		return fmt.Errorf(
			"x=%d tx=%d T=%d next=%d count=%d: %w",
			c.X,
			c.Tx,
			c.T,
			c.Next,
			c.Count,
			ErrCell,
		)
	}
	return nil
}

// key orders cells, and holds them: kind, T, t_x, next.
func (c Cell) key() uint64 {
	return uint64(c.kind())<<44 | uint64(c.T)<<28 | uint64(c.Tx)<<12 | uint64(min(c.Next, MaxX))
}

// kind is x and, as its last six bits, patience.
func (c Cell) kind() int32 {
	return min(c.X, MaxX)<<6 | int32(min(c.Patience, maxPatience))
}

func cellOf(key uint64, count int64) Cell {
	return Cell{
		X:        int32(key >> 50),
		Patience: Patience(key >> 44 & maxPatience),
		T:        int32(key >> 28 & MaxT),
		Tx:       int32(key >> 12 & MaxT),
		Next:     int32(key & MaxX),
		Count:    count,
	}
}

// Count makes a table of customers, in any order. Ahead is over how many days their Next
// was counted.
func Count(ahead int32, customers []Cell) (Table, error) {
	keys := make([]uint64, len(customers))
	alone := true
	for i, c := range customers {
		if err := c.check(); err != nil {
			return Table{}, fmt.Errorf("count customer %d: %w", i, err)
		}
		alone = alone && c.Count == 1
		keys[i] = c.key()
	}
	t := Table{Ahead: ahead, Step: 1}
	if !alone {
		t.Cells = slices.Clone(customers)
		t.tidy()
		return t, nil
	}
	slices.Sort(keys)
	distinct := 0
	for i, k := range keys {
		if i == 0 || k != keys[i-1] {
			distinct++
		}
	}
	t.Cells = make([]Cell, 0, distinct)
	for i, j := 0, 0; i < len(keys); i = j {
		for j = i; j < len(keys) && keys[j] == keys[i]; j++ {
		}
		t.Cells = append(t.Cells, cellOf(keys[i], int64(j-i)))
	}
	return t, nil
}

// tidy sorts the cells and puts equal ones together.
func (t *Table) tidy() {
	slices.SortFunc(t.Cells, func(a, b Cell) int { return cmp.Compare(a.key(), b.key()) })
	out := t.Cells[:0]
	for _, c := range t.Cells {
		if n := len(out); n > 0 && out[n-1].key() == c.key() {
			out[n-1].Count += c.Count
		} else if c.Count > 0 {
			out = append(out, cellOf(c.key(), c.Count))
		}
	}
	t.Cells = out
}

// OrdersAhead is the number of days with orders ahead, of all customers.
func (t Table) OrdersAhead() (n int64) {
	for _, c := range t.Cells {
		n += int64(c.Next) * c.Count
	}
	return n
}

// Customers is how many were counted.
func (t Table) Customers() (n int64) {
	for _, c := range t.Cells {
		n += c.Count
	}
	return n
}

// ErrMerge is wrapped where tables do not belong together.
var ErrMerge = errors.New("tables of different kinds")

// Merge is the table of the customers of both. It is as coarse as the coarser of them.
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
	t = t.coarse(step)
	o = o.coarse(step)
	out := Table{Ahead: t.Ahead, Step: step, Cells: make([]Cell, 0, len(t.Cells)+len(o.Cells))}
	out.Cells = append(append(out.Cells, t.Cells...), o.Cells...)
	out.tidy()
	return out, nil
}

// Bound makes the bins twice as wide until there are at most limit cells (or nothing is
// left to put together). Since wider bins are unions of narrower ones, parts that are
// bounded before they are merged end in the same table in any order.
func (t Table) Bound(limit int) Table {
	for len(t.Cells) > limit && t.step() <= MaxT {
		t = t.coarse(t.step() * 2)
	}
	return t
}

// coarse puts the cells into bins of the given width. In a Cell of a coarse table times
// are the first day of the bin.
func (t Table) coarse(step int32) Table {
	if step <= t.step() {
		return t
	}
	out := Table{Ahead: t.Ahead, Step: step, Cells: slices.Clone(t.Cells)}
	for i := range out.Cells {
		c := &out.Cells[i]
		c.T &^= step - 1
		c.Tx &^= step - 1
	}
	out.tidy()
	return out
}

func (t Table) step() int32 { return max(t.Step, 1) }

// days is the time that stands for a bin that begins on the given day: its middle.
func (t Table) days(first int32) float64 { return float64(first) + float64(t.step()-1)/2 }

// History is the history of a cell, in a unit of so many days.
func (t Table) History(c Cell, unit float64) History {
	r := History{X: int(c.X), T: t.days(c.T) / unit}
	if c.X > 0 {
		r.Tx = t.days(c.Tx) / unit
	}
	return r
}

// DropNext is the table as it is before anything ahead was seen: cells that differ in Next
// only are put together.
func (t Table) DropNext() Table {
	out := Table{Step: t.step(), Cells: slices.Clone(t.Cells)}
	for i := range out.Cells {
		out.Cells[i].Next = 0
	}
	out.tidy()
	return out
}
