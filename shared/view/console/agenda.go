package console

import (
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/words/crm"
)

// mostTasks is how many open tasks are loaded for a page, greatest stake first.
const mostTasks = 400

// agenda loads what is to be done, of one owner or ("") of all.
func (c *Console) agenda(v *visit, owner string) (*judge.Agenda, error) {
	a, err := judge.LoadAgenda(v.ctx(), c.Book, v.shop, judge.AgendaQuery{
		Owner: owner,
		Most:  mostTasks,
		Now:   v.now,
	})
	if err != nil {
		return nil, err
	}
	c.logUnreadable(v, a.Unreadable)
	return a, nil
}

// findCustomers loads customers, forwards followed. Those whose records cannot be read are
// not in the map.
func (c *Console) findCustomers(v *visit, keys ...crm.Key) (map[crm.Key]*book.Customer, error) {
	found, unreadable, err := c.Book.FindReadableRoots(v.ctx(), v.shop.Store, keys...)
	c.logUnreadable(v, unreadable)
	return found, err
}

func (c *Console) logUnreadable(v *visit, records []*book.Unreadable) {
	for _, u := range records {
		_ = book.LeaveOut(v.ctx(), c.Log, nil, u)
	}
}

// stakes sums what is at stake with the customers of entries, by currency.
func stakes(entries []*judge.AgendaEntry) (map[crm.Currency]int64, []crm.Currency) {
	sums := map[crm.Currency]int64{}
	order := []crm.Currency{}
	for _, e := range entries {
		if _, seen := sums[e.Task.Currency]; !seen {
			order = append(order, e.Task.Currency)
		}
		sums[e.Task.Currency] += max(0, e.Stake())
	}
	return sums, order
}
