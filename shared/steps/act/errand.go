package act

import (
	"context"
	"errors"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Errand is what a Sender carries: a task for its owner, or a message for a customer. As
// JSON it is what events/schemas/task.json says.
type Errand struct {
	ID    string         `json:"id"` // the task's id, the same on every try
	Store string         `json:"store"`
	Kind  playbook.Kind  `json:"kind"`  // who carries the task out
	To    string         `json:"to"`    // the owner's id, or the customer's address on the channel
	Brief playbook.Brief `json:"brief"` // all that a person or a mailer needs; names the customer

	// Survey links to the question why the customer has not ordered. Only messages to
	// customers carry it; "" means that the store does not ask.
	Survey string `json:"survey,omitempty"`

	// Unsubscribe links to the way out of e-mails. A program may post to it at one click
	// (RFC 8058). Only e-mails to customers carry it; "" means that none could be made.
	Unsubscribe string `json:"unsubscribe,omitempty"`

	// Language is the store's, in which the brief is written.
	Language string `json:"-"`
}

// Sender carries errands to owners and customers.
type Sender interface {
	// Send carries e. An error that wraps ErrNotSent promises that nothing went out; any
	// other error leaves that open.
	Send(ctx context.Context, e Errand) error

	// Idempotent reports whether the errand of t may be sent again under the same id
	// without being carried out twice. It is false where that cannot be told.
	Idempotent(ctx context.Context, t playbook.Task) bool
}

// ErrNotSent reports that an errand certainly did not go out.
var ErrNotSent = errors.New("nothing was sent")

// errand returns what the Sender is to carry.
func (t *attempt) errand(ctx context.Context) Errand {
	input := t.judgement.Input
	to := addressOf(t.task, t.customer)
	return Errand{
		ID:          t.task.ID,
		Store:       t.task.Store,
		Kind:        t.task.Kind,
		To:          to,
		Brief:       playbook.NewBrief(t.task.Task, input, t.judgement.Evidence),
		Survey:      t.surveyLink(ctx),
		Unsubscribe: t.unsubscribeLink(ctx, to),
		Language:    t.shop.Playbook.Language,
	}
}

// addressOf returns where an errand goes: the owner's id, or the customer's address on the
// task's channel.
func addressOf(t book.Task, c *book.Customer) string {
	switch {
	case t.Kind != playbook.Automatic:
		return t.Owner
	case t.Channel == crm.ChannelEmail.String():
		return c.Facts.Profile[crm.Email].Value
	default:
		return c.Facts.Profile[crm.Phone].Value
	}
}
