package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"holdfast/infra/holdfast/invent"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/steps/act"
)

// demoSurvey is the name of the source that asks the invented shop's customers.
const demoSurvey = "survey"

// connectSurvey connects the survey to which the shop's messages link.
func (y *year) connectSurvey() error {
	secret, _, err := (&sourceAdd{Platform: survey.Name}).secret(y.s)
	if err != nil {
		return err
	}
	return y.sys.PutSource(
		invent.Store,
		demoSurvey,
		sources.Source{Platform: survey.Name, Secrets: []string{secret}, Account: "Kontor"},
	)
}

// read has an invented customer read a message, and perhaps answer by its link, as a
// browser posts the form behind it.
func (y *year) read(ctx context.Context, e act.Errand) error {
	key := e.Brief.Task.Customer
	now := y.sys.Clock.Now()
	address, token, linked := strings.Cut(e.Survey, "?")
	why, answers := y.shop.Asked(key, now)
	y.shop.Written(key, now)
	if !linked || !answers {
		return nil
	}
	r, err := http.NewRequestWithContext(
		ctx,
		http.MethodPost,
		address,
		strings.NewReader(token+"&reason="+why),
	)
	if err != nil {
		return fmt.Errorf("answer the survey: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("answer the survey: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("answer the survey: answered %s", resp.Status)
	}
	y.answers.Add(1)
	return nil
}
