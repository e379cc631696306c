package apply

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
)

// Follow-up work travels on the orders queue like any message, from the platform
// "holdfast".
const (
	topicAdopt  = "adopt"  // move older orders to the customer that this one was joined into
	topicForget = "forget" // make older orders of an erased customer anonymous
	topicErase  = "erase"  // erase a customer, because an operator says so
)

// followUpDelay lets the write that makes a follow-up necessary happen before it is
// looked at.
const followUpDelay = 30 * time.Second

type followUp struct {
	Customer crm.Key `json:"customer"`
}

// NewErasure is the message for the orders queue by which an operator has the customer of
// a key erased.
func NewErasure(store string, customer crm.Key, at crm.Instant) (envelope.Message, error) {
	return internal(store, topicErase, customer, at)
}

func internal(store, topic string, customer crm.Key, at crm.Instant) (envelope.Message, error) {
	body, err := json.Marshal(followUp{customer})
	if err != nil {
		return envelope.Message{}, fmt.Errorf("write %s: %w", topic, err)
	}
	return envelope.Message{
		ID:       envelope.Identify(store, envelope.Internal, topic, body),
		Store:    store,
		Source:   envelope.Internal,
		Platform: envelope.Internal,
		Topic:    topic,
		Received: at,
		Body:     body,
	}, nil
}

func (a *Apply) sendFollowUps(ctx context.Context, f *family) error {
	for _, key := range f.left {
		if err := a.sendFollowUp(ctx, topicAdopt, f.store, key); err != nil {
			return err
		}
	}
	for key, c := range f.records {
		if c.Facts.Erased(key) && c.Facts.Older.Orders > 0 {
			if err := a.sendFollowUp(ctx, topicForget, f.store, key); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *Apply) sendFollowUp(ctx context.Context, topic, store string, key crm.Key) error {
	up, err := internal(store, topic, key, crm.InstantOf(a.Now()))
	if err != nil {
		return err
	}
	m, err := envelope.Encode(up)
	if err != nil {
		return fmt.Errorf("write follow-up: %w", err)
	}
	if err := a.Orders.Send(ctx, followUpDelay, m); err != nil {
		return fmt.Errorf("send follow-up %s: %w", topic, err)
	}
	return nil
}

// readInternal reads a message of our own: an erasure joins the batch, follow-up work is
// done at once.
func (a *Apply) readInternal(ctx context.Context, b *batch, i int, m envelope.Message) error {
	var up followUp
	if err := json.Unmarshal(m.Body, &up); err != nil || up.Customer == "" {
		return outcome.Reject("follow-up %q names no customer", m.Topic)
	}
	if m.Topic != topicErase {
		return a.runFollowUp(ctx, m, up)
	}
	if _, ok := crm.ParseKey(string(up.Customer)); !ok {
		return outcome.Reject("%q is no customer's key", up.Customer)
	}
	erasure := crm.Event{
		Kind:   crm.KindRedact,
		ID:     "redact/" + string(up.Customer),
		At:     m.Received,
		Redact: &crm.Redact{Key: up.Customer},
	}
	return a.routeEvent(ctx, b, m, arrival{erasure, i, m.Received})
}

// runFollowUp does one page of follow-up work and asks for the next.
func (a *Apply) runFollowUp(ctx context.Context, m envelope.Message, up followUp) error {
	shop, err := a.shop(ctx, m.Store)
	if err != nil {
		return err
	}
	work := a.adopt
	switch m.Topic {
	case topicAdopt:
	case topicForget:
		work = a.forget
	default:
		return outcome.Reject("no follow-up work is called %q", m.Topic)
	}
	more, err := work(ctx, shop, up.Customer)
	if err != nil || !more {
		return err
	}
	return a.sendFollowUp(ctx, m.Topic, m.Store, up.Customer)
}
