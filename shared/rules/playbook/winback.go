package playbook

import "holdfast/shared/rules/overdue"

// WinBack sends a message to an ordinary customer at risk, if they agreed to any.
const WinBack Name = "win_back"

// Message is an automation's message to the customer.
const Message Measure = "message"

// The uplift of 2 % is a prior. It lies above the conversion that Hillstrom's randomised
// test found for an e-mail (.3 to .7 points; reference: clv 5.3) and counts visits that
// come to something later. The holdout replaces it. The cost is a message's postage.
var winBack = Playbook{
	Name:     WinBack,
	Kind:     Automatic,
	Code:     2,
	Triggers: []*TriggerKind{silenceTrigger},
	Measures: []MeasureCost{
		{Message, 5},
	},
	Default: Play{
		Within: 14,
		Hours:  72,
		Uplift: 20,
	},
	Occasions: findOrdinaryAtRisk,
	Next:      nextSilence,
	Channels: []ChannelUse{
		{byEmail, Message},
		{bySMS, Message},
		{byChat, Message},
	},
	CareFirst: true,
}

// findOrdinaryAtRisk returns the silence of a customer who is not valued and is at risk
// or taken for lost.
func findOrdinaryAtRisk(in *Input) []Occasion {
	standing := in.Verdict.Standing
	if standing != overdue.AtRisk && standing != overdue.Exited {
		return nil
	}
	if in.Tier.Valued() {
		return nil
	}
	return silenceSince(in, overdue.AtRisk, Message)
}
