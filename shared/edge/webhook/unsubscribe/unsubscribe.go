// Package unsubscribe takes the no of customers who want no more e-mails. Each message
// carries a link, signed for one customer and one address by the source's own secret. A
// mail program posts to it by itself when its reader clicks "unsubscribe" (RFC 8058). A
// person who opens it sees a page with a button. Opening it changes nothing, since scanners
// of mails open every link.
//
// token.go makes and checks what a link says, pages.go writes the two pages, and this file
// is the platform.
package unsubscribe

import (
	"net/http"
	"net/url"
	"time"

	"holdfast/shared/edge/sealed"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// Name is the platform's name in settings and messages. It is also the name of the source
// by which a store's messages link to it.
const Name = "unsubscribe"

// topic is that of every delivery.
const topic = "unsubscribe"

// Platform is the way out of e-mails.
type Platform struct{}

var (
	_ webhook.PagePlatform     = Platform{}
	_ webhook.OneClickPlatform = Platform{}
)

// CheckSecret refuses a secret that is short enough to be guessed.
func (Platform) CheckSecret(secret []byte) error { return sealed.CheckSecret(secret) }

// maxForm is the largest form, in bytes: a token.
const maxForm = 2048

// OneClick returns the form that a mail program means with an empty click on a link. What it
// posts says nothing that the link does not say, and comes as a form of either kind.
func (Platform) OneClick(query url.Values) []byte {
	form := url.Values{webhook.TokenField: {query.Get(webhook.TokenField)}}
	return []byte(form.Encode())
}

// tokenOf returns the token in a posted form, or "".
func tokenOf(body []byte) string {
	if len(body) > maxForm {
		return ""
	}
	fields, err := url.ParseQuery(string(body))
	if err != nil {
		return ""
	}
	return fields.Get(webhook.TokenField)
}

// Verify checks the form's token: one of the secrets must have signed it for this very
// store and source. A link does not run out: the law asks that it works for a month at
// least, and a no is never too late.
func (Platform) Verify(src webhook.Source, _ http.Header, body []byte, _ time.Time) error {
	_, err := openToken(src, tokenOf(body))
	return err
}

// ReadLabel says that it is a no.
func (Platform) ReadLabel(http.Header, []byte) (webhook.Label, error) {
	return webhook.Label{Topic: topic, Lane: webhook.ToOrders}, nil
}

// Parse returns the no to e-mails, of the customer and of the address that was written to.
func (Platform) Parse(d webhook.Delivery) ([]crm.Event, error) {
	token, ok := parseToken(tokenOf(d.Body))
	if !ok {
		return nil, webhook.Unusablef("The link's token cannot be read.")
	}
	ev := crm.Event{
		Kind:    crm.KindCustomer,
		ID:      "customer/" + token.id(),
		At:      d.Received,
		Who:     crm.Who{Key: token.Customer},
		Address: token.Address,
	}
	ev.Consents[crm.ChannelEmail] = crm.Consent{
		State: crm.ConsentRefused,
		At:    d.Received,
	}
	return []crm.Event{ev}, nil
}

// Sign returns the headers of a form. Its signature stands in the body: see Link.
func (Platform) Sign(webhook.Source, string, []byte, time.Time) http.Header {
	return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
}
