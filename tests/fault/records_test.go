package fault

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/tests/stories"
)

// records is a world in words: what is known, what was decided, what went out.
type records struct {
	Facts  map[string]string // the bytes of every customer and every older order
	Ledger map[string]string
	Tasks  map[string]string
	Sent   map[string]int // errands by task
	Spent  map[string]string
	Odd    []string // quarantine
}

// recordsOf reads a world. Decisions are what was decided, whether or not the ledger has noticed since that a task has ended.
func recordsOf(w *stories.World) records {
	ctx := context.Background()
	r := records{map[string]string{}, map[string]string{}, map[string]string{}, map[string]int{}, map[string]string{}, nil}
	customers, tasks, odd := stories.Records(ctx, w)
	r.Odd = odd
	for _, c := range customers {
		r.Ledger[string(c.Key)] = ledger(c)
	}
	for _, t := range tasks {
		r.Tasks[t.ID] = fmt.Sprintf("%s/%s for %s by %s with %s: %s %s %s", t.Playbook, t.Measure, t.Trigger.Ref, t.Channel, t.Owner, t.State, t.Why, t.Result)
	}
	for _, e := range w.Outbox.Sent() {
		r.Sent[e.ID]++
	}
	for it := range stories.Items(ctx, w.Table) {
		switch {
		case book.IsCustomer(it):
			r.Facts[it.PK] = fmt.Sprintf("%x", book.FactBytes(it))
		case book.IsSpilled(it):
			r.Facts[it.PK+" "+it.SK] = fmt.Sprintf("%x", it.Body)
		case strings.HasPrefix(it.SK, "spent#"):
			r.Spent[it.SK] = string(it.Body)
		}
	}
	return r
}

func ledger(c *book.Customer) string {
	var decided, contacts []string
	for _, d := range c.Ledger.Decisions {
		decided = append(decided, d.Task[:6])
	}
	for _, k := range c.Ledger.Contacts {
		contacts = append(contacts, k.Channel.String())
	}
	slices.Sort(contacts)
	return fmt.Sprintf("%s %s; decided %v; contacts %v; forward %q; due %s", c.Ledger.Standing,
		c.Ledger.Tier, decided, contacts, c.Forward, c.Due.Time().Format("2006-01-02"))
}

// forgive makes the account of a run with one fault comparable, where errands go out at most once: one may not have gone out, and
// its task then waits for a person until the customer orders. It reports whether more than that is amiss.
func forgive(want, got records) (records, bool) {
	lost := 0
	for id := range want.Sent {
		if got.Sent[id] == 0 {
			lost, got.Sent[id] = lost+1, 1
		}
	}
	waiting := 0
	for id, said := range got.Tasks {
		uncertain := strings.Contains(said, ": "+string(playbook.Uncertain))
		if uncertain || said != want.Tasks[id] && strings.Contains(said, fmt.Sprint(": ", playbook.Cancelled, " ", playbook.WhyOrdered)) {
			waiting, got.Tasks[id] = waiting+1, want.Tasks[id]
		}
	}
	return got, lost <= 1 && waiting <= 1
}

// unsettled lists what is not as it must be once the queues are empty and a sweep at the world's time is done: promise 3.
func unsettled(w *stories.World) (wrong []string) {
	ctx, at := context.Background(), crm.InstantOf(w.Time)
	b := book.Book{Table: w.Table}
	shop, err := b.FindShop(ctx, stories.Store)
	if err != nil {
		return []string{err.Error()}
	}
	customers, tasks, _ := stories.Records(ctx, w)
	byID := map[string]book.Task{}
	for _, t := range tasks {
		byID[t.ID] = t
	}
	claimed := map[string]bool{}
	if err := b.LoadSaid(ctx, shop, customers...); err != nil {
		return []string{err.Error()}
	}
	for _, c := range customers {
		for _, d := range c.Ledger.Decisions {
			claimed[d.Task] = true
		}
		wrong = append(wrong, unlike(c, shop, byID, at)...)
	}
	for _, t := range tasks {
		if t.Kind == playbook.Owed && t.State == playbook.Expired {
			wrong = append(wrong, fmt.Sprintf("task %s of %s is owed, and expired", t.ID, t.Customer))
		}
		if !t.State.Final() && !claimed[t.ID] && t.Kind != "" && t.Playbook != playbook.DataRequest && t.Playbook != playbook.ShopRedact {
			wrong = append(wrong, fmt.Sprintf("task %s of %s is %s, and no ledger knows it", t.ID, t.Customer, t.State))
		}
	}
	return wrong
}
