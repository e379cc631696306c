package rows

import (
	"hash/maphash"
	"slices"
)

// seed makes hashes of order numbers, the same while the program runs.
var seed = maphash.MakeSeed()

// run is a number of rows of one order that follow each other. It is known by what its
// first row says.
type run struct {
	id, number string
}

// goesOn reports whether a row is of the same order.
func (r run) goesOn(id, number string) bool {
	if id != "" {
		return id == r.id
	}
	return number != "" && number == r.number
}

// keys returns what a run is counted by: its id, and the number that people see.
func (r run) keys() (keys [2]uint64) {
	if r.id != "" {
		keys[0] = maphash.String(seed, "i"+r.id)
	}
	if r.number != "" {
		keys[1] = maphash.String(seed, "n"+r.number)
	}
	return keys
}

// runTally counts the runs of each order, in eight bytes a run.
type runTally struct {
	now  run
	keys []uint64
}

// add counts a row. It reports whether the row begins a run. A row that says nothing of its
// order is of none.
func (t *runTally) add(id, number string) (isNew bool) {
	if id == "" && number == "" || t.now.goesOn(id, number) {
		return false
	}
	t.end()
	t.now = run{id: id, number: number}
	return true
}

// end counts the run that was read.
func (t *runTally) end() {
	for _, key := range t.now.keys() {
		if key != 0 {
			t.keys = append(t.keys, key)
		}
	}
	t.now = run{}
}

// apart returns how many runs the orders have whose rows stand apart.
func (t *runTally) apart() map[uint64]int {
	slices.Sort(t.keys)
	found := map[uint64]int{}
	for i := 1; i < len(t.keys); i++ {
		if t.keys[i] == t.keys[i-1] {
			found[t.keys[i]] = max(2, found[t.keys[i]]+1)
		}
	}
	t.keys = nil
	return found
}
