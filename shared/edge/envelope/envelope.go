// Package envelope is the message in which a verified delivery travels through a queue.
package envelope

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
)

// Version is what Encode writes. Decode reads it and, once there is one, the version
// before.
const Version = 1

// Internal is the platform of messages that Holdfast sends itself, with any body and
// topic.
const Internal = "holdfast"

// MaxRaw is the largest body in bytes that a message holds before it is packed.
const MaxRaw = 4 << 20

// gzipAbove is the body size in bytes above which Encode compresses.
const gzipAbove = 48 << 10

// idBytes is how much of a SHA-256 an id holds.
const idBytes = 16

// ErrTooLarge says that a body exceeds MaxRaw, or its message queue.MaxBody.
var ErrTooLarge = errors.New("the message would be too large")

// ErrMessage is wrapped by the errors of bytes that Encode did not write.
var ErrMessage = errors.New("not a message of ours")

// Message is one delivery on its way.
type Message struct {
	ID        string // the same for the same source, topic and body; names no time
	Store     string
	Source    string
	Platform  string
	Topic     string
	Triggered crm.Instant // when the platform says it sent this; 0 = it does not say
	Received  crm.Instant
	Body      []byte // exactly the bytes that were received
}

// Identify returns the id of a message with these contents: equal contents have equal ids,
// whenever they come.
func Identify(store, source, topic string, body []byte) string {
	h := sha256.New()
	for _, name := range []string{store, source, topic} {
		length := []byte{byte(len(name) >> 8), byte(len(name))}
		h.Write(length)
		h.Write([]byte(name))
	}
	h.Write(body)
	var sum [sha256.Size]byte
	return hex.EncodeToString(h.Sum(sum[:0])[:idBytes])
}

// Fits reports whether an encoded message fits a queue.
func Fits(encoded []byte) bool { return len(encoded) <= queue.MaxBody }
