package book

import (
	"cmp"
	"encoding/hex"
	"slices"

	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// Ledger is what Holdfast decided and did for one customer. Unlike facts it follows from
// the course of events.
type Ledger struct {
	Standing  overdue.Standing // as last judged
	Tier      segment.Tier     // as last judged
	Judged    crm.Instant
	Decisions []Decision    // of the occasions that still stand, sorted by task id
	Contacts  []crm.Contact // claims of the last weeks, oldest first

	// Trials are the decisions that passed the money gate, oldest first: lift is measured by
	// them.
	Trials []lift.Trial
}

// Decision says that an occasion was decided, so that it is not decided again.
type Decision struct {
	Task string // the task's id, 32 hex digits
	Open bool   // the task may still have to be taken back
}

// Decide notes what was decided for the occasion of a task: open if it may have to be
// taken back.
func (l *Ledger) Decide(task string, open bool) {
	l.Decisions = slices.Clone(l.Decisions)
	i, found := l.find(task)
	if !found {
		l.Decisions = slices.Insert(l.Decisions, i, Decision{Task: task})
	}
	l.Decisions[i].Open = open
}

// Forget takes out what was decided for the occasion of a task.
func (l *Ledger) Forget(task string) {
	l.Decisions = slices.DeleteFunc(slices.Clone(l.Decisions), func(d Decision) bool {
		return d.Task == task
	})
}

// Decided reports whether the occasion of a task was decided before.
func (l Ledger) Decided(task string) bool {
	_, found := l.find(task)
	return found
}

// find returns the place of the decision of a task, or where it would be inserted.
func (l Ledger) find(task string) (i int, found bool) {
	byTask := func(d Decision, id string) int {
		return cmp.Compare(d.Task, id)
	}
	return slices.BinarySearchFunc(l.Decisions, task, byTask)
}

// DecidedTasks returns the ids of the tasks whose occasions were decided.
func (l Ledger) DecidedTasks() []string {
	ids := make([]string, len(l.Decisions))
	for i, d := range l.Decisions {
		ids[i] = d.Task
	}
	return ids
}

// Open lists the tasks that may have to be taken back.
func (l Ledger) Open() (ids []string) {
	for _, d := range l.Decisions {
		if d.Open {
			ids = append(ids, d.Task)
		}
	}
	return ids
}

// Join returns what was decided and done for two customers that turned out to be one.
// Standing and tier are those of the first until it is judged anew.
func (l Ledger) Join(o Ledger) Ledger {
	for _, d := range o.Decisions {
		i, both := l.find(d.Task)
		l.Decide(d.Task, d.Open || both && l.Decisions[i].Open)
	}

	l.Trials = lift.Union(l.Trials, o.Trials, trialsKept)

	l.Contacts = slices.Concat(l.Contacts, o.Contacts)
	slices.SortFunc(l.Contacts, compareContacts)
	return l
}

// compareContacts sorts the oldest first.
func compareContacts(a, b crm.Contact) int {
	byTime := cmp.Compare(a.At, b.At)
	byChannel := cmp.Compare(a.Channel, b.Channel)
	return cmp.Or(byTime, byChannel)
}

// encode writes the ledger, but for its trials.
func (l *Ledger) encode(w *packed.Writer) {
	w.Byte(byte(l.Standing))
	w.Byte(byte(l.Tier))
	w.Millis(int64(l.Judged))

	w.Uint(uint64(len(l.Decisions)))
	for _, d := range l.Decisions {
		w.Bytes = append(w.Bytes, taskBytes(d.Task)...)
		open := byte(0)
		if d.Open {
			open = 1
		}
		w.Byte(open)
	}

	w.Uint(uint64(len(l.Contacts)))
	for _, c := range l.Contacts {
		w.Millis(int64(c.At))
		w.Byte(byte(c.Channel))
	}
}

// decodeLedger reads what encode wrote. A code that this version does not know fails with
// packed.ErrNewer.
func decodeLedger(r *packed.Reader) (l Ledger) {
	l.Standing = packed.Code[overdue.Standing](r)
	l.Tier = packed.Code[segment.Tier](r)
	l.Judged = crm.Instant(r.Millis())

	for range r.Count() {
		d := Decision{Task: hex.EncodeToString(r.Take(taskIDSize))}
		d.Open = r.Byte() == 1
		l.Decisions = append(l.Decisions, d)
	}

	for range r.Count() {
		c := crm.Contact{At: crm.Instant(r.Millis())}
		c.Channel = packed.Code[crm.Channel](r)
		l.Contacts = append(l.Contacts, c)
	}
	return l
}

// taskIDSize is the number of bytes that a task's id stands for.
const taskIDSize = 16

// taskBytes returns the bytes that a task's id stands for. It panics if that is not 32 hex
// digits.
func taskBytes(id string) []byte {
	b, err := hex.DecodeString(id)
	if err != nil || len(b) != taskIDSize {
		panic("book: task id " + id + " is not 32 hex digits")
	}
	return b
}
