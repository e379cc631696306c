// Package zendesk reads Zendesk's ticket events and the body of the trigger that we
// publish (events/zendesk), which also knows the requester's address and the rating. Any
// other trigger body is refused with a sentence that names what it lacks.
package zendesk

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
const Name = "zendesk"

// TriggerTopic is the topic of every body that is not one of Zendesk's own events, and
// the type of the published template.
const TriggerTopic = "holdfast.ticket"

// eventPrefix leads the type of every event of an event subscription. Zendesk's own list
// of user events has a slash for the last colon in places.
const eventPrefix = "zen:event-type"

// Platform is Zendesk.
type Platform struct{}

var _ webhook.Platform = Platform{}

// eventTopics lists the events whose detail is the whole ticket. The value is the status
// that the topic itself states; 0 = the detail states it.
var eventTopics = map[string]crm.TicketStatus{
	"ticket.created":                  0,
	"ticket.status_changed":           0,
	"ticket.custom_status_changed":    0,
	"ticket.priority_changed":         0,
	"ticket.type_changed":             0,
	"ticket.subject_changed":          0,
	"ticket.description_changed":      0,
	"ticket.tags_changed":             0,
	"ticket.comment_added":            0,
	"ticket.agent_assignment_changed": 0,
	"ticket.group_assignment_changed": 0,
	"ticket.requester_changed":        0,
	"ticket.organization_changed":     0,
	"ticket.problem_link_changed":     0,
	"ticket.merged":                   0,
	"ticket.undeleted":                0,
	"ticket.marked_as_spam":           crm.TicketDeleted,
	"ticket.soft_deleted":             crm.TicketDeleted,
	"ticket.permanently_deleted":      crm.TicketDeleted,
}

// publishedSecrets are the documented secret with which Zendesk signs trials before a
// webhook exists, as written and decoded.
var publishedSecrets = [][]byte{
	[]byte("dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="),
	[]byte("this_secret_is_for_testing_only"),
}

// CheckSecret refuses an empty secret and the published one.
func (Platform) CheckSecret(secret []byte) error {
	for _, published := range publishedSecrets {
		if bytes.Equal(bytes.TrimSpace(secret), published) {
			return webhook.PublishedSecretError()
		}
	}
	return webhook.CheckNotEmpty(secret)
}

const (
	signatureHeader = "X-Zendesk-Webhook-Signature"
	timestampHeader = "X-Zendesk-Webhook-Signature-Timestamp"
	accountHeader   = "X-Zendesk-Account-Id"
)

// Verify checks the base64 HMAC-SHA-256 of the timestamp directly followed by the raw
// body, that the timestamp is within webhook.Tolerance and, if the source states its
// account, the account's number.
func (p Platform) Verify(src webhook.Source, h http.Header, body []byte, now time.Time) error {
	stamp := h.Get(timestampHeader)
	mac := h.Get(signatureHeader)
	keys := webhook.UsableSecrets(src.Secrets, p.CheckSecret)
	matches := webhook.MatchesMAC([]string{mac}, keys, []byte(stamp), body)
	if src.Account != "" && h.Get(accountHeader) != src.Account {
		return webhook.ErrAccount
	}
	if !matches {
		return webhook.ErrSignature
	}

	signed, err := time.Parse(time.RFC3339Nano, stamp)
	if err != nil || !webhook.IsFresh(signed, now) {
		return webhook.ErrStale
	}
	return nil
}

// ReadLabel reads the type in the body.
func (Platform) ReadLabel(_ http.Header, body []byte) (webhook.Label, error) {
	var in struct {
		Type lenient.Scalar `json:"type"`
	}
	// Only a trigger's body can be broken, by a placeholder. Parse says whether it can be
	// read all the same.
	if err := lenient.Decode(body, &in); err != nil {
		in.Type = ""
	}
	var r lenient.Reader
	topic, isEvent := strings.CutPrefix(r.Text(in.Type), eventPrefix)
	topic = strings.TrimLeft(topic, ":/")
	if !isEvent {
		return webhook.Label{Topic: TriggerTopic, Lane: webhook.ToTickets}, nil
	}

	l := webhook.Label{Topic: topic}
	if isRead(topic) {
		l.Lane = webhook.ToTickets
	}
	return l, nil
}

// Parse returns the facts of a delivery.
func (Platform) Parse(d webhook.Delivery) ([]crm.Event, error) {
	if d.Topic == TriggerTopic {
		return parseTrigger(d)
	}
	if userParsers[d.Topic] != nil {
		return parseUser(d)
	}
	if !isRead(d.Topic) {
		return nil, webhook.ErrIgnored
	}
	return parseEvent(d)
}

// isRead reports whether events of a topic are read.
func isRead(topic string) bool {
	_, ofTicket := eventTopics[topic]
	return ofTicket || userParsers[topic] != nil
}

// Sign returns a delivery's headers, signed with the first secret.
func (Platform) Sign(src webhook.Source, topic string, body []byte, at time.Time) http.Header {
	id := webhook.DeliveryID(topic, body)
	stamp := at.UTC().Format(time.RFC3339)
	signature := webhook.Base64MAC(src.Secrets[0], []byte(stamp), body)

	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set(accountHeader, src.Account)
	h.Set("X-Zendesk-Webhook-Invocation-Id", id)
	h.Set(timestampHeader, stamp)
	h.Set(signatureHeader, signature)
	return h
}
