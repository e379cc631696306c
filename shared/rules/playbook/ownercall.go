package playbook

import "holdfast/shared/rules/overdue"

// OwnerCall has the owner of a valued customer who is overdue call them, or write.
const OwnerCall Name = "owner_call"

// The measures of OwnerCall.
const (
	Call  Measure = "call"  // the owner calls
	Write Measure = "write" // the owner writes a few lines in person
)

// The uplift of 10 % is an assumption without a source; the holdout replaces it. The cost
// of a call is a quarter of an hour of a person.
var ownerCall = Playbook{
	Name:     OwnerCall,
	Kind:     ByOwner,
	Code:     1,
	Triggers: []*TriggerKind{silenceTrigger},
	Measures: []MeasureCost{
		{Call, 10_00},
		{Write, 5_00},
	},
	Default: Play{
		Within: 30,
		Hours:  72,
		Uplift: 100,
	},
	Occasions: findValuedOverdue,
	Next:      nextSilence,
	Channels: []ChannelUse{
		{byCall, Call},
		{byChat, Write},
		{byEmail, Write},
		{bySMS, Write},
	},
}

// findValuedOverdue returns the silence of a valued customer, from the alarm on.
func findValuedOverdue(in *Input) []Occasion {
	if !in.Tier.Valued() || !in.Verdict.Standing.Alarming() {
		return nil
	}
	return silenceSince(in, silenceTrigger, overdue.Overdue, Call)
}
