package playbook

import "holdfast/shared/words/crm"

// Kind says who carries a task out and under which rules.
type Kind string

// The kinds.
const (
	Owed      Kind = "obligation" // owed anyway: outside gate, holdout, caps and budget
	ByOwner   Kind = "owner"      // a person does it
	Automatic Kind = "automation" // a machine does it
)

// State is how far a task has come.
type State string

// The states. Refused, held out, done, cancelled and expired are final.
const (
	Proposed  State = "proposed"
	Claimed   State = "claimed"   // being carried out
	Open      State = "open"      // with its owner
	Done      State = "done"      // has a result
	Refused   State = "refused"   // by the gate: Saving is not more than Cost
	HeldOut   State = "held_out"  // left alone so that lift can be measured
	Cancelled State = "cancelled" // the occasion no longer holds
	Expired   State = "expired"   // its deadline passed
	Uncertain State = "uncertain" // claimed without an outcome: a person must look
)

// Final reports whether nothing more becomes of a task by itself.
func (s State) Final() bool {
	switch s {
	case Refused, HeldOut, Done, Cancelled, Expired:
		return true
	}
	return false
}

// Task is one measure for one customer. It holds codes and numbers, no sentences: a Brief
// says it to people. How it is stored is up to package book, and how it leaves Holdfast is
// a PublicTask.
type Task struct {
	ID         string
	Store      string
	Customer   crm.Key
	Playbook   Name
	Measure    Measure
	Kind       Kind
	Trigger    Trigger
	ProposedAt crm.Instant
	NotBefore  crm.Instant // outside the customer's night
	Deadline   crm.Instant
	Channel    string
	Owner      string
	Currency   crm.Currency
	Cost       int64  // minor units, as all three
	Stake      int64  // the money at stake when it was proposed
	Saving     int64  // expected: what the gate held against the cost
	Reason     string // the likely one when it was proposed
	State      State
	Attempts   int
	Result     Result
	ResultAt   crm.Instant
	Why        Why // why it was cancelled or refused
}

// IsLate reports whether the task is owed, and its deadline has passed. It stays on the list,
// before all others, until it is answered.
func (t *Task) IsLate(now crm.Instant) bool {
	return t.Kind == Owed && !t.State.Final() && now > t.Deadline
}

// PassToManager gives a task that is late to the manager: its owner has not answered in
// time. Without a manager it stays with its owner.
func (t *Task) PassToManager(c *Config) {
	if c.Manager != "" {
		t.Owner = c.Manager
	}
	t.Why = WhyDeadline
}

// NeedsPerson reports whether a person can do the task, and say what came of it. A task that
// is claimed is being carried out; a message that is proposed is left to the machine.
func (t *Task) NeedsPerson() bool {
	switch t.State {
	case Open, Uncertain:
		return true
	case Proposed:
		return t.Kind != Automatic
	}
	return false
}
