package playbook

import (
	"errors"
	"fmt"
	"slices"

	"holdfast/shared/words/crm"
)

// Result is what came of a task, in the words of an owner's buttons.
type Result string

// The results. Each but NoAnswer, CallBack, Escalate and UnpaidRisk ends the task;
// DoNotContact ends it unless it is owed.
const (
	Reached        Result = "reached"        // the owner talked to the customer, or wrote
	NoAnswer       Result = "no_answer"      // to be tried again the next day, three times in all
	CallBack       Result = "call_back"      // the customer named a time
	Promise        Result = "promise"        // the customer means to order; the next order proves it
	ExitReason     Result = "exit_reason"    // the customer said why: it is kept as a lesson
	Recommendation Result = "recommendation" // the customer named another person
	Escalate       Result = "escalate"       // the manager is to take over
	UnpaidRisk     Result = "unpaid_risk"    // the customer may not pay: the manager is to look
	DoNotContact   Result = "do_not_contact" // the customer wants to hear nothing more
	Sent           Result = "sent"           // a machine sent it
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
	DoNotContact,
}

// resultsOfRequest lists what can be answered to a request of the law: it is done, or it
// waits.
var resultsOfRequest = []Result{Reached}

// PossibleResults returns what an owner can answer to a task, in the order of the buttons.
func (t *Task) PossibleResults() []Result {
	if IsRequest(t.Playbook) {
		return resultsOfRequest
	}
	return Results[:]
}

// undoDays is for how many days a result can be taken back: later, what it was about has
// moved on.
const undoDays = 7

// Undoable reports whether the task has a result that can be taken back. What a machine sent
// cannot be, nor can a no of the customer: only they can say yes again.
func (t *Task) Undoable(now crm.Instant) bool {
	switch t.Result {
	case "", Sent, DoNotContact:
		return false
	}
	return now-t.ResultAt <= undoDays*crm.DayLength
}

// maxAttempts is how often an owner tries to reach a customer.
const maxAttempts = 3

// callBackDays is after how many days a customer is called who named no time.
const callBackDays = 2

// Feedback is what an owner says of a task.
type Feedback struct {
	Result Result
	Reason crm.Reason // with ExitReason

	// Competitor is, with ExitReason, where the customer buys now, in the owner's words.
	Competitor string

	At crm.Instant // with CallBack: the time agreed; 0 = in callBackDays
}

// FeedbackOutcome is what an owner's feedback leads to.
type FeedbackOutcome struct {
	Task   Task        // as it stands now
	Lesson *crm.Lesson // to be joined into the customer's facts; nil = none

	// Consents are words of the customer, to be joined into their facts and to be kept
	// with their addresses.
	Consents crm.Consents
}

// ErrTaskOver says that a task is final.
var ErrTaskOver = errors.New("nothing more can be reported")

// ApplyFeedback returns what becomes of a task by what its owner says. It returns
// ErrTaskOver for a task that is final, and another error for a result that the task cannot
// have.
func ApplyFeedback(t Task, f Feedback, c *Config, now crm.Instant) (FeedbackOutcome, error) {
	if t.State.Final() {
		return FeedbackOutcome{}, fmt.Errorf("task %s is %s: %w", t.ID, t.State, ErrTaskOver)
	}
	if f.Result != Sent && !slices.Contains(t.PossibleResults(), f.Result) {
		return FeedbackOutcome{}, fmt.Errorf("task %s: %q is no result", t.ID, f.Result)
	}
	if f.Result == ExitReason && f.Reason == crm.ReasonUnknown {
		const format = "task %s: an exit reason was learned, but not which"
		return FeedbackOutcome{}, fmt.Errorf(format, t.ID)
	}

	t.Result = f.Result
	t.ResultAt = now
	switch f.Result {
	case NoAnswer:
		t.Attempts++
		if t.Attempts >= maxAttempts {
			t.State = Done
		} else {
			t.reopen(now.AddDays(1))
		}
	case CallBack:
		at := f.At
		if at <= now {
			at = now.AddDays(callBackDays)
		}
		t.reopen(at)
	case Escalate, UnpaidRisk:
		t.Owner = c.Manager
		t.reopen(now)
	case DoNotContact:
		t.closeContact(now)
	default:
		t.State = Done
	}

	out := FeedbackOutcome{Task: t}
	if f.Result == ExitReason {
		out.Lesson = &crm.Lesson{
			Reason:     f.Reason,
			At:         now,
			Task:       t.ID,
			Competitor: crm.NewCompetitor(f.Competitor),
		}
	}
	if f.Result == DoNotContact {
		out.Consents = crm.Refusing(now)
	}
	return out, nil
}

// closeContact ends the task of a customer who wants to hear nothing more. An answer that
// is owed is owed still: it goes to the ticket itself.
func (t *Task) closeContact(now crm.Instant) {
	if t.Kind == Owed && t.CanMoveToDesk() {
		t.Channel = Desk
		t.reopen(now)
		return
	}
	t.State = Done
}

// reopen opens the task from an instant on, with a day at least to do it.
func (t *Task) reopen(at crm.Instant) {
	t.State = Open
	t.NotBefore = at
	t.Deadline = max(t.Deadline, at.AddDays(1))
}
