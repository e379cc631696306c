package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// customer is one customer of the data.
type customer struct {
	id     string
	orders []crm.Order // credit notes included, oldest first
	days   []int       // with a purchase, rising; numbered from 1970
}

// silence is the time after a purchase: what was known on its day, and how it ended.
type silence struct {
	customer int
	history  overdue.History // up to its purchase
	begun    int             // the day of its purchase
	days     int             // until the next purchase, or until the end of the data
	ended    bool            // by a purchase
	then     float64         // orders that the model foretold within the horizon, on the day of its purchase
	state
}

// state is all that the rules look at, but for the dates of single purchases.
type state struct {
	gaps    int // own gaps known: days with an order after the first
	span    int // days from the first order to the last
	cycle   int // the own mean gap, shrunk toward the store's median
	largest int // the 90th percentile of three own gaps and more, which of fewer than ten is the largest; else the cycle
	allowed int // days of silence after which the default in force raises its alarm
	atRisk  int // and after which it sees a customer at risk
	exited  int // and takes them for lost
}

// until is the day of the purchase that ended it, or the last of the data.
func (x *silence) until() int { return x.begun + x.days }

// shop is a data set, split in time. Whatever is learnt is learnt from the days up to the split, the split's own included.
type shop struct {
	name      string
	currency  crm.Currency
	customers []customer
	first     int // the days of the data, and the one in between
	split     int
	end       int

	silences   []*silence // one for each day on which a customer bought
	calibrates []*silence // those that a purchase had ended by the split
	tests      []*silence // those that a purchase ended later
	left       []*silence // those of customers who left: not ended, and visible for long enough

	policy overdue.Policy      // as a census would set it on the day of the split
	model  exitcost.StoreModel // likewise
}

// test is how many days lie after the split. It is also the horizon over which the models look ahead.
func (s *shop) test() int { return s.end - s.split }

// visible is how long a silence must have lasted at the end of the data for its customer to count as one who left: two thirds of the
// test period. Of CDNOW's 39 weeks that is 26.
func (s *shop) visible() int { return s.test() * 2 / 3 }

// open splits a data set, part of its days before the split, and learns the policy and the model from them.
func open(name string, currency crm.Currency, customers []customer, part float64) (*shop, error) {
	s := &shop{name: name, currency: currency, customers: customers}
	if len(customers) == 0 {
		return nil, fmt.Errorf("%s: nobody bought anything", name)
	}
	s.first = customers[0].days[0]
	for _, c := range customers {
		s.first, s.end = min(s.first, c.days[0]), max(s.end, c.days[len(c.days)-1])
	}
	s.split = s.first + int(float64(s.end-s.first)*part)
	s.policy = s.calibrated()
	if err := s.study(); err != nil {
		return nil, fmt.Errorf("%s: fit the model: %w", name, err)
	}
	for i := range customers {
		s.silences = append(s.silences, s.silencesOf(i)...)
	}
	for _, x := range s.silences {
		switch {
		case x.ended && x.until() <= s.split:
			s.calibrates = append(s.calibrates, x)
		case x.ended:
			s.tests = append(s.tests, x)
		case x.days >= s.visible():
			s.left = append(s.left, x)
		}
	}
	return s, nil
}

// calibrated is the policy that a census would set on the day of the split.
func (s *shop) calibrated() overdue.Policy {
	c := overdue.NewCalibration()
	for i := range s.customers {
		c.Add(history(s.known(i)))
	}
	return c.Policy(overdue.DefaultPolicy())
}

// known are a customer's days of purchase up to the split.
func (s *shop) known(customer int) []int {
	days := s.customers[customer].days
	n, found := slices.BinarySearch(days, s.split)
	if found {
		n++
	}
	return days[:n]
}

// study takes the census of the day of the split and keeps the model that it would put in force.
func (s *shop) study() error {
	view := exitcost.NewCensusBasis(instant(s.split), time.UTC, s.policy, exitcost.DefaultStoreModel(), exitcost.DefaultSettings(s.currency))
	part := &exitcost.Tally{}
	for i, c := range s.customers {
		h := history(s.known(i))
		if len(h.Days) == 0 {
			continue
		}
		err := part.Add(exitcost.Customer{
			Key: crm.Key("p:" + c.id), Facts: s.factsThen(i), History: h, Verdict: overdue.Decide(h, s.policy, instant(s.split).Time()), Tier: segment.Middle,
		}, view)
		if err != nil {
			return err
		}
	}
	if err := part.Seal(); err != nil {
		return err
	}
	study, err := part.FitModel(view)
	if err != nil {
		return err
	}
	s.model = study.StoreModel
	return nil
}

// factsThen is what was known of a customer on the day of the split.
func (s *shop) factsThen(customer int) *crm.Facts {
	orders := s.customers[customer].orders
	n := len(orders)
	for n > 0 && dayOf(orders[n-1].Placed) > s.split {
		n--
	}
	return &crm.Facts{Orders: orders[:n]}
}

// silencesOf lists the silences of a customer, each as known on the day it began.
func (s *shop) silencesOf(customer int) (out []*silence) {
	days := s.customers[customer].days
	for i, day := range days {
		x := &silence{customer: customer, history: history(days[:i+1]), begun: day, days: s.end - day}
		if i+1 < len(days) {
			x.days, x.ended = days[i+1]-day, true
		}
		v := overdue.Decide(x.history, s.policy, instant(day).Time())
		x.state = state{gaps: i, span: day - days[0], cycle: v.Cycle, largest: largest(days[:i+1], v.Cycle), allowed: v.Allowed, atRisk: v.AtRisk, exited: v.Exited}
		x.then = s.ahead(x, 0, 0).Expected(s.horizon())
		out = append(out, x)
	}
	return out
}

// largest is the 90th percentile, by nearest rank, of the gaps between days of purchase; with fewer than three it is the cycle.
func largest(days []int, cycle int) int {
	n := len(days) - 1
	if n < overdue.MinGaps {
		return cycle
	}
	gaps := make([]int, n)
	for i := range gaps {
		gaps[i] = days[i+1] - days[i]
	}
	slices.Sort(gaps)
	return gaps[(9*n+9)/10-1]
}

// horizon is the test period in weeks, the model's unit.
func (s *shop) horizon() float64 { return float64(s.test()) / clv.Week }

func history(days []int) overdue.History {
	at := make([]crm.Instant, len(days))
	for i, day := range days {
		at[i] = instant(day)
	}
	return overdue.NewHistoryOn(at...)
}

func dayOf(at crm.Instant) int    { return int(int64(at) / int64(crm.DayLength)) }
func instant(day int) crm.Instant { return crm.Instant(0).AddDays(day) }
func date(day int) string         { return instant(day).Time().Format(time.DateOnly) }

// customersOf lists who ever bought, in the order of their ids.
func customersOf(orders map[string][]crm.Order) (out []customer) {
	for id, of := range orders {
		c := customer{id: id, orders: of}
		slices.SortStableFunc(c.orders, func(a, b crm.Order) int { return cmp.Compare(a.Placed, b.Placed) })
		for _, o := range c.orders {
			if day := dayOf(o.Placed); o.Bought() && (len(c.days) == 0 || c.days[len(c.days)-1] < day) {
				c.days = append(c.days, day)
			}
		}
		if len(c.days) > 0 {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b customer) int { return cmp.Compare(a.id, b.id) })
	return out
}
