// Package playbook decides what is done to keep a customer: which measure, by whom, when,
// at what cost, and whether it is worth it.
//
// A playbook is one value in one file (winback.go is a good one to read first), and All
// lists them. The life of a task: Propose asks each playbook for its occasions. Each
// becomes a task, unless no channel to the customer is open, and the money gate lets it
// pass, refuses it or holds it out. Before the task is carried out JudgeAgain judges it
// once more, and NewBrief tells a person or a mailer what to do. ApplyFeedback says what
// the answer of its owner leads to. NextOccasion says when a customer is to be looked at
// for an occasion that comes by itself, as a birthday does.
//
// All rules here are pure: the same Input gives the same tasks and rulings. A playbook,
// measure or trigger of a newer version is never guessed at: its task waits, and settings
// that name it are an error that lists the known ones.
//
// To add a playbook, write a file like winback.go and add its value to All. Then run the
// tests of this package: they name what is missing (texts, a cost, a code for stored
// trials, the public schema).
package playbook

import (
	"slices"

	"holdfast/shared/words/crm"
)

// Name names a playbook in settings, tasks and reports.
type Name string

// Measure is one thing that can be done to keep a customer.
type Measure string

// Playbook is one way of keeping customers: all that sets it apart from the others, but
// for its words, which stand in package phrase.
type Playbook struct {
	Name Name

	// Kind says who carries out its tasks, and under which rules.
	Kind Kind

	// Code stands for the playbook in stored trials: 1 to 127. A code is never changed
	// and never used again.
	Code byte

	// Triggers lists what its tasks may arise from.
	Triggers []*TriggerKind

	// Measures lists what its tasks may ask for, with what each costs in a new store.
	Measures []MeasureCost

	// Default is what a new store decides about the playbook.
	Default Play

	// Occasions returns the facts and dates that call for the playbook at in.Now, as far
	// as in tells. Those that are too old or were decided before are sorted out by
	// Propose. Occasions is nil if the tasks do not arise from what is known of customers:
	// such a playbook proposes nothing and has no settings.
	Occasions func(in *Input) []Occasion

	// Next returns the first instant after in.Now at which an occasion may arise although
	// nothing new is heard of the customer; 0 = none is foreseen. It may be too early, but
	// not too late: the customer is judged then, and not before.
	Next func(in *Input) crm.Instant

	// Channels lists on which channels it reaches a customer, the best first. A playbook
	// whose last channel is Desk always finds one.
	Channels []ChannelUse

	// CareFirst is true if its tasks are offers. None is proposed while a serious matter
	// is open, and none carried out until careDays after the last word on one.
	CareFirst bool

	// Answers is true if its tasks answer something the customer said. The script of any
	// other asks about the likely reason for leaving.
	Answers bool
}

// Occasion is a fact or a date that calls for a playbook.
type Occasion struct {
	Trigger Trigger
	Measure Measure // what it calls for, unless the channel has a measure of its own
}

// MeasureCost is a measure with its cost in a new store.
type MeasureCost struct {
	Measure Measure
	Cents   int64 // hundredths of the currency's unit
}

// ChannelUse is a channel with the measure that goes with it.
type ChannelUse struct {
	Channel string  // the name of a crm.Channel, Desk or NoContact
	Measure Measure // "" = what the occasion calls for
}

// Desk is the channel of a ticket itself. The customer opened it, so that it needs no
// consent, and it has no night.
const Desk = "desk"

// NoContact is the channel of a task in which nobody contacts the customer. It needs no
// consent, and has no night.
const NoContact = "none"

// hasNoNight reports whether a task on the channel may be done at any hour of the
// customer's.
func hasNoNight(channel string) bool { return channel == Desk || channel == NoContact }

// The other channels, by the names of crm.Channel.
var (
	byCall  = crm.ChannelCall.String()
	byChat  = crm.ChannelChat.String()
	byEmail = crm.ChannelEmail.String()
	bySMS   = crm.ChannelSMS.String()
)

// All lists the playbooks in the order in which they propose tasks.
var All = []*Playbook{
	&obligation,
	&ownerCall,
	&findWay,
	&winBack,
	&dataRequest,
	&shopRedact,
}

// Find returns the playbook of a name. It returns false if this version knows none.
func Find(name Name) (*Playbook, bool) {
	return findFirst(func(p *Playbook) bool { return p.Name == name })
}

// FindCode returns the playbook that a code stands for in stored trials. It returns false
// if this version knows none.
func FindCode(code byte) (*Playbook, bool) {
	return findFirst(func(p *Playbook) bool { return p.Code == code })
}

func findFirst(matches func(*Playbook) bool) (*Playbook, bool) {
	i := slices.IndexFunc(All, matches)
	if i < 0 {
		return nil, false
	}
	return All[i], true
}

// Proposes reports whether the tasks of p arise from what is known of customers. Those of
// any other are requests of the law, made of the shop's manager.
func (p *Playbook) Proposes() bool { return p.Occasions != nil }

// IsRequest reports whether the tasks of a playbook are requests of the law.
func IsRequest(name Name) bool {
	p, known := Find(name)
	return known && !p.Proposes()
}

// trigger returns the kind of trigger of that name from which tasks of p arise.
func (p *Playbook) trigger(what string) (*TriggerKind, bool) {
	i := slices.IndexFunc(p.Triggers, func(k *TriggerKind) bool { return k.What == what })
	if i < 0 {
		return nil, false
	}
	return p.Triggers[i], true
}

// usesDesk reports whether p answers on a ticket if no other channel is open.
func (p *Playbook) usesDesk() bool {
	return slices.ContainsFunc(p.Channels, func(u ChannelUse) bool { return u.Channel == Desk })
}
