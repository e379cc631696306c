package crm

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

var fieldNames = [fieldCount]string{
	"name",
	"company",
	"email",
	"phone",
	"country",
	"locale",
	"zone",
	"birthday",
	"owner",
	"origin",
}

func (f Field) String() string { return fieldNames[f] }

// Fields lists every field.
func Fields() []Field {
	all := make([]Field, fieldCount)
	for i := range all {
		all[i] = Field(i)
	}
	return all
}

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

var channelNames = [channelCount]string{"email", "sms", "call", "chat"}

func (c Channel) String() string { return channelNames[c] }

// ParseChannel reads a channel by its name and reports whether there is one.
func ParseChannel(s string) (Channel, bool) {
	for i, n := range channelNames {
		if n == s {
			return Channel(i), true
		}
	}
	return 0, false
}

// ConsentState is what a customer said of being contacted. A refusal outranks a consent
// of the same instant.
type ConsentState uint8

const (
	ConsentUnknown ConsentState = iota
	ConsentPending              // asked, not confirmed: not a consent
	ConsentGiven
	ConsentRefused // never given, withdrawn, or invalid
)

var consentNames = [...]string{"unknown", "pending", "given", "refused"}

func (s ConsentState) String() string { return nameOf(consentNames[:], int(s)) }

// Consent is a last-writer-wins register for one channel.
type Consent struct {
	State ConsentState
	At    Instant // 0 = the platform did not say when: any timed statement wins
}

// Consents holds the newest word for each channel. An unknown one is no consent.
type Consents [channelCount]Consent

// Allows reports whether the customer has agreed to be contacted there.
func (c Consents) Allows(ch Channel) bool { return c[ch].State == ConsentGiven }
