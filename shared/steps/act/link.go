package act

import (
	"context"
	"log/slog"

	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Linker makes the link to a store's survey that says what the token says, signed by the
// source's secret.
type Linker func(ctx context.Context, store, source string, t survey.Token) (string, error)

// survey is the link that a message to a customer carries, the same on every try. A
// message goes out without one rather than not at all.
func (a *Act) survey(
	ctx context.Context,
	log *slog.Logger,
	shop *book.Shop,
	c *book.Customer,
	t book.Task,
) string {
	settings := shop.Playbook.Survey
	if a.Link == nil || settings.Source == "" || t.Kind != playbook.Automatic {
		return ""
	}
	link, err := a.Link(ctx, t.Store, settings.Source, survey.Token{
		Customer: c.Key,
		Asked:    t.ClaimedAt,
		Days:     settings.Lasts(),
		Language: LanguageFor(c, shop),
	})
	if err != nil {
		log.WarnContext(
			ctx,
			"goes out without a link to the survey",
			"source",
			settings.Source,
			"err",
			err,
		)
		return ""
	}
	return link
}

// LanguageFor is the language in which a customer is asked: their own as far as it is
// known and we speak it, else the store's.
func LanguageFor(c *book.Customer, shop *book.Shop) string {
	if own, ok := phrase.Spoken(c.Facts.Profile[crm.Locale].Value); ok {
		return own
	}
	return phrase.Language(shop.Playbook.Language)
}
