package book

import (
	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// trialsKept is how many of a customer's newest trials are remembered: a year of them and
// more, about ten bytes each.
const trialsKept = 12

// The playbooks that are tried, by the number under which they are kept. Numbers are
// never used again.
var tried = []playbook.Name{1: playbook.OwnerCall, 2: playbook.WinBack}

// AddTrial notes that a measure was decided, or deliberately left alone, for a customer.
// What the gate refused is no trial.
func (l *Ledger) AddTrial(t playbook.Task) {
	if t.Kind == playbook.Owed || t.State != playbook.Proposed && t.State != playbook.HeldOut {
		return
	}
	why, _ := crm.ParseReason(t.Reason)
	trial := lift.Trial{
		At:       t.ProposedAt,
		Playbook: string(t.Playbook),
		Reason:   why,
		Held:     t.State == playbook.HeldOut,
		Cost:     t.Cost,
		Stake:    t.Stake,
	}
	l.Trials = lift.Union(l.Trials, []lift.Trial{trial}, trialsKept)
}

const trialHeld = 1 << 7

func encodeTrials(w *packed.Writer, trials []lift.Trial) {
	w.Uint(uint64(len(trials)))
	for _, t := range trials {
		code := byte(0)
		for i, p := range tried {
			if string(p) == t.Playbook {
				code = byte(i)
			}
		}
		if t.Held {
			code |= trialHeld
		}
		w.Millis(int64(t.At))
		w.Byte(code)
		w.Byte(byte(t.Reason))
		w.Int(t.Cost)
		w.Int(t.Stake)
	}
}

func decodeTrials(r *packed.Reader) (out []lift.Trial) {
	for range r.Count() {
		t := lift.Trial{At: crm.Instant(r.Millis())}
		code := r.Byte()
		t.Held = code&trialHeld != 0
		if i := int(code &^ trialHeld); i < len(tried) {
			t.Playbook = string(tried[i])
		} else {
			r.Fail("a trial of playbook %d", i)
		}
		t.Reason, t.Cost, t.Stake = crm.Reason(r.Byte()), r.Int(), r.Int()
		out = append(out, t)
	}
	return out
}
