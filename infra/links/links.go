// Package links makes the links that messages carry, to surveys and out of e-mails, signed
// with the secrets of the store's sources.
package links

import (
	"context"
	"errors"
	"fmt"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/steps/act"
	"holdfast/shared/steps/ingest"
)

// ErrNoSurvey says that a source is no survey: it is of another platform.
var ErrNoSurvey = errors.New("this source is no survey")

// ErrNoWayOut says that a store has no source by which its customers unsubscribe.
var ErrNoWayOut = errors.New("this source takes no one out of e-mails")

// ErrNoAddress says that it is unknown at which address webhooks are taken.
var ErrNoAddress = errors.New("no address is known at which answers would be taken")

// To returns a Linker that makes links below an address that ends in /hooks, signed with
// the secrets by which ingest will verify the answers. The address is asked for each time,
// since a local system learns its own late.
func To(hooks func() string, sources ingest.Sources) act.Linker {
	return func(ctx context.Context, store, source string, t survey.Token) (string, error) {
		link, err := makeLink(ctx, hooks(), sources, webhook.Source{Store: store, Name: source}, t)
		if err != nil {
			return "", fmt.Errorf("link to %s/%s: %w", store, source, err)
		}
		return link, nil
	}
}

func makeLink(
	ctx context.Context,
	hooks string,
	sources ingest.Sources,
	to webhook.Source,
	t survey.Token,
) (string, error) {
	src, err := sources.FindSource(ctx, to.Store, to.Name)
	if err != nil {
		return "", err
	}
	if src.Platform != survey.Name {
		return "", ErrNoSurvey
	}
	if hooks == "" {
		return "", ErrNoAddress
	}
	to.Secrets = src.Secrets
	return survey.Link(hooks, to, t)
}

// OutOf returns an Unsubscriber that makes links as To does. They lead to the store's
// source of the name unsubscribe.Name, which is made with its first source.
func OutOf(hooks func() string, sources ingest.Sources) act.Unsubscriber {
	return func(ctx context.Context, store string, t unsubscribe.Token) (string, error) {
		src, err := sources.FindSource(ctx, store, unsubscribe.Name)
		switch {
		case err != nil:
			return "", fmt.Errorf("link to %s/%s: %w", store, unsubscribe.Name, err)
		case src.Platform != unsubscribe.Name:
			return "", fmt.Errorf("link to %s/%s: %w", store, unsubscribe.Name, ErrNoWayOut)
		case hooks() == "":
			return "", fmt.Errorf("link to %s/%s: %w", store, unsubscribe.Name, ErrNoAddress)
		}
		to := webhook.Source{
			Store:   store,
			Name:    unsubscribe.Name,
			Secrets: src.Secrets,
		}
		return unsubscribe.Link(hooks(), to, t)
	}
}
