// Package survey asks customers one question: why they have not ordered. No sender posts
// its webhooks: the source's own secret signs a link for one customer, the link opens a
// form, and the form posts the answer. Opening a link changes nothing.
//
// token.go makes and checks what a link says, pages.go writes the two pages, and this file
// is the platform: the form is its delivery. A reason that is new in crm.Reasons is asked
// at once; its text stands in the catalogue under "survey." and its name.
package survey

import (
	"net/http"
	"net/url"
	"time"

	"holdfast/shared/edge/sealed"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// Name is the platform's name in settings and messages.
const Name = "survey"

// topic is that of every delivery.
const topic = "answer"

// Platform is the survey.
type Platform struct{}

var (
	_ webhook.PagePlatform = Platform{}
	_ webhook.OwnFormat    = Platform{}
)

// OwnFormat says that a customer who marked nothing is asked again.
func (Platform) OwnFormat() {}

// CheckSecret refuses a secret that is short enough to be guessed.
func (Platform) CheckSecret(secret []byte) error { return sealed.CheckSecret(secret) }

// maxForm is the largest form, in bytes: a token and a word.
const maxForm = 2048

// parseForm returns the fields of a posted form, or none for a body that is no form.
func parseForm(body []byte) url.Values {
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
// store and source, and its time must not have run out. The answer beside it is the
// customer's own and has no signature.
func (Platform) Verify(src webhook.Source, _ http.Header, body []byte, now time.Time) error {
	_, err := openToken(src, parseForm(body).Get(webhook.TokenField), now)
	return err
}

// ReadLabel says that it is an answer.
func (Platform) ReadLabel(http.Header, []byte) (webhook.Label, error) {
	return webhook.Label{Topic: topic, Lane: webhook.ToTickets}, nil
}

// The fields of the form: why, and where the customer buys now. The second may stay empty.
const (
	answerField     = "reason"
	competitorField = "competitor"
)

// answer is one choice of the form, and the reason it stands for.
type answer struct {
	value  string
	reason crm.Reason
}

// answers are the choices in the order of the page. One that stands for no reason is no
// evidence, but takes back the reason that the same customer chose before.
var answers = listAnswers()

func listAnswers() []answer {
	var all []answer
	for _, reason := range crm.Reasons {
		if reason != crm.ReasonUnknown {
			all = append(all, answer{reason.String(), reason})
		}
	}
	return append(
		all,
		answer{"other", crm.ReasonUnknown},
		answer{"back", crm.ReasonUnknown},
	)
}

// chosenAnswer returns the answer that a form gives, and reports whether it gives one.
func chosenAnswer(fields url.Values) (answer, bool) {
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
	fields := parseForm(d.Body)
	token, ok := parseToken(fields.Get(webhook.TokenField))
	if !ok {
		return nil, webhook.Unusablef(
			"This is no answer to a survey: the link's token cannot be read.",
		)
	}
	chosen, ok := chosenAnswer(fields)
	if !ok {
		return nil, webhook.Unusablef("No answer was marked.")
	}

	competitor := crm.NewCompetitor(fields.Get(competitorField))
	question := token.questionID(d.Source)
	return []crm.Event{{
		Kind: crm.KindAnswer,
		ID:   "answer/" + question,
		At:   d.Received,
		Who:  crm.Who{Key: token.Customer},
		Lesson: &crm.Lesson{
			Reason: chosen.reason,
			At:     d.Received,
			Survey: true,
			Asked:  token.Asked,
			Task:   question,

			Competitor: competitor,
		},
	}}, nil
}

// Sign returns the headers of a form. Its signature stands in the body: see Link.
func (Platform) Sign(webhook.Source, string, []byte, time.Time) http.Header {
	return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
}
