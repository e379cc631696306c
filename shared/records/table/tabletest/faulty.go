package tabletest

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"

	"holdfast/shared/records/table"
)

// ErrFault is the error of a Write that a plan made fail: it says nothing about what was
// applied.
var ErrFault = errors.New("tabletest: planned fault")

// Fault says how a Write fails.
type Fault uint8

const (
	None       Fault = iota // it does not
	NotApplied              // it is not applied, and an error returned
	Applied                 // it is applied (or refused) as ever, and an error returned
)

// Plan says what happens to the n-th Write of a table, from 1. It is called from many
// goroutines.
type Plan func(n int) Fault

// Once is the plan in which only the n-th Write fails.
func Once(n int, f Fault) Plan {
	return func(i int) Fault {
		if i == n {
			return f
		}
		return None
	}
}

// Crash is the plan in which the n-th Write fails and none after it is applied, as if the
// process had died there.
func Crash(n int, f Fault) Plan {
	return func(i int) Fault {
		switch {
		case i < n:
			return None
		case i == n:
			return f
		}
		return NotApplied
	}
}

// Pairs gives each of the first `writes` Writes with each of the two ways it may fail:
// what a fault test goes through.
func Pairs(writes int) iter.Seq2[int, Fault] {
	return func(yield func(int, Fault) bool) {
		for n := 1; n <= writes; n++ {
			if !yield(n, NotApplied) || !yield(n, Applied) {
				return
			}
		}
	}
}

// Faulty is a table whose Writes fail by a plan; reads do not.
type Faulty struct {
	table.Table
	plan   Plan
	writes atomic.Int64
}

var _ table.Table = (*Faulty)(nil)

// NewFaulty wraps a table. With a nil plan it only counts.
func NewFaulty(inner table.Table, plan Plan) *Faulty {
	return &Faulty{Table: inner, plan: plan}
}

// Writes is how many Writes were called: how far Pairs must go after a run without
// faults.
func (f *Faulty) Writes() int { return int(f.writes.Load()) }

// Write implements table.Table.
func (f *Faulty) Write(ctx context.Context, ops ...table.Op) error {
	n := int(f.writes.Add(1))
	fault := None
	if f.plan != nil {
		fault = f.plan(n)
	}
	switch fault {
	case NotApplied:
		return ErrFault
	case Applied:
		return errors.Join(ErrFault, unknown(f.Table.Write(ctx, ops...)))
	}
	return f.Table.Write(ctx, ops...)
}

// unknown keeps errors that say nothing: a conflict or a refusal would tell what a lost
// answer does not.
func unknown(err error) error {
	if table.IsConflict(err) || errors.Is(err, table.ErrInvalid) {
		return nil
	}
	return err
}
