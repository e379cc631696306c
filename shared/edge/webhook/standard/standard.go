// Package standard reads Holdfast's own events, signed as Standard Webhooks 1.0.0 say:
// for shops that are on none of the other platforms, and for what those do not tell
// (costs, parcels, enquiries, calls allowed). The JSON Schema of each event is in
// events/schemas.
//
// A message is {type, timestamp, data}. All types share one data struct (data.go), since no
// name means two things. A new type is one line in topics, one function that turns the data
// into an event, a schema and a sample.
package standard

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// Name is the platform's name in settings and messages.
const Name = "standard"

// Platform is a sender of Standard Webhooks.
type Platform struct{}

var _ webhook.OwnFormat = Platform{}

// OwnFormat says that a sender can mend a body that is refused.
func (Platform) OwnFormat() {}

// topic is one kind of message: the queue it goes to, and how its data becomes an event.
type topic struct {
	lane  webhook.Lane
	parse func(*reader) crm.Event
}

var topics = map[string]topic{
	"order.updated":    {webhook.ToOrders, parseOrder},
	"order.deleted":    {webhook.ToOrders, parseDeletedOrder},
	"product.updated":  {webhook.ToOrders, parseProduct},
	"product.deleted":  {webhook.ToOrders, parseDeletedProduct},
	"customer.updated": {webhook.ToOrders, parseCustomer},
	"customer.merged":  {webhook.ToOrders, parseMerge},
	"customer.redact":  {webhook.ToOrders, parseRedact},
	"enquiry.created":  {webhook.ToOrders, parseEnquiry},
	"ticket.updated":   {webhook.ToTickets, parseTicket},
	"delivery.updated": {webhook.ToTickets, parseDelivery},
	"return.updated":   {webhook.ToTickets, parseReturn},
	"dispute.updated":  {webhook.ToTickets, parseDispute},

	"subscription.updated": {webhook.ToOrders, parseSubscription},
}

// The headers of Standard Webhooks.
const (
	idHeader        = "Webhook-Id"
	timestampHeader = "Webhook-Timestamp"
	signatureHeader = "Webhook-Signature"
)

// svixHeaders are the names that the headers had before the specification. Svix and its
// users send them still.
var svixHeaders = map[string]string{
	idHeader:        "Svix-Id",
	timestampHeader: "Svix-Timestamp",
	signatureHeader: "Svix-Signature",
}

// readHeader returns a header by its name in the specification. All are of one kind: the
// one that has an id.
func readHeader(h http.Header, name string) string {
	if h.Get(idHeader) == "" {
		name = svixHeaders[name]
	}
	return h.Get(name)
}

const secretPrefix = "whsec_"

// CheckSecret refuses a secret that is not base64 of at least one byte, with or without
// "whsec_" in front.
func (Platform) CheckSecret(secret []byte) error {
	_, err := decodeSecret(secret)
	return err
}

// decodeSecret returns the key that a secret stands for.
func decodeSecret(secret []byte) ([]byte, error) {
	text := bytes.TrimPrefix(bytes.TrimSpace(secret), []byte(secretPrefix))
	key, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return nil, fmt.Errorf("%w: after %s there must be base64", webhook.ErrSecret, secretPrefix)
	}
	if err := webhook.CheckNotEmpty(text); err != nil {
		return nil, err
	}
	return key, nil
}

// decodeSecrets returns the keys of the secrets that can be used.
func decodeSecrets(secrets [][]byte) [][]byte {
	keys := make([][]byte, 0, len(secrets))
	for _, secret := range secrets {
		if key, err := decodeSecret(secret); err == nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// Verify checks that one of the listed v1 signatures is the HMAC-SHA-256 of
// "id.timestamp.body", and that the timestamp is within webhook.Tolerance. Other versions
// of signatures are passed over.
func (Platform) Verify(src webhook.Source, h http.Header, body []byte, now time.Time) error {
	id := readHeader(h, idHeader)
	stamp := readHeader(h, timestampHeader)
	macs := splitSignatures(readHeader(h, signatureHeader))
	keys := decodeSecrets(src.Secrets)
	matches := webhook.MatchesMAC(macs, keys, signedHead(id, stamp), body)

	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if !matches || id == "" || err != nil {
		return webhook.ErrSignature
	}
	if !webhook.IsFresh(time.Unix(seconds, 0), now) {
		return webhook.ErrStale
	}
	return nil
}

// maxSignatures bounds the work that one request can ask for.
const maxSignatures = 16

// splitSignatures returns the MACs of the v1 signatures among the first maxSignatures of a
// list that is separated by spaces.
func splitSignatures(list string) []string {
	var macs []string
	for i, signature := range strings.Fields(list) {
		if i == maxSignatures {
			break
		}
		if mac, isV1 := strings.CutPrefix(signature, "v1,"); isV1 {
			macs = append(macs, mac)
		}
	}
	return macs
}

// signedHead returns what is signed before the body.
func signedHead(id, stamp string) []byte { return []byte(id + "." + stamp + ".") }

// ReadLabel reads the type in the body.
func (Platform) ReadLabel(_ http.Header, body []byte) (webhook.Label, error) {
	var in struct {
		Type lenient.Scalar `json:"type"`
	}
	if err := lenient.Decode(body, &in); err != nil {
		return webhook.Label{}, err
	}
	var r lenient.Reader
	name := r.Text(in.Type)
	return webhook.Label{Topic: name, Lane: topics[name].lane}, nil
}

// Parse returns the facts of a delivery.
func (Platform) Parse(d webhook.Delivery) ([]crm.Event, error) {
	t, ok := topics[d.Topic]
	if !ok {
		return nil, webhook.ErrIgnored
	}
	r, err := newReader(d)
	if err != nil {
		return nil, err
	}
	ev := t.parse(r)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// Sign returns a delivery's headers, signed with the first secret, which must pass
// CheckSecret.
func (Platform) Sign(src webhook.Source, topic string, body []byte, at time.Time) http.Header {
	return Headers(src.Secrets[0], "msg_"+webhook.DeliveryID(topic, body), body, at)
}

// Headers returns the headers of a message with an id of the sender's own, which stays the
// same when it is sent again. The secret must pass CheckSecret; with another one the
// signature matches nothing.
func Headers(secret []byte, id string, body []byte, at time.Time) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	key, _ := decodeSecret(secret)
	signature := "v1," + webhook.Base64MAC(key, signedHead(id, stamp), body)

	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set(idHeader, id)
	h.Set(timestampHeader, stamp)
	h.Set(signatureHeader, signature)
	return h
}
