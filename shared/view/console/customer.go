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
	Called   string
	Company  string
	Badges   []string
	Line     string // where the customer stands, in a sentence
	Reach    []address
	Local    string
	Drawing  template.HTML
	Caption  string
	Open     []card
	Facts    []fact
	Orders   []orderRow
	Older    string
	Tickets  []ticketRow
	Parcels  []parcelRow
	Consents []pair
	Profile  []pair
	Names    []string // by which the customer is known
	Shared   string
	Decided  []decision
	Notes    []string
	Gone     string // why there is nothing to see
}

// fact is a figure with the evidence it rests on.
type fact struct {
	Label, Value string
	Evidence     []string
}

// pair is a fact of the profile, and since when it is known.
type pair struct{ Label, Value, When string }

// customer is everything known of one customer.
func (c *Console) customer(v *visit) error {
	key := crm.Key(v.r.PathValue("key"))
	one, err := c.Book.FindCustomer(v.ctx(), v.shop.Store, key)
	if err != nil {
		return err
	}
	if one.Version == 0 {
		return errNotFound
	}
	if one.Key != key {
		http.Redirect(v.w, v.r, customerURL(v.shop.Store, one.Key), http.StatusSeeOther)
		return nil
	}
	tasks, err := c.Book.FindTasks(v.ctx(), v.shop.Store, one.Ledger.DecidedTasks()...)
	if err != nil {
		return err
	}
	p, err := c.customerPage(v, one, tasks)
	if err != nil {
		return err
	}
	c.render(v.w, v.r, http.StatusOK, "customer", p)
	return nil
}

func (c *Console) customerPage(
	v *visit,
	one *book.Customer,
	tasks []book.Task,
) (*customerPage, error) {
	name := v.nameOf(one)
	f := one.Facts
	p := &customerPage{frame: v.frame("customers", name), Called: name}
	if f.Erased(one.Key) {
		p.Gone = v.Say(
			"console.erased",
			v.Date(f.ErasedUpTo()),
			len(f.Remains),
		)
		return p, nil
	}
	look := judge.Assess(one, v.shop, v.now.Time())
	v.header(p, one, look)
	if !one.Key.Guest() {
		p.Drawing, p.Caption = v.timeline(one, look)
		p.Facts = v.facts(one, look)
	}
	p.Orders, p.Older = v.orders(f), v.older(f)
	p.Tickets, p.Parcels = v.tickets(f), v.parcels(f)
	p.Consents, p.Profile = v.consents(f), v.profile(f)
	for _, alias := range append([]crm.Key{one.Key}, f.Aliases...) {
		p.Names = append(p.Names, v.identity(alias))
	}
	if len(f.Shared) > 0 {
		p.Shared = v.Say("console.shared", len(f.Shared))
	}
	v.tasks(p, one, look, tasks)
	p.Notes = v.notes(f, tasks)
	var err error
	p.Flash, err = c.flash(v, "customer", "")
	return p, err
}

func (v *visit) header(p *customerPage, one *book.Customer, look judge.Judgement) {
	f := one.Facts
	if company := f.Profile[crm.Company].Value; company != p.Called {
		p.Company = company
	}
	if one.Key.Guest() {
		p.Line = v.Say("console.guest")
		return
	}
	in := look.Input
	p.Badges = append(p.Badges, v.Say("console.badge.tier", v.Say("tier."+in.Tier.String())))
	p.Badges = append(p.Badges, v.Say("standing."+in.Verdict.Standing.String()))
	owner := cmp.Or(f.Profile[crm.Owner].Value, v.shop.Playbook.Owner)
	if owner == "" {
		owner = v.Say("console.owner.none")
	}
	p.Badges = append(p.Badges, v.Say("console.badge.owner", owner))
	p.Line = v.Sentence(in.Verdict.Explain(v.Language))
	p.Reach = v.addresses(f)
	p.Local = v.local(f)
}

// decision is a task and what became of it.
type decision struct {
	What, When, Why string
	Undo            string // "" = it cannot be taken back any more
}

// tasks sorts the customer's tasks into those to be done and those that were decided.
func (v *visit) tasks(
	p *customerPage,
	one *book.Customer,
	look judge.Judgement,
	tasks []book.Task,
) {
	slices.SortFunc(tasks, func(a, b book.Task) int {
		return cmp.Or(cmp.Compare(b.ProposedAt, a.ProposedAt), cmp.Compare(a.ID, b.ID))
	})
	for _, t := range tasks {
		if t.NeedsPerson() {
			e := &judge.AgendaEntry{Task: t, Customer: one, Judgement: look}
			if t.NotBefore > v.now {
				e.Until = t.NotBefore
			}
			p.Open = append(p.Open, v.card(e, 0, "customer", ""))
			continue
		}
		p.Decided = append(p.Decided, v.decision(t))
	}
}

func (v *visit) decision(t book.Task) decision {
	d := decision{
		When: v.Date(max(t.ResultAt, t.ProposedAt)),
		What: v.Capital(
			v.Say(
				"console.decision",
				v.Say("console.measure."+string(t.Measure)),
				v.Say("task.state."+string(t.State)),
			),
		),
	}
	switch {
	case t.Result != "":
		d.Why = v.Sentence(v.Say("result." + string(t.Result)))
	case t.Why != "":
		d.Why = v.Sentence(v.Say("task.why_not." + string(t.Why)))
	}
	if t.Kind != playbook.Owed {
		money := func(minor int64) string { return t.Currency.Of(minor).String() }
		d.Why = v.Prose(
			d.Why,
			v.Sentence(
				v.Say("console.decision.money", money(t.Stake), money(t.Saving), money(t.Cost)),
			),
		)
	}
	if t.Undoable(v.now) {
		d.Undo = "/" + v.shop.Store + "/tasks/" + t.ID + "/undo"
	}
	return d
}

// lesson is what a customer told somebody, or answered.
func (v *visit) lesson(l crm.Lesson) string {
	switch {
	case l.Survey && l.Reason == crm.ReasonUnknown:
		return v.Say("console.note.answer.none", v.Date(l.At))
	case l.Survey:
		return v.Say("console.note.answer", v.Date(l.At), v.Say("reason."+l.Reason.String()))
	}
	return v.Say("console.note.lesson", v.Date(l.At), v.Say("reason."+l.Reason.String()))
}

// notes is what people reported and what was learned, newest first.
func (v *visit) notes(f *crm.Facts, tasks []book.Task) []string {
	type note struct {
		at   crm.Instant
		text string
	}
	var all []note
	for _, t := range tasks {
		if t.Result != "" && t.Result != playbook.ExitReason {
			text := v.Say(
				"console.note",
				v.Date(t.ResultAt),
				v.Say("result."+string(t.Result)),
				v.Say("console.measure."+string(t.Measure)),
			)
			if t.Owner != "" && t.Result != playbook.Sent {
				text = v.Say("console.note.by", text, t.Owner)
			}
			all = append(all, note{t.ResultAt, text})
		}
	}
	for _, l := range f.Lessons {
		all = append(all, note{l.At, v.lesson(l)})
	}
	slices.SortStableFunc(all, func(a, b note) int { return cmp.Compare(b.at, a.at) })
	out := make([]string, len(all))
	for i, n := range all {
		out[i] = n.text
	}
	return out
}
