// Package outcome is how a step answers for one message: nil (done), Reject (keep it
// where a person sees it), Later (try again after a while: nothing is wrong with it), or
// any other error (try again, and count it against the message). An error that wraps
// packed.ErrNewer is Later too. Only the runtimes in infra know what a queue makes of that.
package outcome

import (
	"errors"
	"fmt"
	"time"

	"holdfast/shared/words/packed"
)

// Rejected is the error of a message that no retry can help.
type Rejected struct{ Reason string }

func (r *Rejected) Error() string { return "rejected: " + r.Reason }

// Reject returns the error of a message that can never be used. The reason is a sentence
// for the person who will look at it, and holds no personal data.
func Reject(format string, args ...any) error {
	return &Rejected{fmt.Sprintf(format, args...)}
}

// Postponed is the error of a message that shall come back after Delay.
type Postponed struct {
	Delay time.Duration
	Why   string
}

func (p *Postponed) Error() string {
	return fmt.Sprintf("later, in %s: %s", p.Delay, p.Why)
}

// Later returns the error of a message that shall come back after d, for a reason that is
// no fault of its own.
func Later(d time.Duration, why string) error { return &Postponed{d, why} }

// AsRejected returns the rejection in err, if there is one.
func AsRejected(err error) (*Rejected, bool) {
	var r *Rejected
	return r, errors.As(err, &r)
}

// NewerDelay is how long a message waits that a newer version wrote, or whose records it
// wrote. A deployment moves all traffic to that version within minutes (template.yaml: a
// canary of five), and the twenty receives after which a queue sets a message aside then
// take more than an hour and a half.
const NewerDelay = 5 * time.Minute

// AsLater returns the postponement in err, if there is one. An error that wraps
// packed.ErrNewer is postponed by NewerDelay: this version must not judge by what it
// cannot read.
func AsLater(err error) (*Postponed, bool) {
	if errors.Is(err, packed.ErrNewer) {
		return &Postponed{NewerDelay, err.Error()}, true
	}
	var p *Postponed
	return p, errors.As(err, &p)
}
