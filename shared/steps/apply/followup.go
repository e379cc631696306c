package apply

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
	"holdfast/shared/words/outcome"
)

// The topics of follow-up work. It travels on the orders queue like any message, from the
// platform "holdfast".
const (
	topicMoveOrders      = "adopt"  // moveOlderOrders
	topicAnonymizeOrders = "forget" // anonymizeOlderOrders
	topicErase           = "erase"  // erase a customer, because an operator says so

	topicConsent = "consent" // what a customer told a person of the shop

	// TopicTakeBack is that of an order of an import which is taken back. Its body is a
	// TakeBack.
	TopicTakeBack = "take_back"
)

// TakeBack says that an order which an import told was deleted: a version of the date that
// the import gave it. If it is received a moment after the import, it wins over the import's
// version and over nothing else.
type TakeBack struct {
	Customer crm.Key     `json:"customer,omitempty"` // under which it arrived; "" = it names none
	Source   string      `json:"source"`
	Order    string      `json:"order"`
	Updated  crm.Instant `json:"updated"`

	// Import is the import's id. It is kept as a part of the order's number, so that two
	// imports of one order do not say the same when they are taken back: what is said twice
	// has its earliest receipt.
	Import string `json:"import"`
}

// event returns the deletion as an event.
func (t *TakeBack) event() crm.Event {
	ref := crm.Ref{Source: t.Source, ID: t.Order}
	return crm.Event{
		Kind: crm.KindOrder,
		ID:   "order/" + ref.ID,
		At:   t.Updated,
		Who:  crm.Who{Key: t.Customer},
		Order: &crm.Order{
			Ref:     ref,
			Number:  ref.ID + ", import " + t.Import,
			Updated: t.Updated,
			Status:  crm.OrderDeleted,
		},
	}
}

// readTakeBack adds a deletion to the batch as an event of delivery i.
func (a *Apply) readTakeBack(ctx context.Context, b *batch, i int) error {
	m := b.deliveries[i].Message
	var back TakeBack
	if err := json.Unmarshal(m.Body, &back); err != nil || back.Order == "" {
		return outcome.Reject("what is to be taken back names no order")
	}
	return a.routeEvent(ctx, b, m, receivedEvent{back.event(), i, m.Received})
}

// followUpDelay lets the write that makes a follow-up necessary happen before the
// follow-up is read.
const followUpDelay = 30 * time.Second

// ordersPerFollowUp is how many older orders one follow-up moves: with their new items,
// the root and the record they left, they fit one transaction.
const ordersPerFollowUp = 40

// followUp is the body of a follow-up message.
type followUp struct {
	Customer crm.Key `json:"customer"`
	Consent  *spoken `json:"consent,omitempty"` // of topicConsent
}

// spoken is what a customer said of one channel.
type spoken struct {
	Channel string      `json:"channel"`
	State   string      `json:"state"`
	At      crm.Instant `json:"at"`
}

// NewErasure returns the message for the orders queue by which an operator has the
// customer of a key erased.
func NewErasure(store string, customer crm.Key, at crm.Instant) (envelope.Message, error) {
	return newFollowUp(store, topicErase, followUp{Customer: customer}, at)
}

// NewConsent returns the message for the orders queue that says what a customer told a
// person of the shop about a channel. At is when it was received.
func NewConsent(
	store string,
	customer crm.Key,
	channel crm.Channel,
	word crm.Consent,
	at crm.Instant,
) (envelope.Message, error) {
	said := spoken{
		Channel: channel.String(),
		State:   word.State.String(),
		At:      word.At,
	}
	return newFollowUp(store, topicConsent, followUp{customer, &said}, at)
}

func newFollowUp(
	store, topic string,
	up followUp,
	at crm.Instant,
) (envelope.Message, error) {
	body, err := json.Marshal(up)
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

// sendFollowUps asks for the work on older orders that a write will leave to do.
func (a *Apply) sendFollowUps(ctx context.Context, w *workingSet) error {
	for _, key := range w.leftOrders {
		if err := a.sendFollowUp(ctx, topicMoveOrders, w.shop.Store, key); err != nil {
			return err
		}
	}
	for key, c := range w.records {
		if !c.Facts.Erased(key) || c.Facts.Older.Orders == 0 {
			continue
		}
		if err := a.sendFollowUp(ctx, topicAnonymizeOrders, w.shop.Store, key); err != nil {
			return err
		}
	}
	return nil
}

func (a *Apply) sendFollowUp(ctx context.Context, topic, store string, key crm.Key) error {
	up, err := newFollowUp(store, topic, followUp{Customer: key}, crm.InstantOf(a.Now()))
	if err != nil {
		return err
	}
	m, err := envelope.Encode(up)
	if err != nil {
		return fmt.Errorf("write follow-up: %w", err)
	}
	if err := a.Orders.Send(ctx, store, followUpDelay, m); err != nil {
		return fmt.Errorf("send follow-up %s: %w", topic, err)
	}
	return nil
}

// readInternal reads delivery i of a batch if it is one of our own: an erasure or a consent
// joins the batch, follow-up work is done at once.
func (a *Apply) readInternal(ctx context.Context, b *batch, i int) error {
	m := b.deliveries[i].Message
	if m.Topic == heard.Topic {
		return a.noteHeard(ctx, m)
	}
	if m.Topic == TopicTakeBack {
		return a.readTakeBack(ctx, b, i)
	}
	var up followUp
	if err := json.Unmarshal(m.Body, &up); err != nil || up.Customer == "" {
		return outcome.Reject("follow-up %q names no customer", m.Topic)
	}
	if m.Topic != topicErase && m.Topic != topicConsent {
		return a.runFollowUp(ctx, m, up)
	}

	if _, ok := crm.ParseKey(string(up.Customer)); !ok {
		return outcome.Reject("%q is no customer's key", up.Customer)
	}
	event, err := up.event(m)
	if err != nil {
		return outcome.Reject("%v", err)
	}
	return a.routeEvent(ctx, b, m, receivedEvent{event, i, m.Received})
}

// event returns the erasure or the consent that the message says.
func (up *followUp) event(m envelope.Message) (crm.Event, error) {
	if m.Topic == topicErase {
		return crm.Event{
			Kind:   crm.KindRedact,
			ID:     "redact/" + string(up.Customer),
			At:     m.Received,
			Redact: &crm.Redact{Key: up.Customer},
		}, nil
	}

	e := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/" + string(up.Customer),
		At:   m.Received,
		Who:  crm.Who{Key: up.Customer},
	}
	if up.Consent == nil {
		return e, errors.New("a consent that says nothing")
	}
	channel, err := crm.ParseChannel(up.Consent.Channel)
	if err != nil {
		return e, err
	}
	state, err := crm.ParseConsentState(up.Consent.State)
	if err != nil {
		return e, err
	}
	e.Consents[channel] = crm.Consent{State: state, At: up.Consent.At}
	return e, nil
}

// runFollowUp does one page of follow-up work and asks for the next.
func (a *Apply) runFollowUp(ctx context.Context, m envelope.Message, up followUp) error {
	shop, err := a.findShop(ctx, m.Store)
	if err != nil {
		return err
	}
	var more bool
	switch m.Topic {
	case topicMoveOrders:
		more, err = a.moveOlderOrders(ctx, shop, up.Customer)
	case topicAnonymizeOrders:
		more, err = a.anonymizeOlderOrders(ctx, shop, up.Customer)
	default:
		return outcome.Reject("no follow-up work is called %q", m.Topic)
	}
	if err != nil || !more {
		return err
	}
	return a.sendFollowUp(ctx, m.Topic, m.Store, up.Customer)
}

// moveOlderOrders moves older orders of a customer that was joined into another to where
// that customer's facts are now, a page at a time. It reports whether there is more. Done
// twice, it finds nothing to do.
func (a *Apply) moveOlderOrders(
	ctx context.Context,
	shop *book.Shop,
	loser crm.Key,
) (more bool, err error) {
	w, err := newWorkingSet(ctx, a.Book, shop, loser)
	if err != nil {
		return false, err
	}
	left := w.records[loser]
	if left.Root() || left.Facts.Older.Orders == 0 {
		return false, nil
	}

	page, more, err := a.Book.FindSpilledOrders(ctx, shop.Store, loser, ordersPerFollowUp)
	if err != nil {
		return false, err
	}
	moved := &crm.Facts{}
	var removals []table.Op
	for _, s := range page {
		moved = crm.Join(moved, &crm.Facts{Orders: []crm.Order{s.Order}})
		removals = append(removals, s.Delete(shop.Store, loser))
	}
	left.Facts.Older.Orders -= len(page)
	if !more {
		left.Facts.Older = crm.Older{}
	}

	if err := w.joinFacts(ctx, moved); err != nil {
		return false, err
	}
	spills := w.spillOrders()
	tasks, err := w.judge(ctx, a.Now(), true)
	if err != nil {
		return false, err
	}
	ops := slices.Concat(removals, spills, w.recordWrites(), book.PutTasks(tasks))

	// A crash before this write leaves the orders with the loser, after it with the root:
	// the message is still there. Tasks that are proposed here stand in the due index,
	// and the next sweep sends them.
	return more, a.Book.Write(ctx, ops...)
}

// anonymizeOlderOrders makes older orders of an erased customer anonymous, a page at a
// time, and reports whether there is more.
func (a *Apply) anonymizeOlderOrders(
	ctx context.Context,
	shop *book.Shop,
	erased crm.Key,
) (more bool, err error) {
	w, err := newWorkingSet(ctx, a.Book, shop, erased)
	if err != nil || !w.root.Facts.Erased(erased) {
		return false, err
	}
	page, more, err := a.Book.FindNamedSpilledOrders(ctx, shop.Store, erased, ordersPerFollowUp)
	if err != nil {
		return false, err
	}

	var ops []table.Op
	for _, s := range page {
		anonymous := book.Spilled{Order: s.Order.Anonymous(shop.Pepper)}
		ops = append(
			ops,
			s.Delete(shop.Store, erased),
			anonymous.Put(shop.Store, erased),
		)
	}
	return more, a.Book.Write(ctx, ops...)
}
