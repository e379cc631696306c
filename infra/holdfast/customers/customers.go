// Package customers finds customers and shows, exports, asks and erases one of them, and
// notes what one said of being contacted.
//
// What a person types (a key, a name, an address, a number) goes through find, and through
// findOne where exactly one customer must be meant. Describe gives what all these verbs, the
// demo and the reports say of a customer; nothing is kept of it, all of it is judged anew
// at the instant of the target's clock.
package customers

import (
	"cmp"
	"context"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Customers finds customers and works with one of them.
type Customers struct {
	Search  Search  `cmd:"" default:"withargs" help:"Find customers by name, company, e-mail, end of the phone number or order number."`
	Show    Show    `cmd:"" help:"All that is known of one customer."`
	Export  Export  `cmd:"" help:"Everything kept about one customer, as JSON: the answer to whoever asks for it."`
	Consent Consent `cmd:"" help:"Note that a customer agrees to be contacted, or refuses."`
	Survey  Survey  `cmd:"" help:"Make the link by which one customer answers why they have not ordered."`
	Erase   Erase   `cmd:"" help:"Erase a person who asked for it."`
}

// Search lists the customers that a text finds.
type Search struct {
	Text  string `arg:"" optional:"" help:"What to look for; nothing lists the first customers."`
	Limit int    `help:"At most so many." default:"20"`
}

// Help shows examples.
func (*Search) Help() string {
	return `Examples:
  holdfast customers sato
  holdfast customers hana@example.com
  holdfast customers 4711          the end of a phone number, or an order number`
}

// Description is a customer as these commands tell it.
type Description struct {
	Key      crm.Key      `json:"key"`
	Name     string       `json:"name"`
	Company  string       `json:"company,omitempty"`
	Email    string       `json:"email,omitempty"`
	Phone    string       `json:"phone,omitempty"`
	Owner    string       `json:"owner,omitempty"`
	Tier     string       `json:"tier"`
	Stage    string       `json:"stage"`
	Reason   string       `json:"reason"` // the likely one, of leaving or of having left
	Standing string       `json:"standing"`
	Why      string       `json:"why"`
	Orders   int          `json:"orders"` // purchases: cancelled and unpaid orders are none
	Year     segment.Sums `json:"year"`   // the last 365 days, in the store's currency
	Stake    crm.Money    `json:"stake"`

	// AssumedMarginBP is the margin that the profits rest on, in basis points, if the store
	// has named none; 0 = it has. Apart sums up the year's orders in other currencies.
	AssumedMarginBP int64           `json:"assumed_margin_bp,omitempty"`
	Apart           []segment.Apart `json:"apart,omitempty"`

	Aliases  []crm.Key       `json:"aliases,omitempty"`
	Consents map[string]bool `json:"consents"`

	// People are the contact persons. OnlyContact says that a company has one only.
	People      []playbook.PersonLine `json:"people,omitempty"`
	OnlyContact bool                  `json:"only_contact,omitempty"`

	// OnlyOwner is the one of our people who has done all tasks for a company. Only Show
	// sets it.
	OnlyOwner string `json:"only_owner,omitempty"`
}

// Describe returns a customer as judged at an instant.
func Describe(c *book.Customer, shop *book.Shop, now time.Time) Description {
	j := judge.Assess(c, shop, now)
	f := j.Input.Facts
	cfg := shop.Playbook
	d := Description{
		Key:      c.Key,
		Name:     f.Profile[crm.Name].Value,
		Company:  f.Profile[crm.Company].Value,
		Email:    f.Profile[crm.Email].Value,
		Phone:    f.Profile[crm.Phone].Value,
		Owner:    f.Profile[crm.Owner].Value,
		Tier:     j.Input.Tier.String(),
		Stage:    j.Subject(shop).Segments().Stage.String(),
		Reason:   j.Input.Reason.String(),
		Standing: j.Input.Verdict.Standing.String(),
		Why:      j.Input.Verdict.Explain(cfg.Language),
		Orders:   len(f.Purchases()) + f.Older.Bought(),
		Year:     segment.SumYear(f, cfg.Currency, cfg.MarginBP, j.Input.Now),
		Stake:    j.Input.Stake,
		Aliases:  f.Aliases,
		Consents: map[string]bool{},
		People:   playbook.ListPeople(f),
	}
	_, d.OnlyContact = f.FindOnlyContact()
	d.AssumedMarginBP = cfg.PricingSettings().AssumedMarginBP
	since := j.Input.Now - segment.YearLength
	d.Apart = segment.ListApart(f, cfg.Currency, since, j.Input.Now)
	if f.Gone(c.Key) {
		d.Standing, d.Why = describeGone(c, cfg.Language)
	}
	consents := c.KnownFacts().Consents
	for i := range consents {
		channel := crm.Channel(i)
		if consents[i].Current().State != crm.ConsentUnknown {
			d.Consents[channel.String()] = consents.Allows(channel)
		}
	}
	return d
}

// describeGone returns why there is nothing more to see of a customer: a person who was
// erased, or a record of which all that named its customer stands elsewhere or was deleted.
func describeGone(c *book.Customer, lang string) (standing, why string) {
	if len(c.Facts.Erasures) > 0 {
		return "erased", phrase.Say(lang, "console.erased_why")
	}
	return "gone", phrase.Say(lang, "console.departed_why")
}

// printMoneyNotes says what is kept apart from the amounts of the customers, and that the
// margin is assumed if it is.
func printMoneyNotes(s *session.Session, store session.Store, customers ...Description) {
	if len(customers) == 0 {
		return
	}
	var apart []segment.Apart
	for _, d := range customers {
		apart = segment.AddApart(apart, d.Apart...)
	}
	for _, note := range []string{
		segment.SayApart(store.Language(), apart),
		store.Shop.Playbook.PricingSettings().SayMargin(store.Language()),
	} {
		if note != "" {
			s.Printf("%s\n", note)
		}
	}
}

// DisplayName returns the name by which people know the customer.
func (d Description) DisplayName() string {
	return cmp.Or(d.Name, d.Company, d.Email, string(d.Key))
}

// Namer returns a function that gives customers' names for reports, which hold only keys.
func Namer(ctx context.Context, store session.Store) func(crm.Key) string {
	return func(k crm.Key) string {
		c, err := store.Book.FindCustomer(ctx, store.Shop.Store, k)
		if err != nil {
			return string(k)
		}
		return cmp.Or(c.Facts.Profile.PublicName(), string(k))
	}
}

// habits are what shows of how a customer buys.
type habits struct {
	Channel    string   `json:"sales_channel"`
	Goods      []string `json:"goods"`
	Discounted int      `json:"discounted"` // per mille of their orders
	Sensitive  bool     `json:"price_sensitive"`
	Contact    []string `json:"contact"` // ways in which they may be reached
	Rhythm     int      `json:"rhythm"`  // days between purchases
}

// habitsOf returns the segments in which the customer stands, and their habits.
func habitsOf(j *judge.Judgement, shop *book.Shop) (segment.Segments, habits) {
	subject := j.Subject(shop)
	k := subject.Habits(shop.Playbook.ZoneOf(subject.Facts))
	h := habits{
		Channel:    k.Channel.String(),
		Goods:      append([]string{}, k.Goods...),
		Discounted: k.Discounted,
		Sensitive:  k.Sensitive,
		Contact:    []string{},
		Rhythm:     k.Rhythm,
	}
	for _, channel := range k.Contact {
		h.Contact = append(h.Contact, channel.String())
	}
	return subject.Segments(), h
}

// Run lists the customers that the text finds.
func (c *Search) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	found, err := find(ctx, store, c.Text, c.Limit)
	if err != nil {
		return err
	}
	all := make([]Description, len(found))
	for i, customer := range found {
		all[i] = Describe(customer, store.Shop, store.Now())
	}
	if s.JSON {
		return s.PrintJSON(all)
	}

	columns := s.NewColumns("name", "key", "standing", "tier", ">orders", ">at stake", "why")
	for _, d := range all {
		columns.AddRow(
			d.DisplayName(),
			string(d.Key),
			d.Standing,
			d.Tier,
			phrase.Number(int64(d.Orders)),
			phrase.Whole(d.Stake),
			d.Why,
		)
	}
	columns.Print(
		"Nobody found. Names, companies, e-mail addresses, the last digits of a phone number " +
			"and order numbers are looked at.",
	)
	printMoneyNotes(s, store, all...)
	if len(all) > 0 {
		s.SuggestNext("customers show %s", all[0].Key)
	}
	return nil
}
