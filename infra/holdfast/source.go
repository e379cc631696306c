package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

type sourceCommand struct {
	Add  sourceAdd  `cmd:"" help:"Connect a platform, or replace its secret."`
	List sourceList `cmd:"" help:"List what is connected."`
}

type sourceAdd struct {
	Name       string `arg:"" name:"store/source" help:"Names of your choice: they stand in the address that takes the webhooks."`
	Platform   string `                           help:"shopify, woocommerce, zendesk, standard, or survey, which asks customers why they have not ordered."                                  required:""`
	SecretFile string `                           help:"File with the secret as the platform shows it. Without it, a secret is made up and shown."                                                        placeholder:"FILE"`
	Secret     string `                           help:"The secret itself, for trials: others on this machine can see it in the list of processes."                                                       placeholder:"TEXT"`
	Account    string `                           help:"The shop's domain, site or desk number; deliveries that state another are refused. Of a survey, the shop's name as its page says it."             placeholder:"TEXT"`
	Keep       bool   `                           help:"Accept the secrets there were beside the new one, while the platform changes over."`
	Currency   string `                           help:"Of a store that is new."                                                                                                                                             default:"EUR"`
	Zone       string `                           help:"Time zone of a store that is new."                                                                                                                                   default:"UTC"`
	Language   string `                           help:"In which its owners read: ${languages}."                                                                                                                             default:"en"`
}

// Help shows examples.
func (*sourceAdd) Help() string {
	return `Examples:
  holdfast source add acme/shop --platform shopify --secret-file secret.txt --account acme.myshopify.com
  holdfast source add acme/erp --platform standard        a secret is made up and shown
  holdfast source add acme/survey --platform survey --account "Acme Tea"
A store that is not there yet is set up.`
}

// Run connects the source, and sets its store up if need be.
func (c *sourceAdd) Run(s *session) error {
	store, name, ok := strings.Cut(c.Name, "/")
	if !ok {
		return fmt.Errorf("%w: want STORE/SOURCE, such as acme/shop", errUsage)
	}
	at, err := s.newPlace()
	if err != nil {
		return err
	}
	secret, made, err := c.secret(s)
	if err != nil {
		return err
	}
	src := sources.Source{Platform: c.Platform, Secrets: []string{secret}, Account: c.Account}
	known, err := at.Sources(s.ctx)
	if err != nil {
		return err
	}
	if c.Keep {
		src.Account = cmp.Or(src.Account, known[store][name].Account)
		for _, old := range known[store][name].Secrets {
			if old != secret {
				src.Secrets = append(src.Secrets, old)
			}
		}
	}
	if err := known.CheckNew(store, name, src); err != nil { // before the store is made for it
		return err
	}
	if err := c.setUp(s, at, store); err != nil {
		return err
	}
	if err := at.Connect(s.ctx, store, name, src); err != nil {
		return err
	}
	return c.tell(s, store, name, secret, made)
}

// secret reads the secret, or makes one up.
func (c *sourceAdd) secret(s *session) (secret string, made bool, err error) {
	switch {
	case c.Secret != "" && c.SecretFile != "":
		return "", false, fmt.Errorf("%w: --secret or --secret-file, not both", errUsage)
	case c.Secret != "":
		return c.Secret, false, nil
	case c.SecretFile != "":
		b, err := os.ReadFile(s.path(c.SecretFile))
		return string(bytes.TrimSpace(b)), false, err
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return "", false, fmt.Errorf("make a secret: %w", err)
	}
	secret = base64.StdEncoding.EncodeToString(random)
	if c.Platform == standard.Name {
		secret = "whsec_" + secret
	}
	return secret, true, nil
}

func (c *sourceAdd) setUp(s *session, at *place, store string) error {
	_, err := at.Book.FindShop(s.ctx, store)
	if !errors.Is(err, book.ErrNoStore) {
		return err
	}
	currency, err := crm.ParseCurrency(c.Currency)
	if err != nil {
		return err
	}
	cfg := playbook.DefaultConfig(store, currency)
	cfg.Zone = c.Zone
	cfg.Language = c.Language
	return local.SetUp(s.ctx, at.Book, at.Now(), store, nil, cfg)
}

func (c *sourceAdd) tell(s *session, store, name, secret string, made bool) error {
	address := s.at.Hooks + "/" + store + "/" + name
	if c.Platform == survey.Name {
		return c.tellSurvey(s, store, name, address)
	}
	if s.json {
		v := map[string]string{
			"store":    store,
			"source":   name,
			"platform": c.Platform,
			"address":  address,
		}
		if made {
			v["secret"] = secret
		}
		return s.printJSON(v)
	}
	s.printf("%s/%s takes %s webhooks at %s\n", store, name, c.Platform, address)
	if made {
		s.printf("Its secret, shown this once: %s\n", secret)
	}
	if s.live || s.stack != "" {
		s.next("customers")
	} else {
		s.next("up")
	}
	return nil
}

// tellSurvey says how to ask. A secret that was made up is not shown: nobody else has to
// know it.
func (c *sourceAdd) tellSurvey(s *session, store, name, address string) error {
	if s.json {
		return s.printJSON(map[string]string{
			"store":    store,
			"source":   name,
			"platform": c.Platform,
			"address":  address,
		})
	}
	s.printf("%s/%s takes answers at %s\n", store, name, address)
	s.printf("Its secret is kept here and signs the links; nobody else needs it.\n")
	s.printf("  holdfast customers survey WHO     a link for one customer\n")
	s.printf(
		"  holdfast settings set -f FILE     with \"survey: {source: %s}\", every message to a customer carries one\n",
		name,
	)
	s.next("customers survey WHO")
	return nil
}

type sourceList struct{}

// Run lists sources without their secrets.
func (c *sourceList) Run(s *session) error {
	at, err := s.place()
	if err != nil {
		return err
	}
	type line struct {
		Store    string `json:"store"`
		Source   string `json:"source"`
		Platform string `json:"platform"`
		Account  string `json:"account,omitempty"`
		Secrets  int    `json:"secrets"`
	}
	lines := []line{}
	all, err := at.Sources(s.ctx)
	if err != nil {
		return err
	}
	for _, store := range slices.Sorted(maps.Keys(all)) {
		for _, name := range slices.Sorted(maps.Keys(all[store])) {
			src := all[store][name]
			lines = append(lines, line{store, name, src.Platform, src.Account, len(src.Secrets)})
		}
	}
	if s.json {
		return s.printJSON(lines)
	}
	t := s.table("store/source", "platform", "account", "secrets")
	for _, l := range lines {
		t.row(l.Store+"/"+l.Source, l.Platform, l.Account, fmt.Sprint(l.Secrets))
	}
	t.print("Nothing is connected yet.")
	s.next("source add STORE/SOURCE --platform shopify")
	return nil
}
