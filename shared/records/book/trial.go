package book

import (
	"fmt"

	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// trialsKept is how many of a customer's newest trials are remembered: a year of them and
// more, about ten bytes each.
const trialsKept = 12

// AddTrial notes that a measure was decided, or deliberately left alone, for a customer.
// What the gate refused is no trial.
func (l *Ledger) AddTrial(t playbook.Task) {
	tried := t.State == playbook.Proposed || t.State == playbook.HeldOut
	if t.Kind == playbook.Owed || !tried {
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

// trialHeld is the bit of a trial's code that says that the customer was left alone.
const trialHeld = 1 << 7

// encodeTrials writes the trials. It panics if no code stands for a playbook.
func encodeTrials(w *packed.Writer, trials []lift.Trial) {
	w.Uint(uint64(len(trials)))
	for _, t := range trials {
		code := codeOf(t.Playbook)
		if t.Held {
			code |= trialHeld
		}
		w.Millis(int64(t.At))
		w.Byte(code)
		crm.EncodeReason(w, t.Reason)
		w.Int(t.Cost)
		w.Int(t.Stake)
	}
}

// codeOf returns the code that stands for a playbook in stored trials. It panics if there
// is none: the trial would be read back as that of another.
func codeOf(name string) byte {
	p, known := playbook.Find(playbook.Name(name))
	if !known {
		panic(fmt.Sprintf("book: no code stands for playbook %q in a trial", name))
	}
	return p.Code
}

// decodeTrials reads what encodeTrials wrote. The code of a playbook or a reason that this
// version does not know fails with packed.ErrNewer.
func decodeTrials(r *packed.Reader) (trials []lift.Trial) {
	for range r.Count() {
		at := crm.Instant(r.Millis())
		code := r.Byte()
		p, known := playbook.FindCode(code &^ trialHeld)
		if !known {
			r.FailNewer("a trial of playbook %d", code&^trialHeld)
			return nil
		}
		t := lift.Trial{
			At:       at,
			Playbook: string(p.Name),
			Held:     code&trialHeld != 0,
		}
		t.Reason = crm.DecodeReason(r)
		t.Cost = r.Int()
		t.Stake = r.Int()
		trials = append(trials, t)
	}
	return trials
}
