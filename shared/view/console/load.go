package console

import (
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/words/crm"
)

// maxTasks is how many open tasks are loaded for a page, greatest stake first.
const maxTasks = 400

// loadAgenda loads what is to be done, of one owner or ("") of all.
func (c *Console) loadAgenda(v *visit, owner string) (*judge.Agenda, error) {
	agenda, err := judge.LoadAgenda(v.ctx(), c.Book, v.shop, judge.AgendaQuery{
		Owner: owner,
		Most:  maxTasks,
		Now:   v.now,
	})
	if err != nil {
		return nil, err
	}
	c.logUnreadable(v, agenda.Unreadable)
	return agenda, nil
}

// findCustomers loads customers; the key of a merged one finds the customer it was merged
// into. A customer whose record cannot be read is not in the map.
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
