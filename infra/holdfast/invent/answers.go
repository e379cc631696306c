package invent

import (
	"fmt"
	"math/rand/v2"
	"time"

	"holdfast/shared/words/crm"
)

// Answer is what an owner hears from a customer whom they call.
type Answer struct {
	Result string // as in playbook.Result
	Reason crm.Reason
}

// AnswerCall returns what a customer answers to an owner's call at an instant. Of ten
// calls, two are not answered, and one is answered by "call back". A customer who left for
// a reason that the shop can mend comes back after one talk of three. Of the others who
// left, half say why.
func (y *Year) AnswerCall(key crm.Key, at time.Time) Answer {
	b := y.buyer(key)
	if b == nil {
		return Answer{Result: "reached"}
	}
	switch n := b.rng.IntN(10); {
	case n < 2:
		return Answer{Result: "no_answer"}
	case n == 2:
		return Answer{Result: "call_back"}
	case !b.gone:
		return Answer{Result: pick(b.rng, "reached", "promise", "promise", "recommendation")}
	}

	saysWhy := b.why != crm.ReasonUnknown
	canMend := saysWhy && b.why != crm.ReasonMarket
	if canMend && b.rng.IntN(3) == 0 {
		wait := days(2 + b.rng.IntN(8))
		b.comeBack(at.Add(wait + b.hourOfDay()))
		return Answer{Result: "promise"}
	}
	if saysWhy && b.rng.IntN(2) == 0 {
		return Answer{Result: "exit_reason", Reason: b.why}
	}
	return Answer{Result: pick(b.rng, "reached", "reached", "escalate")}
}

// ReceiveMessage has a message reach a customer. One in twenty of those who left comes
// back.
func (y *Year) ReceiveMessage(key crm.Key, at time.Time) {
	b := y.buyer(key)
	if b == nil || !b.gone || b.rng.IntN(20) != 0 {
		return
	}
	b.comeBack(at.Add(days(1 + b.rng.IntN(6))))
}

// AnswerSurvey has a customer open the link to a survey, and returns the answer, if they
// give one. One in four of those who left does, and one in ten of the others says that
// they will be back.
func (y *Year) AnswerSurvey(key crm.Key, at time.Time) (why string, answered bool) {
	b := y.buyer(key)
	if b == nil {
		return "", false
	}
	// The stream is the survey's own, so that answers change nothing else that happens.
	r := rand.New(rand.NewPCG(uint64(b.id), uint64(at.Unix())))
	switch {
	case !b.gone:
		return "back", r.IntN(10) == 0
	case b.why == crm.ReasonUnknown:
		return "other", r.IntN(4) == 0
	}
	return b.why.String(), r.IntN(4) == 0
}

// buyer returns the customer of a key, or nil if the shop did not invent them.
func (y *Year) buyer(key crm.Key) *buyer {
	var id int
	if _, err := fmt.Sscanf(string(key), "p:"+Shop+":%d", &id); err != nil {
		return nil
	}
	i := id - firstCustomer
	if i < 0 || i >= len(y.buyers) {
		return nil
	}
	return y.buyers[i]
}
