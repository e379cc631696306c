package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"holdfast/shared/words/crm"
)

// Tolerance is how far a signed time may lie from now, in either direction: the five
// minutes of the Standard Webhooks libraries, customary for Zendesk as well.
const Tolerance = 5 * time.Minute

// ErrSignature says that no accepted secret signed these bytes, or that they are
// addressed to another account.
var ErrSignature = errors.New("the signature does not match")

// ErrAccount is the ErrSignature of a delivery that states another account than the
// source's settings.
var ErrAccount = fmt.Errorf("%w: another account", ErrSignature)

// ErrStale says that the signed time is too far from now: perhaps a recorded delivery,
// posted again.
var ErrStale = errors.New("the signed time is too far from now")

// ErrPing says that this is a platform's unsigned trial call, which carries nothing and
// must be answered with 200.
var ErrPing = errors.New("a trial call that carries nothing")

// ErrIgnored says that a delivery is genuine but tells nothing that is folded: an unknown
// topic, a partial one, a test order, a merge without success. It is accepted and
// counted.
var ErrIgnored = errors.New("nothing here to fold")

// Unusable is the error of a body that cannot be parsed, however often it is tried. The
// sentence is written for the sender and holds no personal data.
type Unusable struct{ Sentence string }

func (u *Unusable) Error() string { return u.Sentence }

// Unusablef returns an Unusable with a sentence.
func Unusablef(format string, args ...any) error {
	return &Unusable{fmt.Sprintf(format, args...)}
}

// AsUnusable returns the Unusable in err, and reports whether there is one.
func AsUnusable(err error) (*Unusable, bool) {
	var u *Unusable
	return u, errors.As(err, &u)
}

// Source is one connection that posts webhooks, as its platform needs to know it. The
// store and the name are those of its address, /hooks/{store}/{name}; a platform whose
// signatures Holdfast makes itself signs them too.
type Source struct {
	Store   string
	Name    string
	Secrets [][]byte // every one accepted now, as the platform shows them; two while one is being replaced
	Account string   // the shop's domain, site or desk number, as the platform's header states it; "" = not compared
}

// Lane is the queue that a delivery goes to.
type Lane uint8

const (
	Nowhere   Lane = iota // accepted and counted, not queued
	ToOrders              // orders, customers, consents, privacy requests
	ToTickets             // tickets, ratings, parcels
)

// Label holds what a delivery says on its outside.
type Label struct {
	Topic     string
	Lane      Lane
	Triggered crm.Instant // when the platform says it sent this; not signed everywhere; 0 = it does not say
}

// Delivery is a verified request, as a Platform parses it. The same Delivery always
// parses to the same events.
type Delivery struct {
	Source    string // the name of the source; the ids in the events belong to it
	Topic     string
	Triggered crm.Instant // see Label
	Received  crm.Instant // when Holdfast took it; the same each time it is parsed
	Body      []byte      // the raw bytes that were signed; never changed
}

// SentAt returns when the platform says it sent the delivery, or when it was received if it
// does not say.
func (d Delivery) SentAt() crm.Instant {
	if d.Triggered != 0 {
		return d.Triggered
	}
	return d.Received
}

// Platform is one kind of sender. Implementations hold no state.
type Platform interface {
	// CheckSecret returns an error that wraps ErrSecret for a secret that proves nothing:
	// an empty, undecodable or published one.
	CheckSecret(secret []byte) error

	// Verify returns nil for a genuine request, else ErrSignature (or ErrAccount, which is
	// one), ErrStale or ErrPing.
	// It looks at the raw body only and compares in constant time. Secrets that
	// CheckSecret refuses never match.
	Verify(src Source, h http.Header, body []byte, now time.Time) error

	// ReadLabel reads the topic and the trigger time. The error is an Unusable; only an
	// OwnFormat returns one, if the topic stands in a body that cannot be read. Others name
	// the lane all the same, for the delivery waits in quarantine.
	ReadLabel(h http.Header, body []byte) (Label, error)

	// Parse returns the facts of a delivery, at least one, else ErrIgnored or an
	// Unusable.
	Parse(d Delivery) ([]crm.Event, error)

	// Sign returns the headers with which this platform would send the body, for our own
	// replays, demonstrations and tests.
	Sign(src Source, topic string, body []byte, at time.Time) http.Header
}

// OwnFormat is a Platform whose bodies are written for Holdfast. Its senders are told with
// 400 what is wrong with a body, and mend it. A shop or a desk cannot: it would only switch
// its webhook off after some failures. Of such a platform everything genuine is taken, and
// what cannot be read waits in quarantine.
type OwnFormat interface {
	Platform

	// OwnFormat does nothing: having it is what counts.
	OwnFormat()
}

// TokenField is the parameter of a link, and the field of the form behind it, whose token
// names the customer who is asked.
const TokenField = "t"

// PagePlatform is a Platform whose address people open: it shows them a page, whose form
// posts a delivery to the same address. Pages are those of package page.
type PagePlatform interface {
	Platform

	// QuestionPage returns the page behind a link that Verify would find genuine in a
	// form, else ErrSignature or ErrStale. The page shows nothing of the customer. Showing
	// it records nothing, since scanners of mails open every link.
	QuestionPage(src Source, query url.Values, now time.Time) (string, error)

	// ThanksPage returns the page that answers a form which Verify found genuine.
	ThanksPage(src Source, body []byte) string
}

// OneClickPlatform is a PagePlatform whose links mail programs post to by themselves (RFC
// 8058). What they post says nothing: the token stands in the link alone.
type OneClickPlatform interface {
	PagePlatform

	// OneClick returns the form that such a click on a link stands for.
	OneClick(query url.Values) []byte
}

// HeaderOf returns headers that are looked up in any case, from a map such as an API
// gateway's.
func HeaderOf(m map[string]string) http.Header {
	h := make(http.Header, len(m))
	for name, value := range m {
		h.Add(name, value)
	}
	return h
}
