package customers

import (
	"cmp"
	"context"
	"slices"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/view/dossier"
	"holdfast/shared/words/crm"
)

// Export prints everything that is kept about one customer.
type Export struct {
	Who string `arg:"" help:"The customer's key, or anything that finds exactly one."`
}

// Help says what it is for.
func (*Export) Help() string {
	return `What was told of the customer, every order of any age included; what was made of it; what was done about it. Deliveries in
quarantine are of nobody yet: see holdfast quarantine.

Examples:
  holdfast customers export p:shop:7 > someone.json`
}

// export is what is kept about one customer.
type export struct {
	Store  string          `json:"store"`
	At     string          `json:"exported_at"`
	Known  dossier.Dossier `json:"known"`
	Judged Description     `json:"judged"`

	Segments segment.Segments `json:"segments"`
	Habits   habits           `json:"habits"`

	Evidence []string  `json:"evidence"` // for the likely reason
	Contacts []contact `json:"contacts"`
	Tasks    []task    `json:"tasks"`
	Trials   []trial   `json:"trials"` // by which it is measured what measures save
}

type contact struct {
	At      string `json:"at"`
	Channel string `json:"channel"`
}

type trial struct {
	At        string `json:"at"`
	Playbook  string `json:"playbook"`
	Reason    string `json:"reason"`
	LeftAlone bool   `json:"left_alone"`
	Cost      int64  `json:"cost"`  // minor units of the store's currency, as stake
	Stake     int64  `json:"stake"` // what was then at stake
}

// task is a task with dates that a person can read.
type task struct {
	ID         string           `json:"id"`
	Playbook   string           `json:"playbook"`
	Measure    playbook.Measure `json:"measure"`
	Trigger    trigger          `json:"trigger"`
	Reason     string           `json:"reason"`
	ProposedAt string           `json:"proposed_at"`
	Deadline   string           `json:"deadline"`
	Channel    string           `json:"channel,omitempty"`
	Owner      string           `json:"owner,omitempty"`
	Stake      crm.Money        `json:"stake"`
	Saving     crm.Money        `json:"saving"` // expected
	Cost       crm.Money        `json:"cost"`
	State      playbook.State   `json:"state"`
	Why        playbook.Why     `json:"why,omitempty"` // it was refused or cancelled
	Result     playbook.Result  `json:"result,omitempty"`
	ResultAt   string           `json:"result_at,omitempty"`
}

type trigger struct {
	What string  `json:"what"`
	Ref  crm.Ref `json:"ref"`
	At   string  `json:"at"`
}

// Run gathers and prints.
func (c *Export) Run(ctx context.Context, s *session.Session) error {
	store, customer, err := findOne(ctx, s, c.Who)
	if err != nil {
		return err
	}
	older, err := listOlderOrders(ctx, store, customer)
	if err != nil {
		return err
	}
	tasks, err := listTasks(ctx, store, customer)
	if err != nil {
		return err
	}

	now := store.Now()
	j := judge.Assess(customer, store.Shop, now)
	segments, habits := habitsOf(&j, store.Shop)
	out := export{
		Store:    store.Shop.Store,
		At:       now.UTC().Format(time.RFC3339),
		Known:    dossier.New(customer.Key, customer.KnownFacts(), older),
		Judged:   Describe(customer, store.Shop, now),
		Segments: segments,
		Habits:   habits,
		Evidence: []string{},
		Contacts: []contact{},
		Tasks:    tasks,
		Trials:   []trial{},
	}
	for _, e := range j.Evidence {
		out.Evidence = append(out.Evidence, e.Say(store.Language(), store.Zone()))
	}
	for _, k := range customer.Ledger.Contacts {
		out.Contacts = append(out.Contacts, contact{rfc3339(k.At), k.Channel.String()})
	}
	for _, t := range customer.Ledger.Trials {
		out.Trials = append(out.Trials, trial{
			At:        rfc3339(t.At),
			Playbook:  t.Playbook,
			Reason:    t.Reason.String(),
			LeftAlone: t.Held,
			Cost:      t.Cost,
			Stake:     t.Stake,
		})
	}
	return s.PrintJSON(out)
}

// listOlderOrders returns every order that no longer stands in the customer's record, those
// included that were left under a key the customer had before.
func listOlderOrders(
	ctx context.Context,
	store session.Store,
	c *book.Customer,
) (all []crm.Order, err error) {
	for _, key := range append([]crm.Key{c.Key}, c.Facts.Aliases...) {
		for spilled, err := range store.Book.SpilledOrders(ctx, c.Store, key) {
			if err != nil {
				return nil, err
			}
			all = append(all, spilled.Order)
		}
	}
	return all, nil
}

// listTasks returns all tasks of a customer that are still kept, first proposed first.
func listTasks(ctx context.Context, store session.Store, c *book.Customer) ([]task, error) {
	all, err := table.Collect(store.Tasks(ctx))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b book.Task) int {
		return cmp.Or(cmp.Compare(a.ProposedAt, b.ProposedAt), cmp.Compare(a.ID, b.ID))
	})
	// A task that ended meanwhile stands there twice.
	all = slices.CompactFunc(all, func(a, b book.Task) bool { return a.ID == b.ID })

	out := []task{}
	for _, t := range all {
		if t.Customer == c.Key || slices.Contains(c.Facts.Aliases, t.Customer) {
			out = append(out, newTask(t))
		}
	}
	return out, nil
}

func newTask(t book.Task) task {
	money := func(minor int64) crm.Money { return t.Currency.Of(minor) }
	return task{
		ID:         t.ID,
		Playbook:   string(t.Playbook),
		Measure:    t.Measure,
		Trigger:    trigger{t.Trigger.What, t.Trigger.Ref, rfc3339(t.Trigger.At)},
		Reason:     t.Reason,
		ProposedAt: rfc3339(t.ProposedAt),
		Deadline:   rfc3339(t.Deadline),
		Channel:    t.Channel,
		Owner:      t.Owner,
		Stake:      money(t.Stake),
		Saving:     money(t.Saving),
		Cost:       money(t.Cost),
		State:      t.State,
		Why:        t.Why,
		Result:     t.Result,
		ResultAt:   rfc3339(t.ResultAt),
	}
}

// rfc3339 returns an instant as RFC 3339 in UTC, and the unknown one as "".
func rfc3339(i crm.Instant) string {
	if i == 0 {
		return ""
	}
	return i.Time().Format(time.RFC3339)
}
