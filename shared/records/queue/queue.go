// Package queue is what Holdfast needs of a queue, modelled on SQS standard queues: at
// least once, in any order.
//
// A sender calls Send; once it returns nil, the message is durable. A runtime receives
// messages, which hides them for a time, hands them to a step, and settles each by what the
// step answers (package outcome): done and rejected messages are deleted, others come back
// after a delay. If the process dies in between, they come back by themselves. A message
// that was received more often than the queue's limit goes to its dead letters, from which
// an operator's Redrive brings it back.
//
// Each message is of a group: the store that it is about, or none. A store with very many
// messages must not hold up the others, so that a queue hands out messages of each group in
// turn, as far as it can (SQS calls this a fair queue).
//
// Every message may come twice, and late: what a step does must be right however often
// it is done.
//
// Bodies are JSON of the form {"v":1,...} and are read with Decode, which tells a newer
// version's message from one that is none of ours.
//
// Implementations are infra/sqs, infra/embedded and queuetest.Memory. Each passes the suite
// queuetest.Run, and checks requests with the Check functions here.
package queue

import (
	"context"
	"errors"
	"time"
)

// MaxBody is the largest message body in bytes, below the 1 MiB of SQS.
const MaxBody = 1 << 20

// MaxDelay is the longest that a message may be held back.
const MaxDelay = 15 * time.Minute

// ErrInvalid is wrapped by errors that no retry can mend: a body that is empty or too
// large, a delay out of range.
var ErrInvalid = errors.New("queue: invalid request")

// Message is one delivery of a message. The same body may be delivered again, with
// another Receipt.
type Message struct {
	ID       string // the same on each delivery
	Receipt  string // names this delivery to Settle
	Body     []byte // UTF-8 text: see Decode
	Receives int    // 1 on the first delivery
}

// Result says what becomes of a message: by default it is deleted.
type Result struct {
	Message Message
	Again   bool          // keep it
	Delay   time.Duration // with Again: visible after this long
}

// Queue holds messages until they are settled. A message received more often than the
// queue's limit goes to its dead letters. It is safe for use by several goroutines.
type Queue interface {
	// Send returns nil once all bodies are durable. After an error any subset of them may
	// have been sent. The group is the store that the messages are about, "" if none.
	Send(ctx context.Context, group string, delay time.Duration, bodies ...[]byte) error
	// Receive takes up to max messages (1..10) and hides them for the given time. It does
	// not wait: if there are none, it returns none and no error.
	Receive(ctx context.Context, max int, visible time.Duration) ([]Message, error)
	// Settle ends deliveries. A receipt that is no longer the newest of its message is
	// ignored.
	Settle(ctx context.Context, rs ...Result) error
	// Redrive moves dead letters back, at most perSecond a second (0 = no limit), and
	// says how many.
	Redrive(ctx context.Context, perSecond int) (int, error)
}
