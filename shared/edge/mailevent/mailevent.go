// Package mailevent reads what Amazon SES says became of e-mails: that one came back, or
// that its reader complained. It comes by an SNS topic or by EventBridge to a queue, in a
// form of SES's own, and not in an envelope.
//
// The life of one call: Parse takes the event out of what SNS or EventBridge put around it,
// finds the store in the tags that Holdfast gave the e-mail, and looks the kind of event up
// in readers. An event that tells nothing of an address gives no events.
//
// To add a kind of event, write a row in readers.
package mailevent

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// StoreTag is the tag by which an e-mail names the store that sent it, as TagOf writes it.
const StoreTag = "store"

// encoded begins the tag of a store whose name cannot stand in a tag.
const encoded = "b64_"

// TagOf returns the value of a store's tag. SES takes letters, digits, dashes and
// underscores only; the name of a store may have dots.
func TagOf(store string) string {
	if strings.Contains(store, ".") || strings.HasPrefix(store, encoded) {
		return encoded + base64.RawURLEncoding.EncodeToString([]byte(store))
	}
	return store
}

// storeOf returns the store of a tag, or "" if TagOf writes no such tag.
func storeOf(tag string) string {
	store := tag
	if text, ok := strings.CutPrefix(tag, encoded); ok {
		name, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			return ""
		}
		store = string(name)
	}
	if !crm.ValidName(store) {
		return ""
	}
	return store
}

// Name stands for the platform in logs.
const Name = "ses"

// Report is one event of SES.
type Report struct {
	Store    string      // "" = the e-mail was sent by something else
	Kind     string      // bounce, complaint, delivery, ...
	Received crm.Instant // when SES heard of it
	Events   []crm.Event // none, if it tells nothing of an address
}

// ErrOther says that a message is no event of SES.
var ErrOther = errors.New("no event of SES")

// Parse reads a message. The error wraps ErrOther.
func Parse(body []byte) (Report, error) {
	in, err := unwrap(body)
	if err != nil {
		return Report{}, err
	}
	report := Report{
		Store: storeOf(in.Mail.tag(StoreTag)),
		Kind:  strings.ToLower(in.kind()),
	}
	report.Received = instant(in.Mail.Timestamp)
	if read := readers[report.Kind]; read != nil {
		read(in, &report)
	}
	return report, nil
}

// event is SES's own form, as far as it is read. A destination of a configuration set says
// eventType, a notification of an identity says notificationType.
type event struct {
	EventType        string    `json:"eventType"`
	NotificationType string    `json:"notificationType"`
	Mail             message   `json:"mail"`
	Bounce           bounce    `json:"bounce"`
	Complaint        complaint `json:"complaint"`
}

func (e *event) kind() string {
	if e.EventType != "" {
		return e.EventType
	}
	return e.NotificationType
}

type message struct {
	MessageID   string              `json:"messageId"`
	Timestamp   string              `json:"timestamp"`
	Destination []string            `json:"destination"`
	Tags        map[string][]string `json:"tags"`
}

func (m *message) tag(name string) string {
	if values := m.Tags[name]; len(values) == 1 {
		return values[0]
	}
	return ""
}

type recipient struct {
	Address string `json:"emailAddress"`
}

type bounce struct {
	Type       string      `json:"bounceType"`
	SubType    string      `json:"bounceSubType"`
	Recipients []recipient `json:"bouncedRecipients"`
	Timestamp  string      `json:"timestamp"`
}

type complaint struct {
	Kind       string      `json:"complaintFeedbackType"`
	Recipients []recipient `json:"complainedRecipients"`
	Timestamp  string      `json:"timestamp"`
}

// unwrap takes the event out of what is around it: an SNS notification, an event of
// EventBridge, or nothing.
func unwrap(body []byte) (*event, error) {
	var outer struct {
		event
		Type    string          `json:"Type"`    // of SNS: Notification
		Message string          `json:"Message"` // of SNS: the event as a text
		Source  string          `json:"source"`  // of EventBridge: aws.ses
		Detail  json.RawMessage `json:"detail"`  // of EventBridge: the event
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOther, err)
	}
	inner := &outer.event
	var err error
	switch {
	case outer.Type == "Notification":
		err = json.Unmarshal([]byte(outer.Message), inner)
	case outer.Source == "aws.ses":
		err = json.Unmarshal(outer.Detail, inner)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOther, err)
	}
	if inner.kind() == "" || inner.Mail.MessageID == "" {
		return nil, ErrOther
	}
	return inner, nil
}

// readers lists the kinds of events that tell something of an address. What is only late, or
// went well, does not.
var readers = map[string]func(*event, *Report){
	"bounce":    readBounce,
	"complaint": readComplaint,
}

// readBounce closes an address that e-mails came back from for good. One that is full, or
// away for now, stays open.
func readBounce(in *event, report *Report) {
	report.Received = instant(in.Bounce.Timestamp)
	if in.Bounce.Type != "Permanent" {
		return
	}
	var said crm.Consents
	said[crm.ChannelEmail] = crm.Consent{
		State: crm.ConsentUndeliverable,
		At:    report.Received,
	}
	report.say(in, in.Bounce.Recipients, said)
}

// harmless are the kinds of complaints that are none of the reader's.
var harmless = []string{"not-spam", "auth-failure"}

// readComplaint closes every channel to a reader who called an e-mail spam.
func readComplaint(in *event, report *Report) {
	report.Received = instant(in.Complaint.Timestamp)
	if slices.Contains(harmless, strings.ToLower(in.Complaint.Kind)) {
		return
	}
	report.say(in, in.Complaint.Recipients, crm.Refusing(report.Received))
}

// say adds an event for each recipient. Providers that hide who complained name all readers
// at their domain: only those to whom this very e-mail went count.
func (r *Report) say(in *event, recipients []recipient, said crm.Consents) {
	var sentTo []string
	for _, address := range in.Mail.Destination {
		sentTo = append(sentTo, plain(address))
	}
	for _, to := range recipients {
		email := plain(to.Address)
		if email == "" || len(sentTo) > 0 && !slices.Contains(sentTo, email) {
			continue
		}
		r.Events = append(r.Events, crm.Event{
			Kind:     crm.KindCustomer,
			ID:       "customer/" + r.Kind + " of " + in.Mail.MessageID,
			At:       r.Received,
			Who:      crm.Who{Email: email},
			Consents: said,
		})
	}
}

// plain returns the normal form of an address, with or without a name before it, or "".
func plain(text string) string {
	if _, inside, named := strings.Cut(text, "<"); named {
		text, _, _ = strings.Cut(inside, ">")
	}
	email, _ := crm.NormalEmail(text)
	return email
}

// instant reads SES's times. One that cannot be read is unknown.
func instant(text string) crm.Instant {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0
	}
	return crm.InstantOf(t)
}
