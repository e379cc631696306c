package judge

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Agenda is what is to be done in a store, by what may be done with it now. The console and
// the operator's command show the same one.
type Agenda struct {
	Unsure   []*AgendaEntry // claimed without an outcome: a person must look
	Ready    []*AgendaEntry // to be done now: one for each customer, greatest stake first
	Requests []*AgendaEntry // privacy requests
	Asleep   []*AgendaEntry // it is the customer's night, until Until
	Later    []*AgendaEntry // agreed for later, or waiting for what Why says
	Machine  []book.Task    // carried out by a machine in its time
	More     bool           // there are more tasks than were loaded

	// Unreadable are the records that are left out, with their tasks.
	Unreadable []*book.Unreadable
}

// AgendaEntry is a task with its customer, as judged now.
type AgendaEntry struct {
	Task      book.Task
	Customer  *book.Customer
	Judgement Judgement
	Until     crm.Instant // when it may be done; 0 = now
	Why       playbook.Why
	Also      []book.Task // what else may be done for the same customer now
}

// AgendaQuery says which agenda is asked for.
type AgendaQuery struct {
	Owner string // "" = of all owners
	Most  int    // how many open tasks are loaded, greatest stake first
	Now   crm.Instant
}

// Entries yields the entries that a person is to see, in the order in which they see them.
func (a *Agenda) Entries() iter.Seq[*AgendaEntry] {
	groups := [...][]*AgendaEntry{a.Unsure, a.Ready, a.Requests, a.Asleep, a.Later}
	return func(yield func(*AgendaEntry) bool) {
		for _, group := range groups {
			for _, e := range group {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// Brief returns the task as it is handed to a person.
func (e *AgendaEntry) Brief() playbook.Brief { return e.briefOf(e.Task) }

func (e *AgendaEntry) briefOf(t book.Task) playbook.Brief {
	return playbook.NewBrief(t.Task, e.Judgement.Input, e.Judgement.Evidence)
}

// AlsoBriefs returns the briefs of what else may be done for the same customer now.
func (e *AgendaEntry) AlsoBriefs() []playbook.Brief {
	var briefs []playbook.Brief
	for _, t := range e.Also {
		briefs = append(briefs, e.briefOf(t))
	}
	return briefs
}

// WaitingBrief returns the entry as it is handed to programs.
func (e *AgendaEntry) WaitingBrief() playbook.WaitingBrief {
	return playbook.WaitingBrief{
		Brief: e.Brief(),
		Until: e.Until,
		Wait:  e.Why,
		Also:  e.AlsoBriefs(),
	}
}

// Stake returns the greatest stake of the customer's tasks.
func (e *AgendaEntry) Stake() int64 {
	most := e.Task.Stake
	for _, t := range e.Also {
		most = max(most, t.Stake)
	}
	return most
}

// LoadAgenda loads the open tasks of a store and judges each as of now. A task whose
// occasion has passed is left out: the next judging of its customer takes it back. So is
// one that is on its way to its owner at this moment.
func LoadAgenda(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	q AgendaQuery,
) (*Agenda, error) {
	a := &Agenda{}
	tasks, err := a.loadTasks(ctx, b, shop, q)
	if err != nil {
		return nil, err
	}
	keys := make([]crm.Key, len(tasks))
	for i, t := range tasks {
		keys[i] = t.Customer
	}
	customers, unreadable, err := b.FindReadableRoots(ctx, shop.Store, keys...)
	if err != nil {
		return nil, err
	}
	a.Unreadable = append(a.Unreadable, unreadable...)
	readable := slices.Collect(maps.Values(customers))
	if err := b.LoadSaid(ctx, shop, readable...); err != nil {
		return nil, err
	}
	spent, err := b.FindSpent(ctx, shop, q.Now)
	if err != nil {
		return nil, err
	}

	first := map[crm.Key]*AgendaEntry{}
	for _, t := range tasks {
		customer, readable := customers[t.Customer]
		if !readable {
			continue
		}
		e := &AgendaEntry{
			Task:     t,
			Customer: customer,
		}
		e.Judgement = Assess(e.Customer, shop, q.Now.Time())
		e.Judgement.Input.Store.Spent = spent.Minor
		a.add(e, first)
	}
	slices.SortStableFunc(a.Ready, func(x, y *AgendaEntry) int {
		return cmp.Or(compareLate(x, y, q.Now), cmp.Compare(y.Stake(), x.Stake()))
	})
	return a, nil
}

// compareLate puts what is owed and late before everything else, the oldest first.
func compareLate(x, y *AgendaEntry, now crm.Instant) int {
	xLate := x.Task.IsLate(now)
	yLate := y.Task.IsLate(now)
	switch {
	case xLate && yLate:
		return cmp.Compare(x.Task.Deadline, y.Task.Deadline)
	case xLate:
		return -1
	case yLate:
		return 1
	}
	return 0
}

// loadTasks returns the open tasks that are for a person, and notes those that are for a
// machine.
func (a *Agenda) loadTasks(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	q AgendaQuery,
) (tasks []book.Task, err error) {
	loaded := 0
	for t, err := range b.OpenTasks(ctx, shop.Store) {
		if u, unreadable := book.AsUnreadable(err); unreadable {
			a.Unreadable = append(a.Unreadable, u)
			continue
		}
		if err != nil {
			return nil, err
		}
		if loaded == q.Most {
			a.More = true
			break
		}
		loaded++
		switch {
		case t.Kind == playbook.Automatic && !t.NeedsPerson():
			a.Machine = append(a.Machine, t)
		case !t.NeedsPerson():
			// It is on its way to its owner.
		case q.Owner == "" || t.Owner == q.Owner:
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}

// add puts an entry where it belongs. first holds the first entry of each customer that may
// be done now.
func (a *Agenda) add(e *AgendaEntry, first map[crm.Key]*AgendaEntry) {
	t := &e.Task
	switch {
	case t.State == playbook.Uncertain:
		a.Unsure = append(a.Unsure, e)
		return
	case playbook.IsRequest(t.Playbook):
		a.Requests = append(a.Requests, e)
		return
	}

	ruling := JudgeForPerson(&t.Task, e.Judgement.Input)
	e.Until = ruling.Until
	e.Why = ruling.Why
	switch {
	case ruling.Go:
		a.addReady(e, first)
	case ruling.Until == 0:
		// Its occasion has passed.
	case ruling.Why == playbook.WhyNight:
		a.Asleep = append(a.Asleep, e)
	default:
		a.Later = append(a.Later, e)
	}
}

// addReady adds an entry that may be done now, beside others for the same customer: what is
// owed comes first, then the greater stake.
func (a *Agenda) addReady(e *AgendaEntry, first map[crm.Key]*AgendaEntry) {
	before := first[e.Customer.Key]
	if before == nil {
		first[e.Customer.Key] = e
		a.Ready = append(a.Ready, e)
		return
	}
	if e.Task.Kind == playbook.Owed && before.Task.Kind != playbook.Owed {
		before.Task, e.Task = e.Task, before.Task
	}
	before.Also = append(before.Also, e.Task)
}

// JudgeForPerson judges whether a person may do a task now.
func JudgeForPerson(t *playbook.Task, in playbook.Input) playbook.Ruling {
	ruling := JudgeTaskAgain(t, in)
	over := !ruling.Go && ruling.Until == 0
	if over || t.State != playbook.Open {
		return ruling
	}
	return playbook.JudgeOpen(*t, in)
}
