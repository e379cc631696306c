package stories

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/crm"
)

// SurveySource is the name of the source that asks a story's customers, and SurveySecret what signs its links.
const (
	SurveySource = "survey"
	SurveySecret = "nobody in a story guesses this"
)

// surveys is an ingest.Sources that knows the survey and nothing else.
type surveys struct{}

func (surveys) FindSource(_ context.Context, store, source string) (ingest.Source, error) {
	if store != Store || source != SurveySource {
		return ingest.Source{}, ingest.ErrUnknown
	}
	return ingest.Source{Platform: survey.Name, Secrets: [][]byte{[]byte(SurveySecret)}}, nil
}

func (surveys) ReloadSource(context.Context, string, string) (ingest.Source, bool) {
	return ingest.Source{}, false
}

// ask WHO: somebody makes a link by hand and passes it on.
func (p *Player) ask(_ context.Context, a arguments) error {
	by := webhook.Source{Store: Store, Name: SurveySource, Secrets: [][]byte{[]byte(SurveySecret)}}
	key := whoIs(a.at(0)).key()
	token, err := survey.Seal(by, survey.Token{Customer: key, Asked: crm.InstantOf(p.Time), Days: 60})
	p.links[key] = token
	return err
}

// answer WHO price|product|...|other|back: through the link in the last message to them, else through the last made by hand.
func (p *Player) answer(ctx context.Context, a arguments) error {
	key := whoIs(a.at(0)).key()
	token, known := p.links[key]
	for _, e := range slices.Backward(p.Outbox.Sent()) {
		link, err := url.Parse(e.Survey)
		if e.Brief.Task.Customer == key && e.Survey != "" && err == nil {
			token, known = link.Query().Get(webhook.TokenField), true
			break
		}
	}
	if !known {
		return fmt.Errorf("%w: no link was made for %s", ErrUnknown, a.at(0))
	}
	body := "reason=" + a.at(1) + "&" + webhook.TokenField + "=" + token
	return p.Post(ctx, Delivery{Platform: survey.Name, Lane: Tickets, Source: SurveySource, Topic: "answer", Body: []byte(body)})
}
