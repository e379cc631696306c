package act

import (
	"context"

	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Linker returns the address of a store's survey with a token in it, signed by the secret
// of the survey's source. An error means that there is no link for now.
type Linker func(ctx context.Context, store, source string, t survey.Token) (string, error)

// surveyLink returns the link that a message to a customer carries, the same on every try.
// It returns "" for any other errand, and if the store does not ask. A message for which no
// link can be made goes out without one.
func (t *attempt) surveyLink(ctx context.Context) string {
	settings := t.shop.Playbook.Survey
	if t.Link == nil || settings.Source == "" || t.task.Kind != playbook.Automatic {
		return ""
	}

	link, err := t.Link(ctx, t.task.Store, settings.Source, survey.Token{
		Customer: t.customer.Key,
		Asked:    t.task.ClaimedAt,
		Days:     settings.Lasts(),
		Language: LanguageFor(t.customer, t.shop),
	})
	if err != nil {
		t.log.WarnContext(ctx, "goes out without a link to the survey",
			"source", settings.Source,
			"error", err)
		return ""
	}
	return link
}

// Unsubscriber returns the address by which a customer of a store gets no more e-mails,
// signed by the secret of the store's source for it. An error means that there is no link
// for now.
type Unsubscriber func(ctx context.Context, store string, t unsubscribe.Token) (string, error)

// unsubscribeLink returns the link out of e-mails to an address. It returns "" for any
// errand but an e-mail to a customer. An e-mail for which no link can be made goes out with
// the shop's own address to write to.
func (t *attempt) unsubscribeLink(ctx context.Context, to string) string {
	isEmail := t.task.Channel == crm.ChannelEmail.String()
	address, ok := crm.NormalEmail(to)
	if t.Unsubscribe == nil || t.task.Kind != playbook.Automatic || !isEmail || !ok {
		return ""
	}

	link, err := t.Unsubscribe(ctx, t.task.Store, unsubscribe.Token{
		Customer: t.customer.Key,
		Address:  crm.EmailKey(t.shop.Pepper, address),
		Language: LanguageFor(t.customer, t.shop),
	})
	if err != nil {
		t.log.WarnContext(ctx, "goes out without a link to unsubscribe", "error", err)
		return ""
	}
	return link
}

// LanguageFor returns the language in which a customer is asked: their own as far as it is
// known and there are texts in it, else the store's.
func LanguageFor(c *book.Customer, shop *book.Shop) string {
	if own, ok := phrase.Spoken(c.Facts.Profile[crm.Locale].Value); ok {
		return own
	}
	return phrase.Language(shop.Playbook.Language)
}
