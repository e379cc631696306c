// Package webhook answers two questions about a request from a shop or a help desk: is it
// really them, and what does it say. Each platform below this folder implements Platform;
// package platforms knows them all by name.
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

// Unusable is the error of a body that can never be one, whenever it is tried. The
// sentence is for whoever sent it and holds no personal data.
type Unusable struct{ Sentence string }

func (u *Unusable) Error() string { return u.Sentence }

// Unusablef makes an Unusable from a sentence.
func Unusablef(format string, args ...any) error {
	return &Unusable{fmt.Sprintf(format, args...)}
}

// AsUnusable returns the Unusable in err, if there is one.
func AsUnusable(err error) (*Unusable, bool) {
	var u *Unusable
	return u, errors.As(err, &u)
}

// Source is the far end of a source as the store's settings know it.
type Source struct {
	Store   string // under which names it is connected here: a platform whose signatures we make ourselves signs them too
	Name    string
	Secrets [][]byte // every one accepted now, as the platform shows them; more than one while a secret is being changed
	Account string   // the shop's domain, site or desk number as the platform's header states it; "" = not compared
}

// Lane is the queue a delivery goes to.
type Lane uint8

const (
	Nowhere   Lane = iota // accepted and counted, not queued
	ToOrders              // orders, customers, consents, privacy requests
	ToTickets             // tickets, ratings, parcels
)

// Label is what the outside of a delivery says of it.
type Label struct {
	Topic     string
	Lane      Lane
	Triggered crm.Instant // when the platform says it sent this; not signed everywhere; 0 = it does not say
}

// Delivery is a verified request, as a Platform parses it. The same Delivery always
// parses to the same events.
type Delivery struct {
	Source    string // the name of the connection, which the ids in the events belong to
	Topic     string
	Triggered crm.Instant
	Received  crm.Instant // when we took it, for those whose word on the time is not asked; the same however often it is parsed
	Body      []byte      // the raw bytes that were signed; never changed
}

// Platform is one kind of sender. Implementations hold no state.
type Platform interface {
	// CheckSecret refuses a secret with which nobody could be told from anybody: an
	// empty, undecodable or public one.
	CheckSecret(secret []byte) error
	// Verify returns nil for a genuine request, else ErrSignature, ErrStale or ErrPing.
	// It looks at the raw body only and compares in constant time. Secrets that
	// CheckSecret refuses never match.
	Verify(a Source, h http.Header, body []byte, now time.Time) error
	// Label reads topic and trigger time; the error is an Unusable where the topic stands
	// in a body that cannot be read.
	ReadLabel(h http.Header, body []byte) (Label, error)
	// Parse returns the facts of a delivery, at least one, else ErrIgnored or an
	// Unusable.
	Parse(d Delivery) ([]crm.Event, error)
	// Sign makes the headers with which this platform would send the body, for our own
	// replays, demonstrations and tests.
	Sign(a Source, topic string, body []byte, at time.Time) http.Header
}

// TokenField is the parameter of a link, and the field of the form behind it, that says
// who is asked.
const TokenField = "t"

// PagePlatform is a Platform whose address people open: it shows them a page, whose form posts
// a delivery to the same address. Pages are those of package page.
type PagePlatform interface {
	Platform
	// Ask is the page behind a link that Verify would find genuine in a form, else
	// ErrSignature or ErrStale. It shows nothing of anybody, and whoever only looks, such
	// as a scanner of mails, has said nothing.
	QuestionPage(a Source, query url.Values, now time.Time) (string, error)
	// Thank is the page that answers a form which Verify found genuine.
	ThanksPage(a Source, body []byte) string
}

// HeaderOf makes headers, looked up in any case, from a map such as an API gateway's.
func HeaderOf(m map[string]string) http.Header {
	h := make(http.Header, len(m))
	for name, value := range m {
		h.Add(name, value)
	}
	return h
}
