package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

type customersSurvey struct {
	Who    string `arg:"" help:"The customer's key, or anything that finds exactly one."`
	Source string `       help:"Which survey, where the store has several and its settings name none." placeholder:"NAME"`
}

// Help shows examples.
func (*customersSurvey) Help() string {
	return `Examples:
  holdfast customers survey sato
  holdfast customers survey p:shop:7 --source survey
The link is signed for this customer alone and says nothing that others could read. Until it runs out, the last answer counts.`
}

// Run prints a link. Nothing is sent and nothing is written: whoever passes it on sees to
// consent.
func (c *customersSurvey) Run(s *session) error {
	at, shop, one, err := s.findOne(c.Who)
	if err != nil {
		return err
	}
	if one.Key.Guest() || one.Facts.Gone(one.Key) {
		return fmt.Errorf(
			"there is nobody to ask: %s stands for an order without a name, or for somebody who was erased",
			one.Key,
		)
	}
	a, err := surveyOf(s, at, shop.Store, cmp.Or(c.Source, shop.Playbook.Survey.Source))
	if err != nil {
		return err
	}
	t := survey.Token{
		Customer: one.Key,
		Asked:    crm.InstantOf(s.now()),
		Days:     shop.Playbook.Survey.Lasts(),
		Language: act.LanguageFor(one, shop),
	}
	link, err := survey.Link(at.Hooks, a, t)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(map[string]any{
			"customer": one.Key,
			"link":     link,
			"ends":     t.Ends().Format(time.RFC3339),
			"language": t.Language,
		})
	}
	s.printf("%s\n", link)
	s.printf(
		"For %s, good until %s.\n",
		s.see(one, shop).called(),
		phrase.Date(shop.Playbook.Language, crm.InstantOf(t.Ends()), shop.Playbook.StoreZone()),
	)
	s.next("customers show %s", one.Key)
	return nil
}

// surveyOf is a store's survey: the source of that name, else the only one of its
// platform.
func surveyOf(s *session, at *place, store, name string) (webhook.Source, error) {
	all, err := at.Sources(s.ctx)
	if err != nil {
		return webhook.Source{}, err
	}
	var found []string
	for _, source := range slices.Sorted(maps.Keys(all[store])) {
		if all[store][source].Platform == survey.Name && (name == "" || name == source) {
			found = append(found, source)
		}
	}
	switch {
	case len(found) == 0:
		return webhook.Source{}, fmt.Errorf(
			"%w: %s has no such survey yet: holdfast source add %s/%s --platform survey",
			errUsage,
			store,
			store,
			cmp.Or(name, survey.Name),
		)
	case len(found) > 1:
		return webhook.Source{}, fmt.Errorf(
			"%w: which survey? --source %s",
			errUsage,
			strings.Join(found, " | "),
		)
	}
	a := webhook.Source{Store: store, Name: found[0]}
	for _, secret := range all[store][found[0]].Secrets {
		a.Secrets = append(a.Secrets, []byte(secret))
	}
	return a, nil
}
