package console

import (
	"cmp"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// mostTasks is how many open tasks are looked at for a page, greatest stake first.
const mostTasks = 400

// agenda is what is to be done in a store, by whether it can be done now.
type agenda struct {
	Ready   []*entry // one for each customer, greatest stake first
	Unsure  []*entry // claimed without an outcome: a person must look
	Asleep  []*entry // it is their night, until Until
	Later   []*entry // agreed for later, or waiting for what Why says
	Legal   []*entry // privacy requests
	Machine int      // done by a machine in its time
	More    bool     // there are more tasks than were looked at
}

// entry is a task with its customer, as judged now.
type entry struct {
	Task     book.Task
	Customer *book.Customer
	Look     judge.Judgement
	Until    crm.Instant
	Why      playbook.Why
	Also     []book.Task // what else can be done for the same customer now
}

// brief is the task as it is handed to a person.
func (e *entry) brief() playbook.Brief {
	return playbook.NewBrief(e.Task.Task, e.Look.Input, e.Look.Evidence)
}

// stake is the greatest of the customer's tasks.
func (e *entry) stake() int64 {
	most := e.Task.Stake
	for _, t := range e.Also {
		most = max(most, t.Stake)
	}
	return most
}

// agenda reads what is to be done, of one owner or ("") of all.
func (c *Console) agenda(v *visit, owner string) (*agenda, error) {
	tasks, more, err := c.openTasks(v)
	if err != nil {
		return nil, err
	}
	a := &agenda{More: more}
	tasks = slices.DeleteFunc(tasks, func(t book.Task) bool {
		if t.Kind == playbook.Automatic && t.State != playbook.Uncertain {
			a.Machine++
			return true
		}
		return owner != "" && t.Owner != owner
	})
	customers, err := c.customersOf(v, tasks)
	if err != nil {
		return nil, err
	}
	spent, err := c.Book.FindSpent(v.ctx(), v.shop, v.now)
	if err != nil {
		return nil, err
	}
	byCustomer := map[crm.Key]*entry{}
	for _, t := range tasks {
		customer, known := customers[t.Customer]
		if !known {
			continue // the record cannot be read: nothing can be said about the task now
		}
		e := &entry{Task: t, Customer: customer}
		e.Look = judge.Assess(e.Customer, v.shop, v.now.Time())
		e.Look.Input.Store.Spent = spent.Minor
		a.place(e, byCustomer, v.now)
	}
	slices.SortStableFunc(
		a.Ready,
		func(a, b *entry) int { return cmp.Compare(b.stake(), a.stake()) },
	)
	return a, nil
}

func (c *Console) openTasks(v *visit) (tasks []book.Task, more bool, err error) {
	for t, err := range c.Book.OpenTasks(v.ctx(), v.shop.Store) {
		if _, unreadable := book.AsUnreadable(err); unreadable {
			_ = book.LeaveOut(v.ctx(), c.Log, nil, err)
			continue
		}
		if err != nil {
			return nil, false, err
		}
		tasks = append(tasks, t)
		if len(tasks) == mostTasks {
			return tasks, true, nil
		}
	}
	return tasks, false, nil
}

// customersOf loads the customers of tasks, by the keys that the tasks know them by.
func (c *Console) customersOf(v *visit, tasks []book.Task) (map[crm.Key]*book.Customer, error) {
	keys := make([]crm.Key, 0, len(tasks))
	for _, t := range tasks {
		if t.Customer != "" {
			keys = append(keys, t.Customer)
		}
	}
	customers, err := c.customersAt(v, keys)
	if err == nil {
		customers[""] = book.NewCustomer(v.shop.Store, "") // a request about the shop itself
	}
	return customers, err
}

// customersAt loads customers, forwards followed. Those whose records cannot be read are
// not in the map.
func (c *Console) customersAt(v *visit, keys []crm.Key) (map[crm.Key]*book.Customer, error) {
	ctx := v.ctx()
	slices.Sort(keys)
	keys = slices.Compact(keys)
	customers, unreadable, err := c.Book.FindReadableCustomers(ctx, v.shop.Store, keys...)
	if err != nil {
		return nil, err
	}
	for _, u := range unreadable {
		_ = book.LeaveOut(ctx, c.Log, nil, u)
	}

	for key, customer := range customers {
		if customer.Root() {
			continue
		}
		root, err := c.Book.FindCustomer(ctx, v.shop.Store, key)
		if err != nil {
			delete(customers, key)
			if err := book.LeaveOut(ctx, c.Log, nil, err); err != nil {
				return nil, err
			}
			continue
		}
		customers[key] = root
	}
	return customers, nil
}

// place puts a task where it belongs. One whose occasion no longer holds is left out: the
// next judging takes it back.
func (a *agenda) place(e *entry, byCustomer map[crm.Key]*entry, now crm.Instant) {
	t := &e.Task
	switch {
	case t.State == playbook.Uncertain:
		a.Unsure = append(a.Unsure, e)
		return
	case playbook.IsRequest(t.Playbook):
		a.Legal = append(a.Legal, e)
		return
	case t.State == playbook.Claimed: // on its way to its owner at this moment
		return
	}
	ruling := judge.JudgeTaskAgain(&t.Task, e.Look.Input)
	if !ruling.Go && ruling.Until == 0 {
		return
	}
	if t.State == playbook.Open { // it was claimed: cap and budget have had their say
		ruling = playbook.Ruling{Go: true}
		if t.Channel != playbook.Desk {
			if wake := e.Look.Input.Config.Quiet.Awake(now, e.Look.Input.Config.ZoneOf(e.Customer.Facts)); wake > now {
				ruling = playbook.Ruling{Until: wake, Why: playbook.WhyNight}
			}
		}
		if t.NotBefore > max(now, ruling.Until) {
			ruling = playbook.Ruling{Until: t.NotBefore}
		}
	}
	e.Until = ruling.Until
	e.Why = ruling.Why
	switch {
	case ruling.Go:
		a.ready(e, byCustomer)
	case ruling.Why == playbook.WhyNight:
		a.Asleep = append(a.Asleep, e)
	default:
		a.Later = append(a.Later, e)
	}
}

// ready puts a task beside others for the same customer: what is owed comes first, then
// the greater stake.
func (a *agenda) ready(e *entry, byCustomer map[crm.Key]*entry) {
	first := byCustomer[e.Customer.Key]
	if first == nil {
		byCustomer[e.Customer.Key] = e
		a.Ready = append(a.Ready, e)
		return
	}
	if e.Task.Kind == playbook.Owed && first.Task.Kind != playbook.Owed {
		first.Task, e.Task = e.Task, first.Task
	}
	first.Also = append(first.Also, e.Task)
}

// stakes sums what is at stake with the customers of entries, by currency.
func stakes(entries []*entry) (map[crm.Currency]int64, []crm.Currency) {
	sums := map[crm.Currency]int64{}
	order := []crm.Currency{}
	for _, e := range entries {
		if _, seen := sums[e.Task.Currency]; !seen {
			order = append(order, e.Task.Currency)
		}
		sums[e.Task.Currency] += max(0, e.stake())
	}
	return sums, order
}
