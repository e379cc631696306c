package ingest

import (
	"context"
	"slices"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/words/crm"
)

// Rehearse answers a request as TakeRequest does, and nothing comes of it: it is neither
// counted nor heard, and what is queued is a message that apply passes over. So a new
// version can be tried with a store's own secrets before any webhook reaches it.
func (in *Ingest) Rehearse(ctx context.Context, r Request) Answer {
	rehearsed := *in
	rehearsed.Orders = rehearsalQueue{in.Orders, in.Now}
	rehearsed.Tickets = rehearsalQueue{in.Tickets, in.Now}
	rehearsed.Count = func(string, string) {}
	rehearsed.Hear = nil
	return rehearsed.TakeRequest(ctx, r)
}

// rehearsalQueue sends a message that nobody folds instead of each that it is given.
type rehearsalQueue struct {
	Queue
	now func() time.Time
}

// rehearsalTopic is a topic that no platform knows: every version of apply passes over what
// bears it.
const rehearsalTopic = "holdfast.rehearsal"

// rehearsalAge is the age of a message that nobody folds. Apply takes one as old for no sign
// that its source was heard.
const rehearsalAge = 24 * time.Hour

// Send implements Queue.
func (q rehearsalQueue) Send(
	ctx context.Context,
	group string,
	delay time.Duration,
	bodies ...[]byte,
) error {
	message, err := envelope.Encode(envelope.Message{
		Store:    rehearsalTopic,
		Source:   rehearsalTopic,
		Platform: standard.Name,
		Topic:    rehearsalTopic,
		Received: crm.InstantOf(q.now().Add(-rehearsalAge)),
		Body:     []byte("{}"),
	})
	if err != nil {
		return err
	}
	instead := slices.Repeat([][]byte{message}, len(bodies))
	return q.Queue.Send(ctx, group, delay, instead...)
}
