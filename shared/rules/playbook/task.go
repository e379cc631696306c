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
	Expired   State = "expired"   // nobody did it by its deadline
	Uncertain State = "uncertain" // claimed without an outcome: a person must look
)

// Final reports whether nothing more will become of a task by itself.
func (s State) Final() bool {
	switch s {
	case Refused, HeldOut, Done, Cancelled, Expired:
		return true
	}
	return false
}

// Task is one measure for one customer. It holds codes and numbers, no sentences; Brief
// says it to people.
type Task struct {
	ID         string       `json:"id"`
	Store      string       `json:"store"`
	Customer   crm.Key      `json:"customer"`
	Playbook   Name         `json:"playbook"`
	Measure    Measure      `json:"measure"`
	Kind       Kind         `json:"kind"`
	Trigger    Trigger      `json:"trigger"`
	ProposedAt crm.Instant  `json:"proposed_at"`
	NotBefore  crm.Instant  `json:"not_before"` // outside the customer's night
	Deadline   crm.Instant  `json:"deadline"`
	Channel    string       `json:"channel"`
	Owner      string       `json:"owner,omitempty"`
	Currency   crm.Currency `json:"currency"`
	Cost       int64        `json:"cost"`   // minor units, as all three
	Stake      int64        `json:"stake"`  // the money at stake when it was proposed
	Saving     int64        `json:"saving"` // expected: what the gate held against the cost
	Reason     string       `json:"reason"` // the likely one when it was proposed
	State      State        `json:"state"`
	Attempts   int          `json:"attempts,omitempty"`
	Result     Result       `json:"result,omitempty"`
	ResultAt   crm.Instant  `json:"result_at,omitempty"`
	Why        Why          `json:"why,omitempty"` // why it was cancelled or refused
}
