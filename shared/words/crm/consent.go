package crm

import (
	"holdfast/shared/words/enum"
	"holdfast/shared/words/packed"
)

// Channel is a way to reach a customer.
type Channel uint8

const (
	ChannelEmail Channel = iota
	ChannelSMS
	ChannelCall
	ChannelChat
	channelCount
)

var channels = enum.Names[Channel]{
	ChannelEmail: "email",
	ChannelSMS:   "sms",
	ChannelCall:  "call",
	ChannelChat:  "chat",
}

func (c Channel) String() string { return channels.String(c) }

// Known reports whether this version has a name for the code.
func (c Channel) Known() bool { return channels.Known(c) }

// ParseChannel returns the channel with the name.
func ParseChannel(name string) (Channel, error) { return channels.Parse(name) }

// ConsentState is what a customer said of being contacted. A refusal outranks a consent
// of the same instant.
type ConsentState uint8

const (
	ConsentUnknown ConsentState = iota
	ConsentPending              // asked, not confirmed: not a consent
	ConsentGiven
	ConsentRefused // never given, withdrawn, or invalid
)

var consentStates = enum.Names[ConsentState]{
	ConsentUnknown: "unknown",
	ConsentPending: "pending",
	ConsentGiven:   "given",
	ConsentRefused: "refused",
}

func (s ConsentState) String() string { return consentStates.String(s) }

// Known reports whether this version has a name for the code.
func (s ConsentState) Known() bool { return consentStates.Known(s) }

// ParseConsentState returns the state with the name.
func ParseConsentState(name string) (ConsentState, error) { return consentStates.Parse(name) }

// Consent is a last-writer-wins register for one channel.
type Consent struct {
	State ConsentState
	At    Instant // 0 = the platform did not say when: any timed statement wins
}

// Consents holds the newest word for each channel. An unknown one is no consent.
type Consents [channelCount]Consent

// Allows reports whether the customer has agreed to be contacted there. No customer has
// agreed to a channel that is not known.
func (c Consents) Allows(ch Channel) bool {
	return int(ch) < len(c) && c[ch].State == ConsentGiven
}

// consentsKind keeps the consents: the state of every channel, with its time unless the
// state is unknown.
type consentsKind struct{ passiveKind }

func (consentsKind) addEvent(f *Facts, e *Event, _ Key) { f.Consents = e.Consents }

func (consentsKind) join(f, a, b *Facts) {
	for i := range f.Consents {
		f.Consents[i] = newerConsent(a.Consents[i], b.Consents[i])
	}
}

func (consentsKind) erase(f *Facts, e erasing) {
	for i, c := range f.Consents {
		if e.takes(c.At) {
			f.Consents[i] = Consent{}
		}
	}
}

func (consentsKind) showsCustomer(f *Facts) bool { return f.Consents != Consents{} }

func (consentsKind) encode(w *writer, f *Facts) {
	for _, c := range f.Consents {
		w.Byte(byte(c.State))
		if c.State != ConsentUnknown {
			w.instant(c.At)
		}
	}
}

func (consentsKind) decode(r *reader, f *Facts) {
	for i := range f.Consents {
		c := &f.Consents[i]
		c.State = packed.Code[ConsentState](r.Reader)
		if c.State != ConsentUnknown {
			c.At = r.instant()
		}
	}
}
