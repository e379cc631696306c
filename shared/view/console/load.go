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

// currencySums are sums of different currencies, never added. The currencies stand in the
// order in which they were first added.
type currencySums struct {
	minor      map[crm.Currency]int64
	currencies []crm.Currency
}

// add adds an amount in minor units to the sum of its currency.
func (s *currencySums) add(currency crm.Currency, minor int64) {
	if s.minor == nil {
		s.minor = map[crm.Currency]int64{}
	}
	if _, seen := s.minor[currency]; !seen {
		s.currencies = append(s.currencies, currency)
	}
	s.minor[currency] += minor
}

// amounts returns the sums, one for each currency.
func (s *currencySums) amounts() []crm.Money {
	var amounts []crm.Money
	for _, currency := range s.currencies {
		amounts = append(amounts, currency.Of(s.minor[currency]))
	}
	return amounts
}
