package main

import (
	"cmp"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/view/dossier"
	"holdfast/shared/words/crm"
)

type customersExport struct {
	Who string `arg:"" help:"The customer's key, or anything that finds exactly one."`
}

// Help says what for.
func (*customersExport) Help() string {
	return `What was told of the customer, every order of any age included; what was made of it; what was done about it. Deliveries in
quarantine are of nobody yet: see holdfast quarantine.

Examples:
  holdfast customers export p:shop:7 > someone.json`
}

// exported is what is kept about one customer.
type exported struct {
	Store  string          `json:"store"`
	At     string          `json:"exported_at"`
	Known  dossier.Dossier `json:"known"`
	Judged seen            `json:"judged"`

	Segments segment.Segments `json:"segments"`
	Habits   habits           `json:"habits"`

	Evidence []string    `json:"evidence"` // for the likely reason
	Contacts []contacted `json:"contacts"`
	Tasks    []proposal  `json:"tasks"`
	Trials   []tried     `json:"trials"` // by which it is measured what measures save
}

type contacted struct {
	At      string `json:"at"`
	Channel string `json:"channel"`
}

type tried struct {
	At        string `json:"at"`
	Playbook  string `json:"playbook"`
	Reason    string `json:"reason"`
	LeftAlone bool   `json:"left_alone"`
	Cost      int64  `json:"cost"`  // minor units of the store's currency, as stake
	Stake     int64  `json:"stake"` // what was then at stake
}

// proposal is a task in dates that a person can read.
type proposal struct {
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
func (c *customersExport) Run(s *session) error {
	at, shop, one, err := s.findOne(c.Who)
	if err != nil {
		return err
	}
	older, err := olderOrders(s, at, one)
	if err != nil {
		return err
	}
	out := exported{
		Store:    shop.Store,
		At:       s.now().UTC().Format(time.RFC3339),
		Known:    dossier.New(one.Key, one.Facts, older),
		Judged:   s.see(one, shop),
		Evidence: []string{},
		Contacts: []contacted{},
		Trials:   []tried{},
	}
	j := judge.Assess(one, shop, s.now())
	out.Segments, out.Habits = places(&j, shop)
	for _, e := range j.Evidence {
		out.Evidence = append(
			out.Evidence,
			e.Say(shop.Playbook.Language, shop.Playbook.StoreZone()),
		)
	}
	for _, k := range one.Ledger.Contacts {
		out.Contacts = append(out.Contacts, contacted{second(k.At), k.Channel.String()})
	}
	for _, t := range one.Ledger.Trials {
		out.Trials = append(
			out.Trials,
			tried{second(t.At), t.Playbook, t.Reason.String(), t.Held, t.Cost, t.Stake},
		)
	}
	if out.Tasks, err = tasksOf(s, at, shop.Store, one); err != nil {
		return err
	}
	return s.printJSON(out)
}

// olderOrders reads every order that no longer stands in the record, those included that
// were left under a key the customer had before.
func olderOrders(s *session, at *place, one *book.Customer) (all []crm.Order, err error) {
	for _, key := range append([]crm.Key{one.Key}, one.Facts.Aliases...) {
		for spilled, err := range at.Book.SpilledOrders(s.ctx, one.Store, key) {
			if err != nil {
				return nil, err
			}
			all = append(all, spilled.Order)
		}
	}
	return all, nil
}

// tasksOf lists all tasks of a customer that are still kept, first proposed first.
func tasksOf(s *session, at *place, store string, one *book.Customer) ([]proposal, error) {
	var all []book.Task
	for _, tasks := range allTasks(s.ctx, at.Book, store) {
		for t, err := range tasks {
			if err != nil {
				return nil, err
			}
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b book.Task) int {
		return cmp.Or(cmp.Compare(a.ProposedAt, b.ProposedAt), cmp.Compare(a.ID, b.ID))
	})
	all = slices.CompactFunc(
		all,
		func(a, b book.Task) bool { return a.ID == b.ID },
	) // one that ended between the two
	out := []proposal{}
	for _, t := range all {
		if t.Customer == one.Key || slices.Contains(one.Facts.Aliases, t.Customer) {
			out = append(out, proposalOf(t))
		}
	}
	return out, nil
}

func proposalOf(t book.Task) proposal {
	money := func(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: t.Currency} }
	return proposal{
		ID:         t.ID,
		Playbook:   string(t.Playbook),
		Measure:    t.Measure,
		Trigger:    trigger{t.Trigger.What, t.Trigger.Ref, second(t.Trigger.At)},
		Reason:     t.Reason,
		ProposedAt: second(t.ProposedAt),
		Deadline:   second(t.Deadline),
		Channel:    t.Channel,
		Owner:      t.Owner,
		Stake:      money(t.Stake),
		Saving:     money(t.Saving),
		Cost:       money(t.Cost),
		State:      t.State,
		Why:        t.Why,
		Result:     t.Result,
		ResultAt:   second(t.ResultAt),
	}
}

// second is an instant as RFC 3339 in UTC; the unknown one is "".
func second(i crm.Instant) string {
	if i == 0 {
		return ""
	}
	return i.Time().Format(time.RFC3339)
}
