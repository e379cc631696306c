package crm

import (
	"cmp"

	"holdfast/shared/words/enum"
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

// ConsentState is what a customer said of being contacted.
type ConsentState uint8

const (
	ConsentUnknown       ConsentState = iota
	ConsentPending                    // asked, not confirmed (double opt-in): not a consent
	ConsentGiven                      // agreed
	ConsentRefused                    // withdrawn, objected, or complained
	ConsentNotAsked                   // a platform says that nobody asked: no refusal
	ConsentUndeliverable              // what was sent to the address came back for good
)

var consentStates = enum.Names[ConsentState]{
	ConsentUnknown:       "unknown",
	ConsentPending:       "pending",
	ConsentGiven:         "given",
	ConsentRefused:       "refused",
	ConsentNotAsked:      "not_asked",
	ConsentUndeliverable: "undeliverable",
}

func (s ConsentState) String() string { return consentStates.String(s) }

// Known reports whether this version has a name for the code.
func (s ConsentState) Known() bool { return consentStates.Known(s) }

// ParseConsentState returns the state with the name.
func ParseConsentState(name string) (ConsentState, error) { return consentStates.Parse(name) }

// No reports whether the state closes a channel for everybody who uses the address.
func (s ConsentState) No() bool { return s == ConsentRefused || s == ConsentUndeliverable }

// Consent is the newest word for one channel.
type Consent struct {
	State ConsentState
	At    Instant // 0 = the platform did not say when: any dated word wins

	// Ticked is when the customer last ticked a box that asks for consent; 0 = never. It is
	// a word of its own: where a shop asks for a confirmation by mail, the box is what asks,
	// and does not confirm.
	Ticked Instant

	// Refused is when the customer said no for the last time, if another word stands now;
	// 0 = never.
	Refused Instant
}

// Current returns what the word comes to. A ticked box gives consent, unless an answer to
// a mail is waited for.
func (c Consent) Current() Consent {
	if c.Ticked <= c.At || c.State == ConsentPending {
		return Consent{State: c.State, At: c.At}
	}
	return Consent{State: ConsentGiven, At: c.Ticked}
}

// newerConsent returns the newer word of two, joined with the newest box and the newest no.
// An unknown state never wins over another.
func newerConsent(a, b Consent) Consent {
	newer := a
	if compareWords(a, b) < 0 {
		newer = b
	}
	newer.Ticked = max(a.Ticked, b.Ticked)
	newer.Refused = 0
	if !newer.State.No() {
		newer.Refused = max(a.lastNo(), b.lastNo())
	}
	return newer
}

// lastNo returns when the customer said no for the last time; 0 = never.
func (c Consent) lastNo() Instant {
	if c.State.No() {
		return c.At
	}
	return c.Refused
}

// TakesBack reports whether the word is a yes with a date, and the customer said no before.
func (c Consent) TakesBack() bool {
	current := c.Current()
	isYes := current.State == ConsentGiven && current.At > 0
	return isYes && c.lastNo() > 0
}

// compareWords orders words by their date. Of one date, a no goes before a yes.
func compareWords(a, b Consent) int {
	if a.State == ConsentUnknown || b.State == ConsentUnknown {
		return cmp.Compare(a.State, b.State)
	}
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.rank(), b.rank()))
}

// rank orders the words of one date. Of two without a date, the one that waits for a
// confirmation goes before the yes, which is what asked for it.
func (c Consent) rank() int {
	switch c.State {
	case ConsentNotAsked:
		return 1
	case ConsentPending:
		if c.At == 0 {
			return 4
		}
		return 2
	case ConsentGiven:
		return 3
	case ConsentRefused:
		return 5
	case ConsentUndeliverable:
		return 6
	}
	return 0
}

// Consents holds the newest word for each channel. An unknown one is no consent.
type Consents [channelCount]Consent

// Allows reports whether the customer has agreed to be contacted there. No customer has
// agreed to a channel that is not known.
func (c Consents) Allows(ch Channel) bool {
	return int(ch) < len(c) && c[ch].Current().State == ConsentGiven
}

// Refusing returns a no for every channel, as of an instant: what a complaint says, or a
// customer who does not want to be contacted.
func Refusing(at Instant) (c Consents) {
	for i := range c {
		c[i] = Consent{State: ConsentRefused, At: at}
	}
	return c
}

// Under returns the consents as far as what was said of the same addresses lets them
// stand: a no said there holds until a later yes. What was said elsewhere gives no
// consent.
func (c Consents) Under(said Consents) Consents {
	for i := range c {
		elsewhere := said[i].Current()
		own := c[i].Current()
		if elsewhere.State.No() && compareWords(own, elsewhere) < 0 {
			c[i] = elsewhere
		}
	}
	return c
}

// Join returns the newest words of both.
func (c Consents) Join(other Consents) Consents {
	for i := range c {
		c[i] = newerConsent(c[i], other[i])
	}
	return c
}

// Noes returns the words among them that hold for the address itself, whoever uses it: a
// no with a date. One without a date may be older than any yes.
func (c Consents) Noes() (noes Consents) {
	for i, word := range c {
		if word.State.No() && word.At > 0 {
			noes[i] = Consent{State: word.State, At: word.At}
		}
	}
	return noes
}
