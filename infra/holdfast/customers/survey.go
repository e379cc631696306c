package customers

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Survey makes the link by which one customer answers a survey.
type Survey struct {
	Who    string `arg:"" help:"The customer's key, or anything that finds exactly one."`
	Source string `help:"Which survey, where the store has several and its settings name none." placeholder:"NAME"`
}

// Help shows examples.
func (*Survey) Help() string {
	return `Examples:
  holdfast customers survey sato
  holdfast customers survey p:shop:7 --source survey
The link is signed for this customer alone and says nothing that others could read. Until it runs out, the last answer counts.`
}

// Run prints the link. It sends and writes nothing: the person who passes the link on
// answers for the customer's consent.
func (c *Survey) Run(ctx context.Context, s *session.Session) error {
	store, customer, err := findOne(ctx, s, c.Who)
	if err != nil {
		return err
	}
	if customer.Key.Guest() || customer.Facts.Gone(customer.Key) {
		return fmt.Errorf(
			"there is nobody to ask: %s stands for an order without a name, or for somebody who was erased",
			customer.Key,
		)
	}
	source := cmp.Or(c.Source, store.Shop.Playbook.Survey.Source)
	account, err := store.FindSurvey(ctx, source)
	if err != nil {
		return err
	}
	token := survey.Token{
		Customer: customer.Key,
		Asked:    crm.InstantOf(store.Now()),
		Days:     store.Shop.Playbook.Survey.Lasts(),
		Language: act.LanguageFor(customer, store.Shop),
	}
	link, err := survey.Link(store.Hooks, account, token)
	if err != nil {
		return err
	}

	if s.JSON {
		return s.PrintJSON(map[string]any{
			"customer": customer.Key,
			"link":     link,
			"ends":     token.Ends().Format(time.RFC3339),
			"language": token.Language,
		})
	}
	name := Describe(customer, store.Shop, store.Now()).DisplayName()
	ends := phrase.Date(store.Language(), crm.InstantOf(token.Ends()), store.Zone())
	s.Printf("%s\n", link)
	s.Printf("For %s, good until %s.\n", name, ends)
	s.SuggestNext("customers show %s", customer.Key)
	return nil
}
