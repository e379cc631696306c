package apply

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"holdfast/shared/crm"
	"holdfast/shared/envelope"
	"holdfast/shared/outcome"
)

// Follow-up work travels on the orders queue like any message, from the platform "holdfast".
const (
	topicAdopt  = "adopt"  // move older orders to the customer that this one was joined into
	topicForget = "forget" // make older orders of an erased customer anonymous
)

// followUpDelay lets the write that makes a follow-up necessary happen before it is looked at.
const followUpDelay = 30 * time.Second

type followUp struct {
	Customer crm.Key `json:"customer"`
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
	body, err := json.Marshal(followUp{key})
	if err != nil {
		return fmt.Errorf("write follow-up: %w", err)
	}
	m, err := envelope.Encode(envelope.Message{ID: envelope.Identify(store, envelope.Internal, topic, body), Store: store, Source: envelope.Internal,
		Platform: envelope.Internal, Topic: topic, Received: crm.InstantOf(a.Now()), Body: body})
	if err != nil {
		return fmt.Errorf("write follow-up: %w", err)
	}
	if err := a.Orders.Send(ctx, followUpDelay, m); err != nil {
		return fmt.Errorf("send follow-up %s: %w", topic, err)
	}
	return nil
}

// follow does one page of follow-up work and asks for the next.
func (a *Apply) follow(ctx context.Context, m envelope.Message) error {
	var up followUp
	if err := json.Unmarshal(m.Body, &up); err != nil || up.Customer == "" {
		return outcome.Reject("follow-up %q names no customer", m.Topic)
	}
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
