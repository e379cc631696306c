package importing

import (
	"context"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
)

const (
	packBytes   = 256 << 10 // of events in one message
	packsSent   = 4         // messages that are sent in one commit
	packsQueued = 16        // messages that may wait; then the import waits
)

// feed sends events to the queue of imports, many in a message, and never more than
// packsQueued messages ahead of those who fold them.
type feed struct {
	store  session.Store
	queue  queue.Queue
	head   envelope.Message // of each event, but for topic and body
	single bool             // one event a message: the stack has no queue of imports
	pack   *envelope.Pack
	ready  [][]byte // messages that are to be sent together
	packed int      // events in ready
	sent   int      // events
	moved  func(events int)
}

// newFeed returns a feed of events like head.
func newFeed(store session.Store, head envelope.Message) *feed {
	f := &feed{
		store: store,
		queue: store.Queue(queue.Imports),
		head:  head,
		pack:  envelope.NewPack(head),
	}
	if f.queue == nil {
		f.queue = store.Queue(queue.Orders)
		f.single = true
	}
	return f
}

// add sends an event, sooner or later.
func (f *feed) add(ctx context.Context, topic string, body []byte) error {
	if f.single {
		return f.addSingle(ctx, topic, body)
	}
	if err := f.pack.Add(topic, body); err != nil {
		return err
	}
	if f.pack.Size() < packBytes {
		return nil
	}
	return f.closePack(ctx)
}

// addSingle sends an event in a message of its own.
func (f *feed) addSingle(ctx context.Context, topic string, body []byte) error {
	m := f.head
	m.Topic = topic
	m.Body = body
	encoded, err := envelope.Encode(m)
	if err != nil {
		return err
	}
	f.ready = append(f.ready, encoded)
	f.packed++
	if len(f.ready) < singlesSent {
		return nil
	}
	return f.send(ctx)
}

// singlesSent is how many messages of one event are sent together.
const singlesSent = 500

// closePack makes a message of the pack, and sends it once there are enough.
func (f *feed) closePack(ctx context.Context) error {
	if f.pack.Len() == 0 {
		return nil
	}
	encoded, err := f.pack.Encode()
	if err != nil {
		return err
	}
	f.ready = append(f.ready, encoded)
	f.packed += f.pack.Len()
	f.pack.Reset()
	if len(f.ready) < packsSent {
		return nil
	}
	return f.send(ctx)
}

// send sends what is ready once there is room for it.
func (f *feed) send(ctx context.Context) error {
	if len(f.ready) == 0 {
		return ctx.Err()
	}
	if !f.single {
		if err := f.store.AwaitRoom(ctx, queue.Imports, packsQueued); err != nil {
			return err
		}
	}
	if err := f.queue.Send(ctx, f.store.Shop.Store, 0, f.ready...); err != nil {
		return err
	}
	f.sent += f.packed
	f.moved(f.packed)
	f.packed = 0
	f.ready = nil
	return nil
}

// finish sends what is left.
func (f *feed) finish(ctx context.Context) error {
	if err := f.closePack(ctx); err != nil {
		return err
	}
	return f.send(ctx)
}
