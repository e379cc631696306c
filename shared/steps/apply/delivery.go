package apply

import (
	"cmp"
	"context"
	"regexp"
	"slices"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/parallel"
)

// delivery is one delivery of a batch: a message, or one of several that a message packs.
type delivery struct {
	envelope.Message
	carrier    int           // index of the message in the batch
	queued     queue.Message // that message
	packed     bool          // the message holds others too
	noEnvelope error         // why it could not be opened
	events     []crm.Event
	unread     error // why its platform could not read it
}

// opening is how many messages are opened and parsed at a time.
const opening = 8

// newBatch opens the messages of a batch, and parses what they hold.
func newBatch(messages []queue.Message) *batch {
	b := &batch{
		groups:   map[groupKey]*eventGroup{},
		products: map[familyKey]*productGroup{},
	}
	opened := make([][]delivery, len(messages))
	numbers := make([]int, len(messages))
	for i := range messages {
		numbers[i] = i
	}
	parallel.Each(opening, numbers, func(i int) error {
		opened[i] = openMessage(i, messages[i])
		for j := range opened[i] {
			opened[i][j].parse()
		}
		return nil
	})
	b.deliveries = slices.Concat(opened...)
	b.errs = make([]error, len(b.deliveries))
	return b
}

// openMessage returns the deliveries of message i of a batch.
func openMessage(i int, m queue.Message) []delivery {
	env, err := envelope.Decode(m.Body)
	alone := delivery{
		Message:    env,
		carrier:    i,
		queued:     m,
		noEnvelope: err,
	}
	if err != nil || !env.IsPack() {
		return []delivery{alone}
	}
	packed, err := env.Unpack()
	if err != nil {
		alone.noEnvelope = err
		return []delivery{alone}
	}
	deliveries := make([]delivery, len(packed))
	for j := range packed {
		one := alone
		one.Message = packed[j]
		one.packed = true
		deliveries[j] = one
	}
	return deliveries
}

// parse has the platform read the events of the delivery.
func (d *delivery) parse() {
	if d.noEnvelope == nil && d.Platform != envelope.Internal {
		d.events, d.unread = parseDelivery(d.Message)
	}
}

// answers returns the error for each message. A message that packs several deliveries is
// done once each of them is folded or in quarantine.
func (b *batch) answers(messages int) []error {
	errs := make([]error, messages)
	for i, d := range b.deliveries {
		_, isRejected := outcome.AsRejected(b.errs[i])
		if d.packed && isRejected {
			continue
		}
		if errs[d.carrier] == nil {
			errs[d.carrier] = b.errs[i]
		}
	}
	return errs
}

// stored returns the delivery as a message of its own, and its id.
func (d *delivery) stored() (id string, body []byte, err error) {
	if !d.packed {
		return cmp.Or(d.ID, d.queued.ID), d.queued.Body, nil
	}
	id = envelope.Identify(d.Store, d.Source, d.Topic, d.Body)
	body, err = envelope.Encode(d.Message)
	return id, body, err
}

// quotedText is what the reason of a rejection quotes from a body. It may be anything, a
// name in the wrong field for one, and is not logged.
var quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// finishDelivery logs what became of a delivery that was not folded, and puts a rejected
// one into quarantine. A crash before the quarantine is written leaves its message in the
// queue.
func (a *Apply) finishDelivery(ctx context.Context, b *batch, i int) error {
	d := &b.deliveries[i]
	err := b.errs[i]
	if err == nil {
		return nil
	}
	log := a.Log.With(
		"store", d.Store,
		"source", d.Source,
		"topic", d.Topic,
		"message", d.queued.ID,
	)
	rejected, isRejected := outcome.AsRejected(err)
	if !isRejected {
		err = deferConflict(err)
		log.WarnContext(ctx, "not folded yet", "error", err)
		return err
	}

	loggable := quotedText.ReplaceAllString(rejected.Reason, `"..."`)
	log.WarnContext(ctx, "quarantined", "reason", loggable)

	received := cmp.Or(d.Received, crm.InstantOf(a.Now()))
	id, body, err := d.stored()
	if err != nil {
		return err
	}
	err = a.Book.Quarantine(ctx, book.Quarantined{
		Store:    d.Store,
		ID:       id,
		Reason:   rejected.Reason,
		Received: received,
		Body:     body,
	})
	if err != nil {
		return deferConflict(err)
	}
	return rejected
}
