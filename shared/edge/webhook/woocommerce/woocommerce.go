// Package woocommerce reads WooCommerce's webhooks, whose bodies are its REST v3
// resources: whole orders and customers. A deletion is {"id": n} and names nothing else:
// the order or the account of that id is gone. WooCommerce never repeats a delivery that
// failed.
//
// What the shop kept of an order is its total less its refunds, in the shop's currency
// where the body states a rate (currency.go). An order that nobody paid is no purchase
// (statuses), and a seller's part of an order is left (part.go). docs/money.md has the
// rules of all platforms.
package woocommerce

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// Name is the platform's name in settings and messages.
const Name = "woocommerce"

// Platform is WooCommerce.
type Platform struct{}

var _ webhook.Platform = Platform{}

var parsers = map[string]func(webhook.Delivery) ([]crm.Event, error){
	"order.created":    parseOrder,
	"order.updated":    parseOrder,
	restoredTopic:      parseOrder,
	"order.deleted":    parseDeletedOrder,
	"product.created":  parseProduct,
	"product.updated":  parseProduct,
	"product.restored": parseProduct,
	"product.deleted":  parseDeletedProduct,
	"customer.created": parseCustomer,
	"customer.updated": parseCustomer,
	"customer.deleted": parseDeletedCustomer,

	// Of the plugin WooCommerce Subscriptions.
	"subscription.created":  parseSubscription,
	"subscription.updated":  parseSubscription,
	"subscription.switched": parseSubscription,
}

const (
	signatureHeader = "X-WC-Webhook-Signature"
	sourceHeader    = "X-WC-Webhook-Source"
	topicHeader     = "X-WC-Webhook-Topic"
)

// CheckSecret refuses an empty secret, with which WooCommerce would sign all the same.
func (Platform) CheckSecret(secret []byte) error {
	return webhook.CheckNotEmpty(signingKey(secret))
}

// Verify checks the base64 HMAC-SHA-256 of the raw body and, if the source states its
// account, the site's address. The trial call on creating a webhook is unsigned: it gives
// ErrPing. WooCommerce signs no time.
func (p Platform) Verify(src webhook.Source, h http.Header, body []byte, _ time.Time) error {
	mac := h.Get(signatureHeader)
	if mac == "" && isPing(h, body) {
		return webhook.ErrPing
	}

	keys := webhook.UsableSecrets(src.Secrets, p.CheckSecret)
	for i, secret := range keys {
		keys[i] = signingKey(secret)
	}
	matches := webhook.MatchesMAC([]string{mac}, keys, body)
	if src.Account != "" && !isSameSite(h.Get(sourceHeader), src.Account) {
		return webhook.ErrAccount
	}
	if !matches {
		return webhook.ErrSignature
	}
	return nil
}

// isPing reports whether the body is "webhook_id=142" and nothing else, without
// WooCommerce's headers.
func isPing(h http.Header, body []byte) bool {
	if h.Get(topicHeader) != "" {
		return false
	}
	id, ok := strings.CutPrefix(strings.TrimSpace(string(body)), "webhook_id=")
	if !ok || id == "" || len(id) > 20 {
		return false
	}
	onlyDigits := strings.Trim(id, "0123456789") == ""
	return onlyDigits
}

// signingKey returns the secret as WooCommerce uses it: with the special characters
// decoded that WordPress may have encoded (wp_specialchars_decode with ENT_QUOTES).
func signingKey(secret []byte) []byte {
	if !bytes.ContainsRune(secret, '&') {
		return secret
	}
	return []byte(entities.Replace(string(secret)))
}

var entities = strings.NewReplacer(
	"&amp;", "&", "&#038;", "&", "&#x26;", "&",
	"&lt;", "<", "&#060;", "<", "&#x3c;", "<",
	"&gt;", ">", "&#062;", ">", "&#x3e;", ">",
	"&quot;", `"`, "&#034;", `"`, "&#x22;", `"`,
	"&#039;", "'", "&#x27;", "'",
)

// ReadLabel reads the topic from the headers, which are not signed.
func (Platform) ReadLabel(h http.Header, _ []byte) (webhook.Label, error) {
	l := webhook.Label{Topic: h.Get(topicHeader)}
	if parsers[l.Topic] != nil {
		l.Lane = webhook.ToOrders
	}
	return l, nil
}

// Parse returns the facts of a delivery.
func (Platform) Parse(d webhook.Delivery) ([]crm.Event, error) {
	parse := parsers[d.Topic]
	if parse == nil {
		return nil, webhook.ErrIgnored
	}
	return parse(d)
}

// Sign returns a delivery's headers, signed with the first secret. A body that is the
// trial call gets its content type only.
func (Platform) Sign(src webhook.Source, topic string, body []byte, at time.Time) http.Header {
	h := http.Header{}
	if topic == "" && isPing(h, body) {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
		return h
	}

	resource, event, _ := strings.Cut(topic, ".")
	delivery := webhook.DeliveryID(at.UTC().Format(time.DateTime), nil)
	h.Set("Content-Type", "application/json")
	h.Set(sourceHeader, src.Account)
	h.Set(topicHeader, topic)
	h.Set("X-WC-Webhook-Resource", resource)
	h.Set("X-WC-Webhook-Event", event)
	h.Set("X-WC-Webhook-ID", "1")
	h.Set("X-WC-Webhook-Delivery-ID", delivery)
	h.Set(signatureHeader, webhook.Base64MAC(signingKey(src.Secrets[0]), body))
	return h
}

// failure is the error body that WordPress sends in place of a resource when the
// webhook's owner may no longer read it.
type failure struct {
	Code    lenient.Scalar `json:"code"`
	Message lenient.Scalar `json:"message"`
}

// refuseFailure fails the reader if the body is such an error.
func (f failure) refuseFailure(r *lenient.Reader, id lenient.Scalar) {
	if id == "" && f.Code != "" && f.Message != "" {
		r.Fail(
			"WooCommerce sent an error instead of a resource (%s): may the webhook's owner still read it?",
			r.Text(f.Code),
		)
	}
}
