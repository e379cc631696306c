package playbook

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// This file holds what is the same for all playbooks that answer a customer's silence.

// silenceTrigger stands for the silence that follows the customer's last order, Trigger.Ref.
var silenceTrigger = &TriggerKind{
	What:    "silence",
	Over:    silenceOver,
	Explain: explainSilence,
}

// silenceSince returns the present silence as an occasion that arose when it reached a
// standing. It returns none for a customer without an order.
func silenceSince(in *Input, kind *TriggerKind, reached overdue.Standing, m Measure) []Occasion {
	last, bought := in.Facts.LastPurchase(in.Now)
	if !bought {
		return nil
	}
	trigger := Trigger{
		What: kind.What,
		Ref:  last.Ref,
		At:   in.Verdict.Entered(reached),
	}
	return []Occasion{{trigger, m}}
}

// nextSilence returns when the silence reaches the next standing.
func nextSilence(in *Input) crm.Instant { return in.Verdict.Next }

// silenceOver returns why the silence that a task arose from is over, or "" if it lasts.
func silenceOver(in *Input, t *Task) Why {
	last, bought := in.Facts.LastPurchase(in.Now)
	switch {
	case !bought:
		return WhyGone
	case last.Ref != t.Trigger.Ref:
		return WhyOrdered
	case !in.Verdict.Standing.Alarming():
		return WhyNoAlarm
	}
	return ""
}

// explainSilence returns the reasons of the verdict.
func explainSilence(in *Input, _ *Task, speaker phrase.Speaker) string {
	return in.Verdict.ExplainBy(speaker)
}
