package standard

import (
	"strings"

	"holdfast/shared/words/crm"
)

// parseReturn reads that goods are sent back.
func parseReturn(r *reader) crm.Event { return r.readObjection(crm.Return) }

// parseDispute reads that the payment of an order is disputed.
func parseDispute(r *reader) crm.Event { return r.readObjection(crm.Dispute) }

// readObjection reads a return or a dispute. Its customer is whose the order is.
func (r *reader) readObjection(kind crm.ObjectionKind) crm.Event {
	in := r.data
	o := crm.Objection{
		Kind:    kind,
		Ref:     r.needSubject(),
		Order:   r.needRef("data.order", in.Order.Value),
		At:      r.Time("data.created_at", in.CreatedAt),
		Updated: r.readUpdated(),
		State:   r.readObjectionState(),
		Cause:   r.readCause(),
		Reason:  r.readReason(),
	}
	if o.At == 0 {
		o.At = o.Updated
	}
	if in.Amount != "" {
		o.Currency = r.Currency("data.currency", in.Currency)
		o.Amount = r.readPositive("data.amount", in.Amount, o.Currency)
	}
	return crm.Event{
		Kind:      crm.KindObjection,
		ID:        "objection/" + o.ID,
		At:        o.Updated,
		Objection: &o,
		Tags:      r.readTags(),
		Text:      r.LongText(in.Text),
	}
}

func (r *reader) readObjectionState() crm.ObjectionState {
	name := strings.ToLower(r.Text(r.data.Status))
	state, err := crm.ParseObjectionState(name)
	if err != nil {
		r.Fail("data.status: %q is none of open, approved, done, refused, withdrawn, lost, unknown.", name)
	}
	return state
}

func (r *reader) readCause() crm.Cause {
	name := strings.ToLower(r.Text(r.data.Cause))
	if name == "" {
		return crm.CauseUnknown
	}
	cause, err := crm.ParseCause(name)
	if err != nil {
		r.Fail("data.cause: %q is no cause of a return or a dispute; its schema lists them.", name)
	}
	return cause
}
