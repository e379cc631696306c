package exitcost

import (
	"cmp"
	"slices"

	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// countedCustomer is a customer with what several sums need, computed once.
type countedCustomer struct {
	*Customer
	basis *CensusBasis
	exits []exit
	worth Worth // now
}

// exit is an exit and the profit that it lost: what had become doubtful when the customer
// was taken for lost, minor units.
type exit struct {
	overdue.Exit
	loss int64
}

func newCountedCustomer(c *Customer, b *CensusBasis) *countedCustomer {
	return &countedCustomer{
		Customer: c,
		basis:    b,
		exits:    findExits(c, b),
		worth:    NewWorth(c.Facts, c.History, c.Verdict, b.StoreModel, b.Settings),
	}
}

// findExits returns the customer's exits up to now, oldest first, each priced by the model
// and the settings of now.
func findExits(c *Customer, b *CensusBasis) []exit {
	found := overdue.FindExits(c.History, b.Policy, b.Now)
	exits := make([]exit, len(found))
	for i, e := range found {
		asOfExit := overdue.Verdict{
			At:       e.At,
			Standing: overdue.Exited,
			Since:    e.At,
			Last:     e.Last,
			Silence:  e.Silence,
			Ladder:   e.Ladder,
		}
		stake := Stake(c.Facts, c.History, asOfExit, b.StoreModel, b.Settings)
		exits[i] = exit{e, stake.Minor}
	}
	return exits
}

// exitAt returns the exit that the customer was in at an instant, if any.
func (c *countedCustomer) exitAt(at crm.Instant) (exit, bool) {
	for _, e := range c.exits {
		isBackBy := e.Back != 0 && e.Back <= at
		if e.At <= at && !isBackBy {
			return e, true
		}
	}
	return exit{}, false
}

// wasCustomerAt reports whether the customer had bought by an instant and was not exited.
func (c *countedCustomer) wasCustomerAt(at crm.Instant) bool {
	_, wasExited := c.exitAt(at)
	return !wasExited && c.firstPurchase() <= at
}

// firstPurchase returns when the customer first bought, as far as is known.
func (c *countedCustomer) firstPurchase() crm.Instant {
	if c.History.Older > 0 && c.History.First > 0 {
		return c.History.First
	}
	return c.History.Days[0]
}

// sumYear sums up the orders of the 365 days up to an instant.
func (c *countedCustomer) sumYear(end crm.Instant) segment.Sums {
	s := c.basis.Settings
	return segment.SumYear(c.Facts, s.Currency, s.MarginBP, end)
}

// likelyReason returns the reason for leaving that the evidence known at an instant
// speaks for.
func (c *countedCustomer) likelyReason(at crm.Instant) crm.Reason {
	_, why := reason.WeighEvidence(c.Facts, c.basis.StoreModel.Weights, at)
	return why
}

// add counts a customer who was one when the period began. The customer is lost if exited
// at the period's end.
func (w *Window) add(c *countedCustomer, p Period) {
	if len(c.History.Days) == 0 || !c.wasCustomerAt(p.Start) {
		return
	}
	revenue := c.sumYear(p.Start).Revenue
	w.Base[c.Tier].add(revenue, 0)

	e, isLost := c.exitAt(p.End - 1)
	if !isLost {
		return
	}
	why := c.likelyReason(e.At)
	w.Lost[c.Tier][why].add(revenue, e.loss)
	w.addCompetitor(competitorOf(c.Facts))
}

func (t *Tally) addMonths(c *countedCustomer) {
	if len(c.History.Days) == 0 {
		return
	}
	for i := range t.Months {
		if c.wasCustomerAt(c.basis.Months[i]) {
			t.Months[i].Base++
		}
	}

	for _, e := range c.exits {
		i, ok := c.basis.monthOf(e.At)
		if !ok {
			continue
		}
		month := &t.Months[i]
		month.Lost.add(0, e.loss)
		if e.Back != 0 {
			month.Back++
		}
	}
}

func (t *Tally) addCohort(c *countedCustomer) {
	if t.Cohorts == nil {
		t.Cohorts = map[int]Cohort{}
	}
	if len(c.History.Days) == 0 {
		return
	}

	quarter := c.basis.quarterOf(c.firstPurchase())
	cohort := t.Cohorts[quarter]
	cohort.Customers++
	if c.Verdict.Standing == overdue.Exited {
		cohort.Exited++
	}
	year := c.sumYear(c.basis.Now)
	cohort.Revenue += year.Revenue
	t.Cohorts[quarter] = cohort
}

func (t *Tally) addOrigin(c *countedCustomer) {
	if t.Origins == nil {
		t.Origins = map[string]Origin{}
	}
	name := c.Facts.Profile[crm.Origin].Value
	_, isListed := t.Origins[name]
	if !isListed && name != unknownOrigin && len(t.Origins) >= maxOrigins {
		name = otherOrigin
	}

	origin := t.Origins[name]
	origin.Customers++
	if c.Verdict.Standing == overdue.Exited {
		origin.Exited++
	}
	year := c.sumYear(c.basis.Now)
	origin.Revenue += year.Revenue
	origin.Value += c.worth.Residual.Minor
	t.Origins[name] = origin
}

// addLeaver counts a customer who is overdue or at risk now, and lists them if the stake
// is among the greatest.
func (t *Tally) addLeaver(c *countedCustomer) {
	s := c.basis.Settings
	year := segment.SumLastYear(c.Facts, s.Currency, s.MarginBP, c.basis.Now)
	stake := c.worth.Stake().Minor
	t.Leaving.add(year.Revenue, stake)

	if len(t.Top) == maxTop && t.Top[maxTop-1].Stake > stake {
		return
	}
	t.Top = append(t.Top, c.newLeaver())
	t.trimTop()
}

func (c *countedCustomer) newLeaver() Leaver {
	why := c.likelyReason(c.basis.Now)
	return Leaver{
		Key:      c.Key,
		Tier:     c.Tier,
		Standing: c.Verdict.Standing,
		Silence:  c.Verdict.Silence,
		Cycle:    c.Verdict.Cycle,
		Allowed:  c.Verdict.Allowed,
		Stake:    c.worth.Stake().Minor,
		None:     c.worth.None,
		Reason:   why.String(),
	}
}

// trimTop orders the leavers by stake and keeps the greatest.
func (t *Tally) trimTop() {
	slices.SortFunc(t.Top, func(a, b Leaver) int {
		return cmp.Or(
			cmp.Compare(b.Stake, a.Stake),
			cmp.Compare(a.Key, b.Key),
		)
	})
	t.Top = t.Top[:min(len(t.Top), maxTop)]
}

// add counts one customer.
func (l *Loss) add(revenue, profit int64) {
	l.Customers++
	l.Revenue += revenue
	l.Profit += profit
	l.Squares.Square(profit)
}
