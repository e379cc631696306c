package customers

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/view/dossier"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Show shows one customer.
type Show struct {
	Who string `arg:"" help:"The customer's key, or anything that finds exactly one."`
}

// Run shows the customer.
func (c *Show) Run(ctx context.Context, s *session.Session) error {
	store, customer, err := findOne(ctx, s, c.Who)
	if err != nil {
		return err
	}
	tasks, err := store.Book.FindTasks(ctx, store.Shop.Store, customer.Ledger.DecidedTasks()...)
	if err != nil {
		return err
	}
	d := Describe(customer, store.Shop, store.Now())
	d.OnlyOwner, _ = playbook.FindOnlyOwner(customer.KnownFacts(), book.Plain(tasks))
	if !s.JSON {
		printCustomer(s, store, customer, d, tasks)
		return nil
	}

	older, err := listOlderOrders(ctx, store, customer)
	if err != nil {
		return err
	}
	j := judge.Assess(customer, store.Shop, store.Now())
	segments, habits := habitsOf(&j, store.Shop)
	return s.PrintJSON(map[string]any{
		"customer": d,
		"segments": segments,
		"habits":   habits,
		"known":    dossier.New(customer.Key, customer.KnownFacts(), older),
		"tasks":    tasks,
	})
}

func printCustomer(
	s *session.Session,
	store session.Store,
	c *book.Customer,
	d Description,
	tasks []book.Task,
) {
	s.Printf("%s  %s\n", s.Bold(d.DisplayName()), s.Faint(string(d.Key)))
	printStanding(s, store, d)
	s.Printf("\n")
	printOrders(s, store, c)

	for _, t := range c.Facts.Tickets {
		complaint := ""
		if t.Serious() {
			complaint = ", a serious complaint"
		}
		day := phrase.Date(store.Language(), t.Created, store.Zone())
		s.Printf("ticket %s of %s%s\n", t.ID, day, complaint)
	}
	for _, t := range tasks {
		s.Printf("task %s: %s, %s\n", t.ID[:min(8, len(t.ID))], t.Measure, t.State)
	}
	s.SuggestNext("tasks")
}

func printStanding(s *session.Session, store session.Store, d Description) {
	line := func(label, text string) { s.Printf("  %-10s %s\n", label, text) }
	for _, l := range [][2]string{
		{"company", d.Company},
		{"e-mail", d.Email},
		{"phone", d.Phone},
		{"owner", d.Owner},
		{"agreed to", agreedChannels(d)},
	} {
		if l[1] != "" {
			line(l[0], l[1])
		}
	}

	for _, person := range d.People {
		line("person", person.String())
	}
	if d.OnlyContact {
		line("", "all contact hangs on this person")
	}
	if d.OnlyOwner != "" {
		line("", "on our side, all contact hangs on "+d.OnlyOwner)
	}

	stage := phrase.Say(store.Language(), "stage."+d.Stage)
	reason := phrase.Say(store.Language(), "reason."+d.Reason)
	revenue := store.Shop.Playbook.Currency.Of(d.Year.Revenue)
	line("standing", d.Standing+": "+d.Why)
	line("stage", stage+"; likely reason: "+reason)
	line("worth", phrase.InEnglish(
		"%s; %d {order|orders}, in the last year %d for %s; %s at stake",
		d.Tier,
		d.Orders,
		d.Year.Orders,
		revenue.String(),
		phrase.Whole(d.Stake),
	))
	printMoneyNotes(s, store, d)
}

// sayDay returns a day, or a dash for none: an order that was deleted by its id alone has no
// date.
func sayDay(store session.Store, at crm.Instant) string {
	if at == 0 {
		return "-"
	}
	return phrase.Date(store.Language(), at, store.Zone())
}

func printOrders(s *session.Session, store session.Store, c *book.Customer) {
	columns := s.NewColumns("order", "day", ">amount", ">given back", "")
	orders := c.Facts.At(crm.InstantOf(store.Now())).Orders
	for _, o := range slices.Backward(orders) {
		note := ""
		switch {
		case o.Cancelled:
			note = "cancelled"
		case !o.Counts():
			note = o.Status.String()
		}
		refunded := ""
		if o.Refunded != 0 {
			refunded = o.Currency.Of(o.Refunded).String()
		}
		columns.AddRow(
			"#"+cmp.Or(o.Number, o.ID),
			sayDay(store, o.Placed),
			o.Currency.Of(o.Total).String(),
			refunded,
			note,
		)
	}
	columns.Print("No orders yet.")
	if n := c.Facts.Older.Orders; n > 0 {
		s.Printf("and %s older\n", phrase.Number(int64(n)))
	}
}

// agreedChannels returns the channels on which the customer agreed to be reached.
func agreedChannels(d Description) string {
	var agreed []string
	for _, channel := range []crm.Channel{
		crm.ChannelCall,
		crm.ChannelEmail,
		crm.ChannelSMS,
		crm.ChannelChat,
	} {
		if d.Consents[channel.String()] {
			agreed = append(agreed, channel.String())
		}
	}
	return strings.Join(agreed, ", ")
}
