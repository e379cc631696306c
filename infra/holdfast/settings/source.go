package settings

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"

	"holdfast/infra/holdfast/session"
	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
)

// Source connects and lists what posts webhooks.
type Source struct {
	Add  Add  `cmd:"" help:"Connect a platform, or replace its secret."`
	List List `cmd:"" help:"List what is connected."`
}

// Add connects a source.
type Add struct {
	Name       string `arg:"" name:"store/source" help:"Names of your choice: they stand in the address that takes the webhooks."`
	Platform   string `help:"${platforms}. A survey asks customers why they have not ordered." required:""`
	SecretFile string `help:"File with the secret as the platform shows it. Without it, a secret is made up and shown." placeholder:"FILE"`
	Secret     string `help:"The secret itself, for trials: others on this machine can see it in the list of processes." placeholder:"TEXT"`
	Account    string `help:"The shop's domain, site or desk number; deliveries that state another are refused. Of a survey, the shop's name as its page says it." placeholder:"TEXT"`
	Keep       bool   `help:"Accept the secrets there were beside the new one, while the platform changes over."`
	Currency   string `help:"The store's currency. Without it, a new store takes that of its first order." placeholder:"EUR"`
	Margin     string `help:"The store's margin in per cent of revenue, such as 35; of orders whose costs are not known." placeholder:"PERCENT"`
	Zone       string `help:"Time zone of a store that is new." default:"UTC"`
	Language   string `help:"In which its owners read: ${languages}." default:"en"`
}

// Help shows examples.
func (*Add) Help() string {
	return `Examples:
  holdfast source add acme/shop --platform shopify --secret-file secret.txt --account acme.myshopify.com
  holdfast source add acme/erp --platform standard        a secret is made up and shown
  holdfast source add acme/survey --platform survey --account "Acme Tea"
A store that is not there yet is set up.`
}

// Run connects the source, and sets its store up if need be.
func (c *Add) Run(ctx context.Context, s *session.Session) error {
	store, name, ok := strings.Cut(c.Name, "/")
	if !ok {
		return fmt.Errorf("%w: want STORE/SOURCE, such as acme/shop", session.ErrUsage)
	}
	target, err := s.CreateTarget(ctx)
	if err != nil {
		return err
	}
	secret, isNew, err := c.chooseSecret(s)
	if err != nil {
		return err
	}
	all, err := target.ListSources(ctx)
	if err != nil {
		return err
	}
	src := c.newSource(secret, all[store][name])

	// The source is checked before a store is made for it.
	if err := all.CheckNew(store, name, src); err != nil {
		return err
	}
	if err := sources.CheckGuessable(secret); err != nil {
		return err
	}
	if err := c.setUpStore(ctx, target, store); err != nil {
		return err
	}
	if err := target.PutSource(ctx, store, name, src); err != nil {
		return err
	}
	if err := addWayOut(ctx, target, all[store], store, name); err != nil {
		return err
	}
	shop, err := target.Book.FindShop(ctx, store)
	if err != nil {
		return err
	}
	added := addedSource{
		Address:  target.Hooks + "/" + store + "/" + name,
		Platform: c.Platform,
		Source:   name,
		Store:    store,
	}
	if c.Platform == survey.Name {
		return added.printSurvey(s) // its secret is not shown: nobody else has to know it
	}
	if c.Platform == unsubscribe.Name {
		return added.printWayOut(s) // nor is this one's
	}
	if isNew {
		added.Secret = secret
	}
	added.Unnamed = listUnnamed(&shop.Playbook)
	if err := added.print(s); err != nil || s.JSON {
		return err
	}
	SayAssumed(s, &shop.Playbook)
	added.suggestNext(s)
	return nil
}

// addWayOut gives a store the source by which its customers unsubscribe from e-mails,
// unless it has one. Its secret is made up and shown to nobody: it signs links alone.
func addWayOut(
	ctx context.Context,
	target *session.Target,
	have map[string]sources.Source,
	store, added string,
) error {
	if _, ok := have[unsubscribe.Name]; ok || added == unsubscribe.Name {
		return nil
	}
	return target.PutSource(ctx, store, unsubscribe.Name, sources.Source{
		Platform: unsubscribe.Name,
		Secrets:  []string{NewSecret(unsubscribe.Name)},
	})
}

// newSource returns the source to store. With --keep it has what the old one had: its
// account, and its secrets after the new one.
func (c *Add) newSource(secret string, old sources.Source) sources.Source {
	src := sources.Source{
		Platform: c.Platform,
		Secrets:  []string{secret},
		Account:  c.Account,
	}
	if !c.Keep {
		return src
	}
	src.Account = cmp.Or(src.Account, old.Account)
	for _, s := range old.Secrets {
		if s != secret {
			src.Secrets = append(src.Secrets, s)
		}
	}
	return src
}

// chooseSecret returns the secret that was given, or a new one.
func (c *Add) chooseSecret(s *session.Session) (secret string, isNew bool, err error) {
	switch {
	case c.Secret != "" && c.SecretFile != "":
		return "", false, fmt.Errorf("%w: --secret or --secret-file, not both", session.ErrUsage)
	case c.Secret != "":
		return c.Secret, false, nil
	case c.SecretFile != "":
		text, err := os.ReadFile(s.Path(c.SecretFile))
		return string(bytes.TrimSpace(text)), false, err
	}
	return NewSecret(c.Platform), true, nil
}

// secretSize is how many random bytes are in a new secret.
const secretSize = 32

// NewSecret returns a new random secret, in the form in which a platform has its own.
func NewSecret(platform string) string {
	random := make([]byte, secretSize)
	_, _ = rand.Read(random) // it never fails: crypto/rand ends the process instead
	secret := base64.StdEncoding.EncodeToString(random)
	if platform == standard.Name {
		secret = "whsec_" + secret
	}
	return secret
}

// setUpStore sets a store up that is not there yet. Of one that is, it changes what the
// flags name.
func (c *Add) setUpStore(ctx context.Context, target *session.Target, store string) error {
	shop, err := target.Book.FindShop(ctx, store)
	if err == nil {
		return c.nameMoney(ctx, target, shop)
	}
	if !errors.Is(err, book.ErrNoStore) {
		return err
	}
	cfg := playbook.DefaultConfig(store, assumedCurrency)
	cfg.CurrencyFrom = playbook.Assumed
	cfg.MarginFrom = playbook.Assumed
	cfg.Zone = c.Zone
	cfg.Language = c.Language
	if _, err := c.applyMoney(&cfg); err != nil {
		return err
	}
	n := local.NewStore{Name: store, Settings: cfg}
	return local.SetUpStore(ctx, target.Book, target.Now(), n)
}

// addedSource is what is said of a source that was connected.
type addedSource struct {
	Address  string `json:"address"`
	Platform string `json:"platform"`
	Secret   string `json:"secret,omitempty"` // "" unless it was made up
	Source   string `json:"source"`
	Store    string `json:"store"`

	// Unnamed is what the store has still to name: currency, margin.
	Unnamed []string `json:"unnamed,omitempty"`
}

func (a addedSource) print(s *session.Session) error {
	if s.JSON {
		return s.PrintJSON(a)
	}
	s.Printf("%s/%s takes %s webhooks at %s\n", a.Store, a.Source, a.Platform, a.Address)
	if a.Secret != "" {
		s.Printf("Its secret, shown this once: %s\n", a.Secret)
	}
	return nil
}

// suggestNext names the command that comes next.
func (a addedSource) suggestNext(s *session.Session) {
	if s.Live != nil || s.Stack != "" {
		s.SuggestNext("customers")
		return
	}
	s.SuggestNext("up")
}

// printSurvey says how to ask.
func (a addedSource) printSurvey(s *session.Session) error {
	if s.JSON {
		return s.PrintJSON(a)
	}
	s.Printf("%s/%s takes answers at %s\n", a.Store, a.Source, a.Address)
	s.Printf("Its secret is kept here and signs the links; nobody else needs it.\n")
	s.Printf("  holdfast customers survey WHO     a link for one customer\n")
	s.Printf(
		"  holdfast settings set -f FILE     "+
			"with \"survey: {source: %s}\", every message to a customer carries one\n",
		a.Source,
	)
	s.SuggestNext("customers survey WHO")
	return nil
}

// printWayOut says what links to it.
func (a addedSource) printWayOut(s *session.Session) error {
	if s.JSON {
		return s.PrintJSON(a)
	}
	s.Printf("%s/%s takes customers out of e-mails at %s\n", a.Store, a.Source, a.Address)
	s.Printf("Its secret is kept here and signs the links; nobody else needs it.\n")
	s.SuggestNext("customers")
	return nil
}
