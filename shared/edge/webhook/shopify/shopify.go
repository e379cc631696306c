// Package shopify reads Shopify's webhooks: whole orders, customers, consents, merges,
// and the three privacy topics.
//
// Partial topics are accepted and left: refunds/create, orders/edited and orders/delete
// name no customer and are followed by orders/updated with the whole order;
// customers/delete is a deletion in the shop, not a person's wish to be erased, which
// comes as customers/redact.
package shopify

import (
	"net/http"
	"strings"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// Name is the platform's name in settings and messages.
const Name = "shopify"

// Platform is Shopify.
type Platform struct{}

var _ webhook.Platform = Platform{}

var parsers = map[string]func(webhook.Delivery) ([]crm.Event, error){
	"orders/create":                            parseOrder,
	"orders/updated":                           parseOrder,
	"orders/paid":                              parseOrder,
	"orders/cancelled":                         parseOrder,
	"orders/fulfilled":                         parseOrder,
	"orders/partially_fulfilled":               parseOrder,
	"customers/create":                         parseCustomer,
	"customers/update":                         parseCustomer,
	"customers_email_marketing_consent/update": parseEmailConsent,
	"customers_marketing_consent/update":       parseSMSConsent,
	"customers/merge":                          parseMerge,
	"customers/redact":                         parseRedact,
	"customers/data_request":                   parseDataRequest,
	"shop/redact":                              parseShopRedact,
}

// CheckSecret refuses an empty secret.
func (Platform) CheckSecret(secret []byte) error { return webhook.CheckNotEmpty(secret) }

// Verify checks the base64 HMAC-SHA-256 of the raw body and, where the account's name is
// known, the shop's domain. Shopify signs no time, so a recorded delivery stays genuine
// for ever; the facts' own versions are the defence.
func (p Platform) Verify(a webhook.Source, h http.Header, body []byte, _ time.Time) error {
	if a.Account != "" && !strings.EqualFold(get(h, "Shop-Domain"), a.Account) {
		return webhook.ErrSignature
	}
	keys := webhook.UsableSecrets(a.Secrets, p.CheckSecret)
	for _, prefix := range prefixes {
		if mac := h.Get(prefix + "Hmac-Sha256"); mac != "" && webhook.MatchesMAC(mac, keys, body) {
			return nil
		}
	}
	return webhook.ErrSignature
}

// ReadLabel reads the topic and the trigger time from the headers, which Shopify does not
// sign.
func (Platform) ReadLabel(h http.Header, _ []byte) (webhook.Label, error) {
	l := webhook.Label{Topic: get(h, "Topic")}
	l.Triggered, _ = lenient.ParseTime(get(h, "Triggered-At"))
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

// Sign makes a delivery's headers with the first secret.
func (Platform) Sign(a webhook.Source, topic string, body []byte, at time.Time) http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Shopify-Topic", topic)
	h.Set("X-Shopify-Shop-Domain", a.Account)
	h.Set("X-Shopify-Api-Version", "2026-04")
	h.Set("X-Shopify-Webhook-Id", webhook.DeliveryID(topic, body))
	h.Set("X-Shopify-Triggered-At", at.UTC().Format(time.RFC3339Nano))
	h.Set("X-Shopify-Hmac-Sha256", webhook.Base64MAC(a.Secrets[0], body))
	return h
}

// prefixes of Shopify's headers: the classic ones and those of its newer "Events"
// product, which may both be there.
var prefixes = [...]string{"X-Shopify-", "Shopify-"}

func get(h http.Header, name string) string {
	for _, prefix := range prefixes {
		if v := h.Get(prefix + name); v != "" {
			return v
		}
	}
	return ""
}

// needKind refuses a body whose gid says that it is something else than its topic, which
// is not signed, claims: a recorded order posted again as a customer would otherwise make
// a customer.
func needKind(r *lenient.Reader, gid lenient.Scalar, kind string) {
	if text := r.Text(gid); text != "" && !strings.HasPrefix(text, "gid://shopify/"+kind+"/") {
		r.Fail(
			"admin_graphql_api_id: this is no %s, so the body does not belong to the topic.",
			kind,
		)
	}
}
