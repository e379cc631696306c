package demo

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"holdfast/infra/holdfast/invent"
	"holdfast/infra/holdfast/recorded"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/settings"
	"holdfast/infra/outbox"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/edge/webhook/zendesk"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
)

const (
	shopName     = "Kontor"
	pepper       = "the pepper of an invented shop!!" // fixed, so that each run has the same keys
	surveySource = "survey"
)

// platforms are the platforms of the shop's sources.
var platforms = map[string]string{
	invent.Shop: shopify.Name,
	invent.Desk: zendesk.Name,
	invent.ERP:  standard.Name,
}

// shopSettings returns what the invented shop has set up.
func shopSettings() playbook.Config {
	cfg := playbook.DefaultConfig(invent.Store, invent.Currency)
	cfg.Zone = "Europe/Berlin"
	cfg.MarginBP = 3500
	cfg.Owner = invent.Owners[0]
	cfg.Manager = invent.Owners[len(invent.Owners)-1]
	cfg.Costs[playbook.Call] = 1000  // a quarter of an hour of a person
	cfg.Costs[playbook.Message] = 60 // a printed card
	cfg.Plays[playbook.OwnerCall] = playbook.Play{
		Within: 30,
		Hours:  callsInTime * 24,
		Uplift: 100,
	}
	cfg.Plays[playbook.Obligation] = playbook.Play{Within: 7, Hours: 72}
	cfg.Survey.Source = surveySource
	return cfg
}

// connect sets the shop up with its three sources and its survey, and makes the three that
// post: the shop, a forger who guesses secrets, and a replayer who posts what was signed
// three days ago.
func (y *year) connect(ctx context.Context, base string) error {
	name := shopName + ", an invented shop"
	if err := y.system.AddStore(ctx, name, []byte(pepper), shopSettings()); err != nil {
		return err
	}

	genuine := map[string]recorded.Account{}
	guessed := map[string]recorded.Account{}
	for source, platform := range platforms {
		secret, err := y.putSource(source, platform)
		if err != nil {
			return err
		}
		url := base + session.HooksPath + "/" + invent.Store + "/" + source
		genuine[source] = newAccount(url, platform, secret)
		guessed[source] = newAccount(url, platform, settings.NewSecret(platform))
	}
	if _, err := y.putSource(surveySource, survey.Name); err != nil {
		return err
	}
	if _, err := y.putSource(unsubscribe.Name, unsubscribe.Name); err != nil {
		return err
	}

	now := y.system.Clock.Now
	threeDaysAgo := func() time.Time { return now().AddDate(0, 0, -3) }
	y.shopPoster = recorded.NewPoster(genuine, now, connections)
	y.forger = recorded.NewPoster(guessed, now, connections)
	y.replayer = recorded.NewPoster(genuine, threeDaysAgo, connections)
	return nil
}

// putSource connects a source with a new secret, and returns the secret.
func (y *year) putSource(name, platform string) (secret string, err error) {
	src := sources.Source{
		Platform: platform,
		Secrets:  []string{settings.NewSecret(platform)},
	}
	if platform == survey.Name || platform == unsubscribe.Name {
		src.Account = shopName // as its page says it
	}
	return src.Secrets[0], y.system.PutSource(invent.Store, name, src)
}

func newAccount(url, platform, secret string) recorded.Account {
	return recorded.Account{
		URL:      url,
		Platform: platform,
		Source:   webhook.Source{Secrets: [][]byte{[]byte(secret)}},
	}
}

// reader writes messages into the outbox, and has the invented customers read them.
type reader struct {
	outbox.Sender
	year *year
}

// Send implements act.Sender.
func (r reader) Send(ctx context.Context, e act.Errand) error {
	if err := r.Sender.Send(ctx, e); err != nil {
		return err
	}
	if e.Kind != playbook.Automatic {
		return nil
	}
	return r.year.readMessage(ctx, e)
}

// readMessage has an invented customer read a message, and perhaps answer by its link, as a
// browser posts the form behind it.
func (y *year) readMessage(ctx context.Context, e act.Errand) error {
	customer := e.Brief.Task.Customer
	now := y.system.Clock.Now()
	why, answers := y.shop.AnswerSurvey(customer, now)
	y.shop.ReceiveMessage(customer, now)
	address, token, hasLink := strings.Cut(e.Survey, "?")
	if !hasLink || !answers {
		return nil
	}

	form := strings.NewReader(token + "&reason=" + why)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, form)
	if err != nil {
		return fmt.Errorf("answer the survey: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("answer the survey: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("answer the survey: answered %s", response.Status)
	}
	y.answers.Add(1)
	return nil
}
