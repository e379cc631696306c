package console

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

type customerPage struct {
	frame
	CustomerName string
	Erased       string // why there is nothing more to see; "" = the customer is not erased
	Company      string // "" = that is their name
	Badges       []string
	Standing     string // a sentence
	Addresses    []address
	LocalTime    string
	Shared       string // a warning; "" = no other customer has the same addresses
	Timeline     template.HTML
	Caption      string // of the time line
	OpenTasks    []card
	Figures      []figure
	Orders       []orderRow
	OlderOrders  string // those beyond the rows, in a sentence
	Tickets      []ticketRow
	Parcels      []parcelRow
	Objections   []objectionRow

	Subscriptions []datedValue
	DecidedTasks  []decidedTask
	Notes         []string
	Consents      []datedValue
	Profile       []datedValue
	People        []string // contact persons, a line each
	OnlyContact   string   // a warning; "" = contact does not hang on one person
	OnlyOwner     string   // the same of our own people
	KnownAs       []string // the names of the customer's keys
}

// datedValue is one thing known of a customer, and since when.
type datedValue struct{ Label, Value, When string }

// customerView is a customer with what the page shows beside the record.
type customerView struct {
	*book.Customer
	judgement judge.Judgement // at the instant of the visit
	tasks     []book.Task     // those in the ledger, open and decided
}

// showCustomer shows all that is known of one customer. The key of a merged customer leads
// to the page of the one that it was merged into.
func (c *Console) showCustomer(v *visit) error {
	key := crm.Key(v.r.PathValue("key"))
	customer, err := c.Book.FindCustomer(v.ctx(), v.shop.Store, key)
	if err != nil {
		return err
	}
	if customer.Version == 0 {
		return errNotFound
	}
	if customer.Key != key {
		http.Redirect(v.w, v.r, v.customerURL(customer.Key), http.StatusSeeOther)
		return nil
	}

	p, err := c.newCustomerPage(v, customer)
	if err != nil {
		return err
	}
	return c.show(v, "customer", p)
}

func (c *Console) newCustomerPage(v *visit, customer *book.Customer) (*customerPage, error) {
	if err := c.Book.LoadSaid(v.ctx(), v.shop, customer); err != nil {
		return nil, err
	}
	name := v.customerName(customer)
	judged := judge.Assess(customer, v.shop, v.now.Time())
	customer = asOfNow(customer, v.now)
	facts := customer.KnownFacts()
	p := &customerPage{
		frame:        v.newFrame("customers", name),
		CustomerName: name,
	}
	if facts.Erased(customer.Key) {
		day := v.Date(facts.ErasedUpTo())
		p.Erased = v.Say("console.erased", day, len(facts.Remains))
		return p, nil
	}

	ids := customer.Ledger.DecidedTasks()
	tasks, err := c.Book.FindTasks(v.ctx(), v.shop.Store, ids...)
	if err != nil {
		return nil, err
	}
	view := &customerView{
		Customer:  customer,
		judgement: judged,
		tasks:     tasks,
	}
	v.fillHeader(p, view)
	v.fillHistory(p, facts)
	p.KnownAs = v.listKeys(customer)
	v.fillPeople(p, facts, tasks)
	v.fillTasks(p, view)
	if !customer.Key.Guest() {
		v.fillTimeline(p, view)
		p.Figures = v.listFigures(view)
	}
	p.Notice, err = c.findNotice(v, returnPage{Back: "customer"})
	return p, err
}

// asOfNow returns the customer with the facts as they stand now: orders that nobody paid
// in time are shown as unpaid. Amounts are in the orders' own currencies.
func asOfNow(c *book.Customer, now crm.Instant) *book.Customer {
	shown := *c
	shown.Facts = c.Facts.At(now)
	return &shown
}

// fillHeader fills what stands above the first section: who the customer is, where they
// stand, and how they are reached.
func (v *visit) fillHeader(p *customerPage, view *customerView) {
	facts := view.KnownFacts()
	if company := facts.Profile[crm.Company].Value; company != p.CustomerName {
		p.Company = company
	}

	if shared := len(facts.Shared); shared > 0 {
		p.Shared = v.Say("console.shared", shared)
	}

	if view.Key.Guest() {
		p.Standing = v.Say("console.guest")
		return
	}

	verdict := view.judgement.Input.Verdict
	tier := v.word("tier", view.judgement.Input.Tier)
	owner := cmp.Or(
		facts.Profile[crm.Owner].Value,
		v.shop.Playbook.Owner,
		v.Say("console.owner.none"),
	)

	p.Badges = []string{
		v.Say("console.badge.tier", tier),
		v.word("standing", verdict.Standing),
		v.Say("console.badge.owner", owner),
	}

	p.Standing = v.Sentence(verdict.Explain(v.Language))
	p.Addresses = v.listAddresses(facts, &v.shop.Playbook)
	p.LocalTime = v.sayLocalTime(facts)
}

// fillTasks fills the tasks to be done and those that were decided, each newest first, and
// the notes.
func (v *visit) fillTasks(p *customerPage, view *customerView) {
	slices.SortFunc(view.tasks, func(a, b book.Task) int {
		newerFirst := cmp.Compare(b.ProposedAt, a.ProposedAt)
		return cmp.Or(newerFirst, cmp.Compare(a.ID, b.ID))
	})

	for _, t := range view.tasks {
		if !t.NeedsPerson() {
			p.DecidedTasks = append(p.DecidedTasks, v.newDecidedTask(t))
			continue
		}

		entry := &judge.AgendaEntry{
			Task:      t,
			Customer:  view.Customer,
			Judgement: view.judgement,
		}
		if t.NotBefore > v.now {
			entry.Until = t.NotBefore
		}
		open := v.newCard(entry, returnPage{Back: "customer"})
		p.OpenTasks = append(p.OpenTasks, open)
	}

	p.Notes = v.listNotes(view)
}

// decidedTask is a task and what became of it.
type decidedTask struct {
	What string
	When string
	Why  string // with the money, unless the task was owed
	Undo string // the address that takes it back; "" = it cannot be taken back any more
}

func (v *visit) newDecidedTask(t book.Task) decidedTask {
	measure := v.Say("console.measure." + string(t.Measure))
	state := v.Say("task.state." + string(t.State))
	what := v.Say("console.decision", measure, state)

	var why string
	switch {
	case t.Result != "":
		why = v.Sentence(v.Say("result." + string(t.Result)))
	case t.Why != "":
		why = v.Sentence(v.Say("task.why_not." + string(t.Why)))
	}
	if t.Kind != playbook.Owed {
		why = v.Prose(why, v.sayTaskMoney(t))
	}

	return decidedTask{
		What: v.Capital(what),
		When: v.Date(max(t.ResultAt, t.ProposedAt)),
		Why:  why,
		Undo: v.undoURL(t),
	}
}

// sayTaskMoney says what was at stake with a task, what it was to save, and its cost.
func (v *visit) sayTaskMoney(t book.Task) string {
	stake := t.Currency.Of(t.Stake)
	saving := t.Currency.Of(t.Saving)
	cost := t.Currency.Of(t.Cost)
	money := v.Say(
		"console.decision.money",
		stake.String(),
		saving.String(),
		cost.String(),
	)
	return v.Sentence(money)
}
