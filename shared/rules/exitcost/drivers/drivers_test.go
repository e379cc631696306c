package drivers_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

var (
	now  = crm.InstantOf(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	past = now - 91*crm.DayLength
)

// customer is somebody who bought on some days before the past day, perhaps after it, and what had happened by then.
func customer(before []int, since bool, happened func(*crm.Facts)) *crm.Facts {
	f := &crm.Facts{}
	for _, days := range before {
		f.Orders = append(f.Orders, crm.Order{Ref: crm.Ref{Source: "s", ID: string(rune(len(f.Orders) + 'a'))}, Placed: past - crm.Instant(days)*crm.DayLength, Total: 1000, Currency: "EUR"})
	}
	if since {
		f.Orders = append(f.Orders, crm.Order{Ref: crm.Ref{Source: "s", ID: "z"}, Placed: past + 9*crm.DayLength, Total: 1000, Currency: "EUR"})
	}
	if happened != nil {
		happened(f)
	}
	return f
}

func add(t drivers.Table, f *crm.Facts) {
	h := overdue.NewHistory(f)
	t.Add(f, h, overdue.Decide(h, overdue.DefaultPolicy(), past.Time()), past, len(h.Until(now).Days) == len(h.Until(past).Days))
}

func complained(f *crm.Facts) {
	f.Tickets = append(f.Tickets, crm.Ticket{Ref: crm.Ref{Source: "d", ID: "1"}, Created: past - 9*crm.DayLength, Complaint: true})
}

func rated(score uint8) func(*crm.Facts) {
	return func(f *crm.Facts) {
		f.Tickets = append(f.Tickets, crm.Ticket{Ref: crm.Ref{Source: "d", ID: "2"}, Created: past - 20*crm.DayLength, Score: score, ScoredAt: past - 9*crm.DayLength})
	}
}

func refunded(f *crm.Facts) { f.Orders[0].Refunded = 500 }

// store draws customers who stay with even odds, and leave with so many times the odds where something happened.
func store(n int, odds float64, happened func(*crm.Facts)) drivers.Table {
	rnd, t := rand.New(rand.NewPCG(1, 2)), drivers.Table{}
	for range n {
		z, what := 0.0, (func(*crm.Facts))(nil)
		if rnd.IntN(3) == 0 {
			z, what = math.Log(odds), happened
		}
		add(t, customer([]int{200, 100, 20}, rnd.Float64() < 1/(1+math.Exp(z)), what))
	}
	return t
}

func effect(t *testing.T, of drivers.Table, d drivers.Driver) drivers.Effect {
	t.Helper()
	all, err := of.Fit()
	if err != nil {
		t.Fatal(err)
	}
	return all[d]
}

func TestWhatDoublesTheOddsIsFoundToDoubleThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		d        drivers.Driver
		happened func(*crm.Facts)
		odds     float64
	}{
		"a complaint":                        {drivers.Complaint, complained, 2},
		"a refund that goes with staying":    {drivers.Refund, refunded, 0.6},
		"a refund that makes no difference":  {drivers.Refund, refunded, 1},
		"a bad rating of those who stay on":  {drivers.BadRating, rated(1), 0.7},
		"a good rating of those who stay on": {drivers.GoodRating, rated(5), 0.5},
	} {
		e := effect(t, store(4000, c.odds, c.happened), c.d)
		if want := int64(1000 * c.odds); e.Low > want || e.High < want || e.High > 2*e.Low {
			t.Errorf("%s: odds %d (%d to %d), want %d", name, e.Odds, e.Low, e.High, want)
		}
		if certain := c.odds != 1; e.Certain() != certain {
			t.Errorf("%s: certain %v (%d to %d)", name, e.Certain(), e.Low, e.High)
		}
	}
}

func TestAFewCustomersLeaveTheBeliefAlmostAsItWas(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]drivers.Table{"nobody": {}, "ten": store(10, 3, complained)} {
		bad, complaint := effect(t, table, drivers.BadRating), effect(t, table, drivers.Complaint)
		if bad.Odds < 1700 || bad.Odds > 2300 || bad.Certain() {
			t.Errorf("%s: a bad rating %+v", name, bad)
		}
		if complaint.Certain() || complaint.Low < 50 {
			t.Errorf("%s: a complaint %+v", name, complaint)
		}
	}
}

// Who is alike is compared with each other: that complaints come from those who bought yesterday must not make them a good sign.
func TestStandingIsNoDriver(t *testing.T) {
	t.Parallel()
	rnd, table := rand.New(rand.NewPCG(3, 4)), drivers.Table{}
	for range 6000 {
		before, stays, what := []int{900, 700, 600}, 0.05, (func(*crm.Facts))(nil)
		if rnd.IntN(2) == 0 {
			before, stays = []int{200, 100, 5}, 0.8
			if rnd.IntN(2) == 0 {
				what = complained // only those who are here complain
			}
		}
		add(table, customer(before, rnd.Float64() < stays, what))
	}
	if e := effect(t, table, drivers.Complaint); e.Certain() {
		t.Errorf("a complaint that makes no difference: %+v", e)
	}
}

func TestOnlyWhatWasKnownThenCounts(t *testing.T) {
	t.Parallel()
	table := drivers.Table{}
	add(table, customer([]int{20}, true, func(f *crm.Facts) {
		f.Tickets = append(f.Tickets, crm.Ticket{Created: past + 1, Complaint: true}, crm.Ticket{Created: past - 100*crm.DayLength, Complaint: true, Score: 1, ScoredAt: past + 1})
	}))
	add(table, customer(nil, true, nil)) // had not bought yet
	for key, o := range table {
		if key%64 != 0 || o != (drivers.Outcome{Customers: 1}) {
			t.Errorf("%b: %+v", key%64, o)
		}
	}
	if len(table) != 1 {
		t.Errorf("%v", table)
	}
}

func TestPartsOfATableMergeToTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	a, b := store(50, 2, complained), store(70, 3, refunded)
	rapid.Check(t, func(t *rapid.T) {
		one, two := drivers.Table{}, drivers.Table{}
		for _, p := range rapid.Permutation([]drivers.Table{a, b}).Draw(t, "order") {
			one.Merge(p)
		}
		two.Merge(a)
		two.Merge(b)
		if diff := cmp.Diff(one, two); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestACreditNoteIsARefundAndNoPurchase(t *testing.T) {
	t.Parallel()
	credit := crm.Order{Ref: crm.Ref{Source: "s", ID: "C1"}, Placed: past - 9*crm.DayLength, Refunded: 300, Currency: "EUR"}
	table := drivers.Table{}
	add(table, customer([]int{20}, true, func(f *crm.Facts) { f.Orders = append(f.Orders, credit) }))
	add(table, customer([]int{20}, true, func(f *crm.Facts) {
		f.Orders = append(f.Orders, credit)
		f.Orders[len(f.Orders)-1].Placed = past + crm.DayLength
	}))
	met := 0
	for key := range table {
		if key%64 == 1<<drivers.Refund {
			met++
		}
	}
	if met != 1 || len(table) != 2 {
		t.Errorf("%v", table)
	}
}

func TestWhatCameLaterAndWhatWasNoTicketAreNoDrivers(t *testing.T) {
	t.Parallel()
	table := drivers.Table{}
	add(table, customer([]int{20}, true, func(f *crm.Facts) {
		f.Orders[0].Refunded, f.Orders[0].Updated = 1000, past+90*crm.DayLength
		f.Tickets = append(f.Tickets, crm.Ticket{Created: past - 9*crm.DayLength, Complaint: true, Status: crm.TicketDeleted})
		f.Deliveries = append(f.Deliveries, crm.Delivery{Promised: past - crm.DayLength/2, Delivered: past + 20*crm.DayLength})
	}))
	for key := range table {
		if key%64 != 0 {
			t.Errorf("refunded later, complained in spam, in time as far as was known: %b", key%64)
		}
	}
}

func TestWhoBuysSoOftenThatOldOrdersAreOnlyCountedIsNotLeftOut(t *testing.T) {
	t.Parallel()
	h := overdue.History{Older: 40, First: past - 100*crm.DayLength}
	for i := range 24 {
		h.Days = append(h.Days, past+crm.Instant(1+i)*crm.DayLength)
	}
	then, later := h.SpreadEvenly(past)
	table := drivers.Table{}
	table.Add(&crm.Facts{}, then, overdue.Decide(then, overdue.DefaultPolicy(), past.Time()), past, later+len(h.Days) == 0)
	if len(table) != 1 {
		t.Errorf("%v", table)
	}
}
