// Package shopify reads Shopify's webhooks: whole orders, customers, consents, merges, the
// three privacy topics, and news of orders that name no customer, such as parcels.
//
// Some partial topics are accepted and left: refunds/create and orders/edited name no
// customer and are followed by orders/updated with the whole order. orders/delete and
// customers/delete name an id and nothing else: that order or account is gone.
//
// What the shop kept of an order is in money.go and refund.go, and for how long an order
// counts that nobody paid in awaited.go. docs/money.md has the rules of all platforms.
//
// A new topic is one line in parsers and one function that reads its body. Verify and Sign
// are in this file, orders in order.go and buyer.go, customers and consents in customer.go
// and consent.go, news of orders in parcel.go, return.go
// and dispute.go, the rest in privacy.go and merge.go.
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
	"orders/delete":                            parseDeletedOrder,
	"products/create":                          parseProduct,
	"products/update":                          parseProduct,
	"products/delete":                          parseDeletedProduct,
	"inventory_items/create":                   parseInventoryItem,
	"inventory_items/update":                   parseInventoryItem,
	"customers/create":                         parseCustomer,
	"customers/update":                         parseCustomer,
	"customers/delete":                         parseDeletedCustomer,
	"customers_email_marketing_consent/update": parseEmailConsent,
	"customers_marketing_consent/update":       parseSMSConsent,
	"companies/create":                         parseCompany,
	"companies/update":                         parseCompany,
	"company_contacts/create":                  parseCompanyContact,
	"company_contacts/update":                  parseCompanyContact,
	"company_contacts/delete":                  parseCompanyContact,
	"customers/merge":                          parseMerge,
	"fulfillments/create":                      parseFulfillment,
	"fulfillments/update":                      parseFulfillment,
	"fulfillment_events/create":                parseFulfillmentEvent,
	"returns/request":                          parseReturn,
	"returns/approve":                          parseReturn,
	"returns/decline":                          parseReturn,
	"returns/cancel":                           parseReturn,
	"returns/close":                            parseReturn,
	"returns/reopen":                           parseReturn,
	"returns/update":                           parseReturn,
	"disputes/create":                          parseDispute,
	"disputes/update":                          parseDispute,
	"subscription_contracts/create":            parseContract,
	"subscription_contracts/update":            parseContract,
	"subscription_contracts/activate":          parseContract,
	"subscription_contracts/pause":             parseContract,
	"subscription_contracts/cancel":            parseContract,
	"subscription_contracts/expire":            parseContract,
	"subscription_contracts/fail":              parseContract,
	"checkouts/create":                         parseCheckout,
	"checkouts/update":                         parseCheckout,
	"customer.tags_added":                      parseTagsAdded,
	"customers/redact":                         parseRedact,
	"customers/data_request":                   parseDataRequest,
	"shop/redact":                              parseShopRedact,
}

// CheckSecret refuses an empty secret.
func (Platform) CheckSecret(secret []byte) error { return webhook.CheckNotEmpty(secret) }

// Verify checks the base64 HMAC-SHA-256 of the raw body and, if the source states its
// account, the shop's domain. Shopify signs no time, so a recorded delivery stays genuine
// for ever; the versions of the facts are the defence.
func (p Platform) Verify(src webhook.Source, h http.Header, body []byte, _ time.Time) error {
	var macs []string
	for _, prefix := range prefixes {
		macs = append(macs, h.Get(prefix+"Hmac-Sha256"))
	}
	keys := webhook.UsableSecrets(src.Secrets, p.CheckSecret)
	matches := webhook.MatchesMAC(macs, keys, body)

	account := trimDomain(src.Account)
	if account != "" && !strings.EqualFold(firstHeader(h, "Shop-Domain"), account) {
		return webhook.ErrAccount
	}
	if !matches {
		return webhook.ErrSignature
	}
	return nil
}

// trimDomain returns a shop's domain without what a browser's address has around it.
func trimDomain(account string) string {
	_, rest, hasScheme := strings.Cut(account, "://")
	if !hasScheme {
		rest = account
	}
	domain, _, _ := strings.Cut(rest, "/")
	return domain
}

// ReadLabel reads the topic and the trigger time from the headers, which Shopify does not
// sign.
func (Platform) ReadLabel(h http.Header, _ []byte) (webhook.Label, error) {
	l := webhook.Label{Topic: firstHeader(h, "Topic")}
	l.Triggered, _ = lenient.ParseTime(firstHeader(h, "Triggered-At"))
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

// Sign returns a delivery's headers, signed with the first secret.
func (Platform) Sign(src webhook.Source, topic string, body []byte, at time.Time) http.Header {
	id := webhook.DeliveryID(topic, body)
	triggered := at.UTC().Format(time.RFC3339Nano)
	signature := webhook.Base64MAC(src.Secrets[0], body)

	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Shopify-Topic", topic)
	h.Set("X-Shopify-Shop-Domain", src.Account)
	h.Set("X-Shopify-Api-Version", "2026-04")
	h.Set("X-Shopify-Webhook-Id", id)
	h.Set("X-Shopify-Triggered-At", triggered)
	h.Set("X-Shopify-Hmac-Sha256", signature)
	return h
}

// prefixes are those of Shopify's headers: the classic ones and those of its newer
// "Events" product. A delivery may have both.
var prefixes = [...]string{"X-Shopify-", "Shopify-"}

// firstHeader returns the header's value under the first prefix that has one.
func firstHeader(h http.Header, name string) string {
	for _, prefix := range prefixes {
		if v := h.Get(prefix + name); v != "" {
			return v
		}
	}
	return ""
}

// checkGID fails the reader if the body's gid names another kind of thing than its topic.
// The topic is not signed: without this check, a recorded order that is posted again as a
// customer would make a customer.
func checkGID(r *lenient.Reader, gid lenient.Scalar, kind string) {
	text := r.Text(gid)
	if text == "" || strings.HasPrefix(text, "gid://shopify/"+kind+"/") {
		return
	}
	r.Fail(
		"admin_graphql_api_id: this is no %s, so the body does not belong to the topic.",
		kind,
	)
}
