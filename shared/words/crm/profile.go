package crm

import "holdfast/shared/words/enum"

// Field names one fact of a customer's profile.
type Field uint8

const (
	Name Field = iota
	Company
	Email
	Phone
	Country  // ISO 3166 alpha-2
	Locale   // BCP 47
	Zone     // IANA time zone
	Birthday // YYYY-MM-DD, or --MM-DD
	Owner    // the relationship manager's id in the store's settings
	Origin   // where the customer came from: the acquisition source. The earliest word counts, not the last
	fieldCount
)

var fields = enum.Names[Field]{
	Name:     "name",
	Company:  "company",
	Email:    "email",
	Phone:    "phone",
	Country:  "country",
	Locale:   "locale",
	Zone:     "zone",
	Birthday: "birthday",
	Owner:    "owner",
	Origin:   "origin",
}

func (f Field) String() string { return fields.String(f) }

// ParseField returns the field with the name.
func ParseField(name string) (Field, error) { return fields.Parse(name) }

// Fields returns every field.
func Fields() []Field { return fields.Codes() }

// Text is a last-writer-wins register. An empty value says nothing and is never kept.
type Text struct {
	Value string
	At    Instant
}

// Profile holds the newest value of each field, each with its own time.
type Profile [fieldCount]Text

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

// Allows reports whether the customer has agreed to be contacted there. Nobody has agreed
// to a channel that is not known.
func (c Consents) Allows(ch Channel) bool {
	return int(ch) < len(c) && c[ch].State == ConsentGiven
}
