package playbook

import "holdfast/shared/rules/overdue"

// FindWay has the owner of a valued customer who is overdue, and who may not be contacted on
// any channel, find a way to them: ask for consent at the next order, in the shop, or by a
// letter that the law allows.
const FindWay Name = "find_way"

// AskConsent is what FindWay asks of the owner.
const AskConsent Measure = "ask_consent"

// The uplift of 3 % is an assumption without a source: most who cannot be reached stay so.
// The holdout replaces it. The cost is some minutes of a person.
var findWay = Playbook{
	Name:     FindWay,
	Kind:     ByOwner,
	Code:     6,
	Triggers: []*TriggerKind{unreachableTrigger},
	Measures: []MeasureCost{
		{AskConsent, 3_00},
	},
	Default: Play{
		Within: 30,
		Hours:  7 * 24,
		Uplift: 30,
	},
	Occasions: findUnreachable,
	Next:      nextSilence,
	Channels: []ChannelUse{
		{NoContact, AskConsent},
	},
}

// unreachableTrigger stands for the silence of a customer who agreed to no contact.
var unreachableTrigger = &TriggerKind{
	What:    "unreachable",
	Over:    unreachableOver,
	Explain: explainSilence,
}

// unreachableOver returns why nobody has to find a way to the customer any more, or "" if
// somebody has.
func unreachableOver(in *Input, t *Task) Why {
	if _, open := in.chooseChannel(&ownerCall); open {
		return WhyReachable
	}
	return silenceOver(in, t)
}

// findUnreachable returns the silence of a valued customer whom OwnerCall would have
// contacted, if it could.
func findUnreachable(in *Input) []Occasion {
	if !in.Tier.Valued() || !in.Verdict.Standing.Alarming() {
		return nil
	}
	if _, open := in.chooseChannel(&ownerCall); open {
		return nil
	}
	return silenceSince(in, unreachableTrigger, overdue.Overdue, AskConsent)
}
