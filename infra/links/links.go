// Package links makes the links to surveys that messages carry, from what a store's
// sources are signed with.
package links

import (
	"context"
	"errors"
	"fmt"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/steps/act"
	"holdfast/shared/steps/ingest"
)

// ErrNoSurvey says that a source asks nobody: it is of another platform.
var ErrNoSurvey = errors.New("this source is no survey")

// ErrNoAddress says that nobody knows at which address webhooks are taken.
var ErrNoAddress = errors.New("no address is known at which answers would be taken")

// To makes links below an address that ends in /hooks, signed as the sources say by which
// ingest will verify the answers. The address is asked for each time, since a local
// system learns its own late.
func To(hooks func() string, sources ingest.Sources) act.Linker {
	return func(ctx context.Context, store, source string, t survey.Token) (string, error) {
		src, err := sources.Source(ctx, store, source)
		if err != nil {
			return "", fmt.Errorf("link to %s/%s: %w", store, source, err)
		}
		address := hooks()
		switch {
		case src.Platform != survey.Name:
			return "", fmt.Errorf("link to %s/%s: %w", store, source, ErrNoSurvey)
		case address == "":
			return "", fmt.Errorf("link to %s/%s: %w", store, source, ErrNoAddress)
		}
		return survey.Link(
			address,
			webhook.Source{Store: store, Name: source, Secrets: src.Secrets},
			t,
		)
	}
}
