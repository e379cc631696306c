package playbook

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"holdfast/shared/words/crm"
)

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

// Trigger is the fact from which an occasion arose.
type Trigger struct {
	What string      `json:"what"` // "ticket", "solved" or "silence"
	Ref  crm.Ref     `json:"ref"`  // the ticket, or the last order before the silence
	At   crm.Instant `json:"at"`   // when the occasion arose
}

// What triggers can be.
const (
	ofTicket  = "ticket"
	ofSolved  = "solved"
	ofSilence = "silence"
)

// TaskID names the task of an occasion: the first 16 bytes of SHA-256 over store,
// playbook and triggering fact, in hex. The customer's key is no part of it, so that a
// merge of two customers opens no occasion twice.
func TaskID(store string, p Name, t Trigger) string {
	var text [256]byte
	b := text[:0]
	for _, part := range [...]string{store, string(p), t.What, t.Ref.Source, t.Ref.ID} {
		b = append(b, part...)
		b = append(b, 0)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// HoldKey is the key by which a customer is held out: the smallest e-mail key they are
// known by, else the smallest platform key, else their own. It is the same before and
// after a link between an address and an account; where a platform joins two accounts,
// one of them may change sides.
func HoldKey(own crm.Key, f *crm.Facts) crm.Key {
	known := append([]crm.Key{own}, f.Aliases...)
	return slices.MinFunc(known, func(a, b crm.Key) int {
		if a.Email() != b.Email() {
			if a.Email() {
				return -1
			}
			return 1
		}
		if a == b {
			return 0
		}
		if a.Before(b) {
			return -1
		}
		return 1
	})
}

// heldOut reports whether a playbook leaves a customer alone: a hash of store, playbook
// and HoldKey that never changes, so that raising the share only adds customers.
func heldOut(c *Config, p Name, key crm.Key) bool {
	sum := sha256.Sum256(
		[]byte("holdout\x00" + c.Store + "\x00" + string(p) + "\x00" + string(key)),
	)
	return binary.BigEndian.Uint64(sum[:8])%1000 < uint64(max(0, c.Holdout))
}
