package playbook

import (
	"fmt"

	"holdfast/shared/words/crm"
)

// Result is what came of a task, in the words an owner's buttons have.
type Result string

// The results.
const (
	Reached        Result = "reached"        // talked to the customer, or wrote: done
	NoAnswer       Result = "no_answer"      // tried again the next day, three times in all
	CallBack       Result = "call_back"      // the customer named a time
	Promise        Result = "promise"        // the customer means to order: done, the next order proves it
	ExitReason     Result = "exit_reason"    // the customer said why: done, and kept as a lesson
	Recommendation Result = "recommendation" // the customer named somebody else: done
	Escalate       Result = "escalate"       // the manager is to take over
	UnpaidRisk     Result = "unpaid_risk"    // the customer may not pay: the manager is to look, no more offers from this task
	Sent           Result = "sent"           // a machine sent it: done
)

// Results lists what an owner can answer, in the order of the buttons.
var Results = [...]Result{
	Reached,
	NoAnswer,
	CallBack,
	Promise,
	ExitReason,
	Recommendation,
	Escalate,
	UnpaidRisk,
}

// tries is how often an owner tries to reach a customer.
const tries = 3

// Feedback is what an owner says of a task.
type Feedback struct {
	Result Result
	Reason crm.Reason  // with ExitReason
	At     crm.Instant // with CallBack: the time agreed; 0 = in two days
}

// Outcome is what a report leads to.
type Outcome struct {
	Task   Task        // as it stands now
	Lesson *crm.Lesson // to be joined into the customer's facts; nil = none
}

// ApplyFeedback is what a report makes of a task. It fails for a task that is final and
// for a report that says nothing.
func ApplyFeedback(t Task, r Feedback, c *Config, now crm.Instant) (Outcome, error) {
	if t.State.Final() {
		return Outcome{}, fmt.Errorf("task %s is %s: nothing more can be reported", t.ID, t.State)
	}
	t.Result = r.Result
	t.ResultAt = now
	again := func(at crm.Instant) {
		t.State = Open
		t.NotBefore = at
		t.Deadline = max(t.Deadline, at+crm.DayLength)
	}
	switch r.Result {
	case Reached, Promise, Recommendation, Sent:
		t.State = Done
	case NoAnswer:
		if t.Attempts++; t.Attempts < tries {
			again(now + crm.DayLength)
		} else {
			t.State = Done
		}
	case CallBack:
		if r.At <= now {
			r.At = now + 2*crm.DayLength
		}
		again(r.At)
	case Escalate, UnpaidRisk:
		t.Owner = c.Manager
		again(now)
	case ExitReason:
		if r.Reason == crm.ReasonUnknown {
			return Outcome{}, fmt.Errorf("task %s: an exit reason was learned, but not which", t.ID)
		}
		t.State = Done
		return Outcome{t, &crm.Lesson{Reason: r.Reason, At: now, Task: t.ID}}, nil
	default:
		return Outcome{}, fmt.Errorf("task %s: %q is no result", t.ID, r.Result)
	}
	return Outcome{Task: t}, nil
}
