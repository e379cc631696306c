// Package survey asks customers one question: why they have not ordered. There is nobody
// who posts its webhooks: the source's own secret signs a link for one customer, whoever
// opens it is shown a form, and the form posts the answer. Looking changes nothing.
package survey

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// Name is the platform's name in settings and messages.
const Name = "survey"

// topic is that of every delivery.
const topic = "answer"

// Platform is the survey.
type Platform struct{}

var _ webhook.PagePlatform = Platform{}

// leastSecret is how short a secret may be, in bytes. Everybody who has a link can try
// secrets on it, as fast as they like.
const leastSecret = 16

// CheckSecret refuses a secret that is short enough to be guessed.
func (Platform) CheckSecret(secret []byte) error {
	if n := len(bytes.TrimSpace(secret)); n > 0 && n < leastSecret {
		return fmt.Errorf(
			"%w: it has %d characters, and whoever has a link could guess it; leave it out and one is made up",
			webhook.ErrSecret,
			n,
		)
	}
	return webhook.CheckNotEmpty(secret)
}

// maxForm is the largest form, in bytes: a token and a word.
const maxForm = 2048

// form reads a posted form. It is empty where the body is none.
func form(body []byte) url.Values {
	if len(body) > maxForm {
		return nil
	}
	fields, err := url.ParseQuery(string(body))
	if err != nil {
		return nil
	}
	return fields
}

// Verify checks the form's token: one of the secrets must have signed it for this very
// store and source, and it must not have run out. The answer beside it is the customer's
// own, and signed by nobody.
func (Platform) Verify(a webhook.Source, _ http.Header, body []byte, now time.Time) error {
	_, err := open(a, form(body).Get(webhook.TokenField), now)
	return err
}

// ReadLabel says that it is an answer.
func (Platform) ReadLabel(http.Header, []byte) (webhook.Label, error) {
	return webhook.Label{Topic: topic, Lane: webhook.ToTickets}, nil
}

// answerField is the field of the form that says why.
const answerField = "reason"

// answers are what can be marked, in the order of the page, beside the reason it stands
// for. One that stands for none is no evidence, but takes back the reason that the same
// customer marked before.
var answers = func() (all []answer) {
	for _, r := range crm.Reasons {
		if r != crm.ReasonUnknown {
			all = append(all, answer{r.String(), r})
		}
	}
	return append(all, answer{"other", crm.ReasonUnknown}, answer{"back", crm.ReasonUnknown})
}()

type answer struct {
	value  string
	reason crm.Reason
}

// marked is the answer that a form gives.
func marked(fields url.Values) (answer, bool) {
	for _, a := range answers {
		if a.value == fields.Get(answerField) {
			return a, true
		}
	}
	return answer{}, false
}

// Parse returns the answer as a lesson. Of two answers through one link, the one that was
// received later counts.
func (Platform) Parse(d webhook.Delivery) ([]crm.Event, error) {
	fields := form(d.Body)
	s, ok := read(fields.Get(webhook.TokenField))
	if !ok {
		return nil, webhook.Unusablef(
			"This is no answer to a survey: the link's token cannot be read.",
		)
	}
	given, ok := marked(fields)
	if !ok {
		return nil, webhook.Unusablef("No answer was marked.")
	}
	id := s.id(d.Source)
	return []crm.Event{{
		Kind: crm.KindAnswer,
		ID:   "answer/" + id,
		At:   d.Received,
		Who:  crm.Who{Key: s.Customer},
		Lesson: &crm.Lesson{
			Reason: given.reason,
			At:     d.Received,
			Survey: true,
			Asked:  s.Asked,
			Task:   id,
		},
	}}, nil
}

// Sign makes the headers of a form. What signs it stands in its body: see Link.
func (Platform) Sign(webhook.Source, string, []byte, time.Time) http.Header {
	return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
}
