package main

import (
	"cmp"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/segment"
	"holdfast/shared/view/dossier"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

type customersCommand struct {
	Search customersSearch `cmd:"" default:"withargs" help:"Find customers by name, company, e-mail, end of the phone number or order number."`
	Show   customersShow   `cmd:""                    help:"All that is known of one customer."`
	Export customersExport `cmd:""                    help:"Everything kept about one customer, as JSON: the answer to whoever asks for it."`
	Survey customersSurvey `cmd:""                    help:"Make the link by which one customer answers why they have not ordered."`
	Erase  customersErase  `cmd:""                    help:"Erase a person who asked for it."`
}

type customersSearch struct {
	Text  string `arg:"" optional:"" help:"What to look for; nothing lists the first customers."`
	Limit int    `                   help:"At most so many."                                     default:"20"`
}

// Help shows examples.
func (*customersSearch) Help() string {
	return `Examples:
  holdfast customers sato
  holdfast customers hana@example.com
  holdfast customers 4711          the end of a phone number, or an order number`
}

// seen is a customer as these commands tell it.
type seen struct {
	Key      crm.Key         `json:"key"`
	Name     string          `json:"name"`
	Company  string          `json:"company,omitempty"`
	Email    string          `json:"email,omitempty"`
	Phone    string          `json:"phone,omitempty"`
	Owner    string          `json:"owner,omitempty"`
	Tier     string          `json:"tier"`
	Stage    string          `json:"stage"`
	Reason   string          `json:"reason"` // the likely one, of leaving or of having left
	Standing string          `json:"standing"`
	Why      string          `json:"why"`
	Orders   int             `json:"orders"`
	Year     segment.Sums    `json:"year"` // the last 365 days, in the store's currency
	Stake    crm.Money       `json:"stake"`
	Aliases  []crm.Key       `json:"aliases,omitempty"`
	Consents map[string]bool `json:"consents"`
}

func (s *session) see(c *book.Customer, shop *book.Shop) seen {
	j := judge.Assess(c, shop, s.now())
	f := c.Facts
	cfg := shop.Playbook
	v := seen{
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
		Orders:   len(f.Orders) + f.Older.Orders,
		Year:     segment.Year(f, cfg.Currency, cfg.MarginBP, j.Input.Now),
		Stake:    j.Input.Stake,
		Aliases:  f.Aliases,
		Consents: map[string]bool{},
	}
	if f.Gone(c.Key) {
		v.Standing, v.Why = "erased", phrase.Say(cfg.Language, "console.erased_why")
	}
	for ch := range f.Consents {
		if f.Consents[ch].State != crm.ConsentUnknown {
			v.Consents[crm.Channel(ch).String()] = f.Consents.Allows(crm.Channel(ch))
		}
	}
	return v
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

// places are the segments the customer stands in, and their habits.
func places(j *judge.Judgement, shop *book.Shop) (segment.Segments, habits) {
	subject := j.Subject(shop)
	k := subject.Knowledge(shop.Playbook.ZoneOf(subject.Facts))
	h := habits{
		k.Channel.String(),
		append([]string{}, k.Goods...),
		k.Discounted,
		k.Sensitive,
		[]string{},
		k.Rhythm,
	}
	for _, ch := range k.Contact {
		h.Contact = append(h.Contact, ch.String())
	}
	return subject.Segments(), h
}

// called is the name by which people know the customer.
func (v seen) called() string { return cmp.Or(v.Name, v.Company, v.Email, string(v.Key)) }

// Run searches.
func (c *customersSearch) Run(s *session) error {
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	found, err := s.find(at, shop, c.Text, c.Limit)
	if err != nil {
		return err
	}
	all := make([]seen, len(found))
	for i, one := range found {
		all[i] = s.see(one, shop)
	}
	if s.json {
		return s.printJSON(all)
	}
	t := s.table("name", "key", "standing", "tier", ">orders", ">at stake", "why")
	for _, v := range all {
		t.row(
			v.called(),
			string(v.Key),
			v.Standing,
			v.Tier,
			phrase.Number(int64(v.Orders)),
			phrase.Whole(v.Stake),
			v.Why,
		)
	}
	t.print(
		"Nobody found. Names, companies, e-mail addresses, the last digits of a phone number and order numbers are looked at.",
	)
	if len(all) > 0 {
		s.next("customers show %s", all[0].Key)
	}
	return nil
}

type customersShow struct {
	Who string `arg:"" help:"The customer's key, or anything that finds exactly one."`
}

// Run shows one customer.
func (c *customersShow) Run(s *session) error {
	at, shop, one, err := s.findOne(c.Who)
	if err != nil {
		return err
	}
	tasks, err := at.Book.FindTasks(s.ctx, shop.Store, decided(one)...)
	if err != nil {
		return err
	}
	if s.json {
		older, err := olderOrders(s, at, one)
		if err != nil {
			return err
		}
		j := judge.Assess(one, shop, s.now())
		segments, habits := places(&j, shop)
		return s.printJSON(map[string]any{
			"customer": s.see(one, shop),
			"segments": segments,
			"habits":   habits,
			"known":    dossier.New(one.Key, one.Facts, older),
			"tasks":    tasks,
		})
	}
	s.showCustomer(one, shop, tasks)
	return nil
}

func decided(c *book.Customer) []string {
	ids := make([]string, len(c.Ledger.Decisions))
	for i, d := range c.Ledger.Decisions {
		ids[i] = d.Task
	}
	return ids
}

func (s *session) showCustomer(c *book.Customer, shop *book.Shop, tasks []book.Task) {
	v := s.see(c, shop)
	lang := shop.Playbook.Language
	zone := shop.Playbook.StoreZone()
	s.printf("%s  %s\n", s.bold(v.called()), s.faint(string(v.Key)))
	for _, l := range [][2]string{{"company", v.Company}, {"e-mail", v.Email}, {"phone", v.Phone}, {"owner", v.Owner}, {"agreed to", agreed(v)}} {
		if l[1] != "" {
			s.printf("  %-10s %s\n", l[0], l[1])
		}
	}
	s.printf("  %-10s %s: %s\n", "standing", v.Standing, v.Why)
	s.printf(
		"  %-10s %s; likely reason: %s\n",
		"stage",
		phrase.Say(lang, "stage."+v.Stage),
		phrase.Say(lang, "reason."+v.Reason),
	)
	s.printf(
		"  %-10s %s; %s orders, in the last year %s for %s; %s at stake\n",
		"worth",
		v.Tier,
		phrase.Number(int64(v.Orders)),
		phrase.Number(
			int64(v.Year.Orders),
		),
		crm.Money{Minor: v.Year.Revenue, Currency: shop.Playbook.Currency},
		phrase.Whole(v.Stake),
	)
	s.printf("\n")
	t := s.table("order", "day", ">amount", ">given back", "")
	for i := len(c.Facts.Orders) - 1; i >= 0; i-- {
		o := c.Facts.Orders[i]
		note := ""
		if o.Cancelled {
			note = "cancelled"
		}
		t.row(
			"#"+cmp.Or(o.Number, o.ID),
			phrase.Date(lang, o.Placed, zone),
			crm.Money{Minor: o.Total, Currency: o.Currency}.String(),
			back(o),
			note,
		)
	}
	t.print("No orders yet.")
	if n := c.Facts.Older.Orders; n > 0 {
		s.printf("and %s older\n", phrase.Number(int64(n)))
	}
	for _, k := range c.Facts.Tickets {
		s.printf(
			"ticket %s of %s%s\n",
			k.ID,
			phrase.Date(lang, k.Created, zone),
			map[bool]string{true: ", a serious complaint"}[k.Serious()],
		)
	}
	for _, k := range tasks {
		s.printf("task %s: %s, %s\n", short(k.ID), k.Measure, k.State)
	}
	s.next("tasks")
}

func back(o crm.Order) string {
	if o.Refunded == 0 {
		return ""
	}
	return crm.Money{Minor: o.Refunded, Currency: o.Currency}.String()
}

func agreed(v seen) string {
	var on []string
	for _, ch := range [...]crm.Channel{crm.ChannelCall, crm.ChannelEmail, crm.ChannelSMS, crm.ChannelChat} {
		if v.Consents[ch.String()] {
			on = append(on, ch.String())
		}
	}
	return strings.Join(on, ", ")
}

// short is as much of a task's id as people need.
func short(id string) string { return id[:min(8, len(id))] }
