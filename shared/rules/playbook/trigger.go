package playbook

import (
	"crypto/sha256"
	"encoding/hex"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Trigger is the fact or date from which an occasion arose.
type Trigger struct {
	What string      // a TriggerKind's
	Ref  crm.Ref     // the ticket, or the last order before the silence
	At   crm.Instant // when the occasion arose
}

// TriggerKind is one kind of trigger. Several playbooks may share it.
type TriggerKind struct {
	// What names the kind in tasks. It is part of their ids, so it never changes.
	What string

	// Over returns why the occasion of a task has passed, or "" if it still stands. It is
	// nil if only the deadline ends the occasion.
	Over func(in *Input, t *Task) Why

	// Explain returns a sentence, in the speaker's language, that says why a task is due
	// now.
	Explain func(in *Input, t *Task, speaker phrase.Speaker) string
}

// TaskID names the task of an occasion: the first 16 bytes of SHA-256 over store,
// playbook and trigger, in hex. The customer's key is no part of it, so that a merge of
// two customers opens no occasion twice.
func TaskID(store string, p Name, t Trigger) string {
	var text [256]byte
	b := text[:0]
	for _, name := range [...]string{store, string(p), t.What, t.Ref.Source, t.Ref.ID} {
		b = append(b, name...)
		b = append(b, 0)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
