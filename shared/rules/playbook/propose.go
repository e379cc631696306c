package playbook

import (
	"cmp"
	"slices"
	"time"

	"holdfast/shared/words/crm"
)

// Propose returns the tasks that the facts call for and the ledger does not hold, in the
// order of All. A task comes as proposed, or decided at once: refused by the gate, or
// held out. Occasions older than the playbook's Within, or than the store's LiveSince,
// propose nothing; guests get nothing.
func Propose(in Input) []Task {
	if in.Key.Guest() {
		return nil
	}
	var tasks []Task
	for _, p := range All {
		play, used := in.Config.playOf(p)
		if !used || p.CareFirst && needsCare(&in) {
			continue
		}
		for _, o := range p.Occasions(&in) {
			t, ok := in.propose(p, play, o)
			if ok && !containsTask(tasks, t.ID) {
				tasks = append(tasks, t)
			}
		}
	}
	return tasks
}

// containsTask reports whether an occasion was met before: a playbook may return one twice.
func containsTask(tasks []Task, id string) bool {
	return slices.ContainsFunc(tasks, func(t Task) bool {
		return t.ID == id
	})
}

// NextOccasion returns the first instant after in.Now at which Propose may return another
// task although nothing new is heard of the customer; 0 = none is foreseen.
func NextOccasion(in Input) (next crm.Instant) {
	if in.Key.Guest() {
		return 0
	}
	for _, p := range All {
		if _, used := in.Config.playOf(p); !used {
			continue
		}
		if at := p.Next(&in); at > in.Now {
			next = crm.Earliest(next, at)
		}
	}
	return next
}

// propose returns the task of an occasion. It returns false if the occasion is decided or
// not of this time, or if no channel to the customer is open.
func (in *Input) propose(p *Playbook, play Play, o Occasion) (Task, bool) {
	c := in.Config
	if !in.timely(o.Trigger.At, play) {
		return Task{}, false
	}
	id := TaskID(c.Store, p.Name, o.Trigger)
	if slices.Contains(in.Ledger.Decided, id) {
		return Task{}, false
	}
	channel, open := in.chooseChannel(p)
	if !open {
		return Task{}, false
	}

	t := Task{
		ID:         id,
		Store:      c.Store,
		Customer:   in.Key,
		Playbook:   p.Name,
		Measure:    cmp.Or(channel.Measure, o.Measure),
		Kind:       p.Kind,
		Trigger:    o.Trigger,
		ProposedAt: in.Now,
		NotBefore:  in.earliest(p, channel.Channel),
		Channel:    channel.Channel,
		Owner:      cmp.Or(in.Facts.Profile[crm.Owner].Value, c.Owner),
		Currency:   c.Currency,
		Stake:      in.Stake.Minor,
		Reason:     in.Reason.String(),
		State:      Proposed,
	}
	t.Cost = c.CostOf(t.Measure)

	// A task that has to wait keeps the whole of its time.
	t.Deadline = t.NotBefore.Add(time.Duration(play.Hours) * time.Hour)

	in.gate(&t, play)
	return t, true
}

// timely reports whether an occasion calls for a task now: it is neither older than the
// play's Within or the store's LiveSince, nor still to come.
func (in *Input) timely(at crm.Instant, play Play) bool {
	if at < in.Config.LiveSince || at > in.Now {
		return false
	}
	return in.Now <= at.AddDays(play.Within)
}

// chooseChannel returns the first channel of p on which the customer can be reached. It
// returns false if there is none.
func (in *Input) chooseChannel(p *Playbook) (ChannelUse, bool) {
	for _, u := range p.Channels {
		ch, err := crm.ParseChannel(u.Channel)
		if err != nil || in.Config.Reachable(in.Facts, ch) { // the desk needs no consent
			return u, true
		}
	}
	return ChannelUse{}, false
}

// Reachable reports whether the customer may be contacted on a channel, and the address
// for it is known. An owner's personal call needs consent like every other.
func (c *Config) Reachable(f *crm.Facts, ch crm.Channel) bool {
	if !c.Allows(f, ch) {
		return false
	}
	switch ch {
	case crm.ChannelEmail:
		return f.Profile[crm.Email].Value != ""
	case crm.ChannelSMS, crm.ChannelCall:
		return f.Profile[crm.Phone].Value != ""
	}
	return true
}

// earliest returns when a task may be carried out on a channel: once care has had its
// time, and outside the customer's night. The desk has no night.
func (in *Input) earliest(p *Playbook, channel string) crm.Instant {
	at := in.Now
	if p.CareFirst {
		at = max(at, caredFor(in))
	}
	if hasNoNight(channel) {
		return at
	}
	return in.Config.Quiet.Awake(at, in.Config.ZoneOf(in.Facts))
}

// gate is the money decision: a task must be expected to save strictly more than it
// costs. A task that passes may still be held out. Obligations pass both.
func (in *Input) gate(t *Task, play Play) {
	if t.Kind == Owed {
		return
	}
	t.Saving = crm.MulDiv(max(0, t.Stake), play.Uplift, 1000)
	if t.Cost >= t.Saving {
		t.State = Refused
		t.Why = WhyCost
		return
	}
	if heldOut(in.Config, t.Playbook, HoldKey(in.Key, in.Facts)) {
		t.State = HeldOut
		t.Why = WhyHoldout
	}
}
