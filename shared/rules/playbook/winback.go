package playbook

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

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

// leftForGood reports whether the customer has said, since their last order, that they
// leave for a reason which no message changes: they moved away or need it no longer, or
// they will not buy here on principle. Who has said why is left in peace.
func leftForGood(f *crm.Facts, now crm.Instant) bool {
	last, bought := f.LastPurchase(now)
	if !bought {
		return false
	}
	for _, lesson := range f.Lessons {
		if lesson.At <= last.Placed {
			continue
		}
		switch lesson.Reason {
		case crm.ReasonMarket, crm.ReasonPolitical:
			return true
		}
	}
	return false
}

// findOrdinaryAtRisk returns the silence of a customer who is not valued and is at risk
// or taken for lost.
func findOrdinaryAtRisk(in *Input) []Occasion {
	standing := in.Verdict.Standing
	if standing != overdue.AtRisk && standing != overdue.Exited {
		return nil
	}
	if in.Tier.Valued() || leftForGood(in.Facts, in.Now) {
		return nil
	}
	return silenceSince(in, silenceTrigger, overdue.AtRisk, Message)
}
