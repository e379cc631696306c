package envelope

import (
	"bytes"
	"errors"
	"fmt"
)

// PackTopic is the topic of an Internal message that holds many deliveries of one source,
// as an import sends them: to queue, receive and settle each alone would cost more than to
// fold it.
const PackTopic = "pack"

// packedPlatform ends the first line of a pack's body: the platform of its deliveries.
const packedPlatform = '\n'

// Pack holds deliveries that are to travel in one message. All are of one store, source and
// platform, and are received at one time.
type Pack struct {
	head  Message
	body  bytes.Buffer
	count int
}

// NewPack returns a pack of deliveries like head, but for their topics and bodies.
func NewPack(head Message) *Pack {
	p := &Pack{head: head}
	p.Reset()
	return p
}

// Reset takes all deliveries out.
func (p *Pack) Reset() {
	p.body.Reset()
	p.body.WriteString(p.head.Platform)
	p.body.WriteByte(packedPlatform)
	p.count = 0
}

// Len returns how many deliveries the pack holds.
func (p *Pack) Len() int { return p.count }

// Size returns how many bytes the pack holds.
func (p *Pack) Size() int { return p.body.Len() }

// errManyLines says that a delivery cannot be packed.
var errManyLines = errors.New("the body has more than one line")

// Add adds a delivery. Its body must be one line, as encoding/json writes it.
func (p *Pack) Add(topic string, body []byte) error {
	if bytes.IndexByte(body, '\n') >= 0 {
		return errManyLines
	}
	p.body.WriteString(topic)
	p.body.WriteByte(' ')
	p.body.Write(body)
	p.body.WriteByte('\n')
	p.count++
	return nil
}

// Encode returns the pack as a message for a queue.
func (p *Pack) Encode() ([]byte, error) {
	m := p.head
	m.Platform = Internal
	m.Topic = PackTopic
	m.Body = p.body.Bytes()
	return Encode(m)
}

// IsPack reports whether a message holds several deliveries.
func (m Message) IsPack() bool { return m.Platform == Internal && m.Topic == PackTopic }

// Unpack returns the deliveries of a pack, in the order in which they were added. They have
// no ID yet. The error wraps ErrMessage.
func (m Message) Unpack() ([]Message, error) {
	platform, rest, ok := bytes.Cut(m.Body, []byte{packedPlatform})
	if !ok || len(platform) == 0 {
		return nil, fmt.Errorf("%w: a pack that names no platform", ErrMessage)
	}
	one := m
	one.ID = ""
	one.Platform = string(platform)
	deliveries := make([]Message, 0, bytes.Count(rest, []byte{'\n'}))
	for len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
		topic, body, ok := bytes.Cut(line, []byte{' '})
		if !ok {
			return nil, fmt.Errorf("%w: a line of a pack without a body", ErrMessage)
		}
		one.Topic = string(topic)
		one.Body = body
		deliveries = append(deliveries, one)
	}
	return deliveries, nil
}
