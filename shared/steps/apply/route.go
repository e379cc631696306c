package apply

import (
	"cmp"
	"context"
	"errors"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost/reason/telling"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
)

// maxAhead is how much later than its receipt a fact may claim to be. One from the far
// future would win over all that comes after it.
const maxAhead = 24 * time.Hour

// readDelivery adds the events of delivery i of a batch to the groups.
func (a *Apply) readDelivery(ctx context.Context, b *batch, i int) error {
	d := &b.deliveries[i]
	switch {
	case errors.Is(d.noEnvelope, packed.ErrNewer):
		return d.noEnvelope // it stays in the queue for a newer version
	case d.noEnvelope != nil:
		return a.readMailEvent(ctx, b, i, d.noEnvelope)
	case d.Platform == envelope.Internal:
		return a.readInternal(ctx, b, i)
	case d.unread != nil:
		return d.unread
	}
	for _, e := range d.events {
		err := a.routeEvent(ctx, b, d.Message, receivedEvent{e, i, d.Received})
		if err != nil {
			return err
		}
	}
	return nil
}

// parseDelivery returns the events of a delivery; none if its topic is of no interest. It
// rejects a delivery that its platform cannot read.
func parseDelivery(env envelope.Message) ([]crm.Event, error) {
	platform, ok := platforms.For(env.Platform)
	if !ok {
		return nil, outcome.Reject("no platform is called %q", env.Platform)
	}
	events, err := platform.Parse(webhook.Delivery{
		Source:    env.Source,
		Topic:     env.Topic,
		Triggered: env.Triggered,
		Received:  env.Received,
		Body:      env.Body,
	})
	if unusable, ok := webhook.AsUnusable(err); ok {
		return nil, outcome.Reject("%s", unusable.Sentence)
	}
	if errors.Is(err, webhook.ErrIgnored) {
		return nil, nil
	}
	return events, err
}

// routeEvent finds the key that an event arrived under and adds it to that key's group. It
// does first what must be done before any customer is touched: it marks the orders of a
// privacy request as erased, and it makes a task of a request that a machine must not
// carry out alone.
func (a *Apply) routeEvent(
	ctx context.Context,
	b *batch,
	env envelope.Message,
	e receivedEvent,
) error {
	if at := e.Latest(); at.Since(e.received) > maxAhead {
		return outcome.Reject(
			"%s claims to be of %s, more than a day after it was received",
			e.ID,
			at.Time().Format(time.RFC3339),
		)
	}
	shop, err := a.findShop(ctx, env.Store)
	if err != nil {
		return err
	}
	if shop, err = a.learnCurrency(ctx, shop, &e.Event); err != nil {
		return err
	}
	if err := a.learnCosts(ctx, shop, &e.Event); err != nil {
		return err
	}
	classifyEvent(&e.Event)
	stampReceipt(&e)
	refused := webhook.TagRefusals(e.Tags, cmp.Or(e.At, e.received))
	e.Consents = e.Consents.Join(refused)
	convertToShop(&e.Event, &shop.Playbook)

	b.addProducts(env.Store, e)
	switch e.Kind {
	case crm.KindProduct:
		return nil // of no customer
	case crm.KindDataRequest, crm.KindShopRedact:
		return a.proposePrivacyTask(ctx, shop, e)
	case crm.KindMerge:
		b.add(env.Store, crm.PlatformKey(e.Merge.Kept), e)
		return nil
	case crm.KindRedact:
		if err := a.eraseOrders(ctx, shop, e.Redact, e.received); err != nil {
			return err
		}
		e.Who = crm.Who{
			Key:     e.Redact.Key,
			Account: e.Redact.Account,
			Email:   e.Redact.Email,
			Desk:    e.Redact.Desk,
		}
	}

	home, ok := e.Who.Home(shop.Pepper)
	if order, isOrder := e.AboutOrder(); !ok && isOrder {
		home = crm.GuestKey(order)
		ok = true
	}
	if !ok {
		return outcome.Reject("%s names no customer", e.ID)
	}
	b.add(env.Store, home, e)
	return nil
}

// findShop returns the settings of a store. It rejects what is of a store without any.
func (a *Apply) findShop(ctx context.Context, store string) (*book.Shop, error) {
	shop, err := a.Shops.FindShop(ctx, store)
	if errors.Is(err, book.ErrNoStore) {
		return nil, outcome.Reject("store %s has no settings yet", store)
	}
	return shop, err
}

// stampReceipt dates by its receipt what has no date of its own. Consents are left as they
// are: one without a date yields to any that has one.
func stampReceipt(e *receivedEvent) {
	if e.At == 0 {
		e.At = e.received
	}
	switch {
	case e.Order != nil && e.Order.Triggered == 0:
		// Of two versions of one time, the one received later stands.
		order := *e.Order
		order.Triggered = e.received
		e.Order = &order
	case e.Ticket != nil && e.Ticket.Created == 0:
		ticket := *e.Ticket
		ticket.Created = crm.Earliest(ticket.Updated, ticket.ScoredAt, e.received)
		e.Ticket = &ticket
	}
}

// classifyEvent tells from an event's words why the customer may leave. The words
// themselves are not kept.
func classifyEvent(e *crm.Event) {
	switch {
	case e.Ticket != nil:
		ticket := *e.Ticket
		heard := telling.ReadTicket(e.Tags, e.Text)
		ticket.Complaint = ticket.Complaint || heard.Complaint
		ticket.Told = heard.Told || ticket.Reason != crm.ReasonUnknown
		if ticket.Complaint {
			ticket.Told = false // a complaint is evidence already
		}
		if ticket.Reason == crm.ReasonUnknown {
			ticket.Reason = heard.Reason
		}
		hearMessage(&ticket, e.Message)
		e.Ticket = &ticket
	case e.Order != nil && e.Order.Reason == crm.ReasonUnknown:
		order := *e.Order
		order.Reason = telling.ReadOrder(e.Tags, e.Text)
		e.Order = &order
	case e.Subscription != nil && e.Subscription.Left() && e.Subscription.Reason == crm.ReasonUnknown:
		subscription := *e.Subscription
		subscription.Reason = telling.ReadOrder(e.Tags, e.Text)
		e.Subscription = &subscription
	case e.Objection != nil && e.Objection.NeedsWords():
		objection := *e.Objection
		objection.Reason = telling.ReadOrder(e.Tags, e.Text)
		e.Objection = &objection
	}
}

// hearMessage adds to a ticket what the customer's later message tells.
func hearMessage(t *crm.Ticket, message string) {
	heard := telling.ReadTicket(nil, message)
	if heard.Complaint {
		t.Complained = t.Updated
	}
	if heard.Reason != crm.ReasonUnknown {
		t.Later = crm.Heard{
			At:     t.Updated,
			Reason: heard.Reason,
			Told:   heard.Told,
		}
	}
}
