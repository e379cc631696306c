package clv

import (
	"errors"
	"fmt"
)

// Cell is a history and how many customers share it. Times are whole days (ticks of the
// Table).
type Cell struct {
	X        int32    // days with an order after the first
	Tx       int32    // from the first order to the last
	T        int32    // from the first order to the day of judgement
	Next     int32    // days with an order in the Table's Ahead that followed; 0 = none
	Patience Patience // after how long a silence they are taken for lost
	Count    int64    // customers
}

// What a Cell can hold. More orders than MaxX count as MaxX: 11 years with one every day.
// MaxT is 179 years.
const (
	MaxX = 1<<12 - 1
	MaxT = 1<<16 - 1
)

// ErrCell is wrapped by every error about a history that cannot be.
var ErrCell = errors.New("not a history")

// check returns an error about a history that cannot be: t_x is 0 exactly if x is, and
// never beyond T.
func (c Cell) check() error {
	negative := min(c.X, c.Tx, c.Next) < 0 || c.Count < 0
	beyond := c.Tx > c.T || c.T > MaxT
	if negative || beyond || (c.X == 0) != (c.Tx == 0) {
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

// Where the parts of a key begin, by bits: kind, T, t_x, next.
const (
	patienceBits = 6
	txShift      = 12
	tShift       = txShift + 16
	kindShift    = tShift + 16
	xShift       = kindShift + patienceBits
)

// key orders cells, and holds all of a cell but its Count.
func (c Cell) key() uint64 {
	kind := uint64(c.kind()) << kindShift
	t := uint64(c.T) << tShift
	tx := uint64(c.Tx) << txShift
	next := uint64(min(c.Next, MaxX))
	return kind | t | tx | next
}

// kind returns x and, as its last bits, patience.
func (c Cell) kind() int32 {
	return min(c.X, MaxX)<<patienceBits | int32(min(c.Patience, maxPatience))
}

// cellOf returns the cell with the given key.
func cellOf(key uint64, count int64) Cell {
	return Cell{
		X:        int32(key >> xShift),
		Patience: Patience(key >> kindShift & maxPatience),
		T:        int32(key >> tShift & MaxT),
		Tx:       int32(key >> txShift & MaxT),
		Next:     int32(key & MaxX),
		Count:    count,
	}
}
