package judge_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

var noon = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func in(days int) crm.Instant { return crm.InstantOf(noon).AddDays(days) }

// linden is a store with the settings and rules of a new one.
func linden() *book.Shop {
	return &book.Shop{
		Settings: book.Settings{Store: "linden", Playbook: playbook.DefaultConfig("linden", "EUR")},
		Rules:    []book.Rules{{Overdue: overdue.DefaultPolicy(), StoreModel: exitcost.DefaultStoreModel()}},
	}
}

// hana bought every thirty days and last ten days ago.
func hana() *book.Customer {
	c := book.NewCustomer("linden", "p:shop:1")
	for i := range 5 {
		at := in(30*i - 130)
		c.Facts.Orders = append(c.Facts.Orders, crm.Order{
			Ref: crm.Ref{Source: "shop", ID: fmt.Sprint(i)}, Placed: at, Updated: at, Status: crm.OrderPaid, Currency: "EUR", Total: 500_00,
		})
	}
	return c
}

// ahead is a complaint that a desk whose clock runs ahead dates to a day that is still to come.
func ahead(days int) crm.Ticket {
	return crm.Ticket{Ref: crm.Ref{Source: "desk", ID: "1"}, Created: in(days), Status: crm.TicketOpen, Complaint: true, Priority: crm.PriorityUrgent}
}

func TestACustomerIsDueAtTheNextStandingOrOccasionWhicheverComesFirst(t *testing.T) {
	t.Parallel()
	shop, c := linden(), hana()
	j := judge.Judge(c, shop, nil, noon)
	if c.Due == 0 || c.Due != j.Input.Verdict.Next {
		t.Errorf("due %v, the next standing is reached %v", c.Due.Time(), j.Input.Verdict.Next.Time())
	}

	c = hana()
	c.Facts.Tickets = []crm.Ticket{ahead(1)}
	if j := judge.Judge(c, shop, nil, noon); c.Due != in(1) || len(j.Changed) != 0 {
		t.Errorf("due %v, with %d tasks", c.Due.Time(), len(j.Changed))
	}
	c.Due = 0 // met by a sweep
	j = judge.Judge(c, shop, nil, in(1).Time())
	if len(j.Changed) != 1 || j.Changed[0].Playbook != playbook.Obligation || c.Due <= in(1) {
		t.Errorf("on the day %d tasks, then due %v", len(j.Changed), c.Due.Time())
	}
	c.Due = 0
	if j := judge.Judge(c, shop, j.Changed, in(1).Time()); len(j.Changed) != 0 {
		t.Errorf("the same occasion again: %+v", j.Changed)
	}
}

func TestACensusFindsDatesThatWereNotForeseen(t *testing.T) {
	t.Parallel()
	shop, c := linden(), hana()
	j := judge.Judge(c, shop, nil, noon)
	verdict, tier := j.Input.Verdict, j.Input.Tier
	if judge.Redate(c, shop, verdict, tier, crm.InstantOf(noon)) {
		t.Errorf("nothing has changed, and it is due %v", c.Due.Time())
	}

	// As if a version that knows more occasions were deployed since.
	c.Facts.Tickets = []crm.Ticket{ahead(1)}
	if !judge.Redate(c, shop, verdict, tier, crm.InstantOf(noon)) || c.Due != in(1) {
		t.Errorf("due %v, want tomorrow", c.Due.Time())
	}
	play := shop.Playbook.Plays[playbook.Obligation]
	play.Off = true
	shop.Playbook.Plays[playbook.Obligation] = play
	c.Due = 0
	if judge.Redate(c, shop, verdict, tier, crm.InstantOf(noon)); c.Due != verdict.Next {
		t.Errorf("due %v for a playbook that is off", c.Due.Time())
	}
}

// An order that nobody pays is a purchase for as long as its payment may come. The customer is judged again
// when that time is over, and stands as if it had never been placed.
func TestACustomerIsJudgedAgainWhenAnOrderCountsNoMore(t *testing.T) {
	t.Parallel()
	shop, c := linden(), hana()
	for i := range c.Facts.Orders {
		c.Facts.Orders[i].Placed -= 300 * crm.DayLength
	}
	before := judge.Assess(c, shop, in(12).Time())
	unpaid := crm.Order{
		Ref: crm.Ref{Source: "shop", ID: "9"}, Placed: in(-4), Updated: in(-4), Currency: "EUR", Total: 900_00,
		Status: crm.OrderPending, Awaits: crm.AwaitedCard,
	}
	c.Facts.Orders = append(c.Facts.Orders, unpaid)
	judge.Judge(c, shop, nil, noon)
	if want := in(10) + 1; c.Due == 0 || c.Due > want {
		t.Errorf("due %v, the order counts until %v", c.Due.Time(), want.Time())
	}
	stored := string(crm.EncodeFacts(c.Facts))
	after := judge.Assess(c, shop, in(12).Time())
	if diff := cmp.Diff(before.Input.Verdict, after.Input.Verdict); diff != "" || after.Input.Stake != before.Input.Stake || before.Input.Verdict.Standing != overdue.Exited {
		t.Error(diff, after.Input.Stake, before.Input.Stake)
	}
	if string(crm.EncodeFacts(c.Facts)) != stored {
		t.Error("judging changed the record")
	}

	// The payment comes late, and the order counts from its placing.
	paid := unpaid
	paid.Status, paid.Awaits, paid.Updated = crm.OrderPaid, 0, in(20)
	c.Facts = crm.Join(c.Facts, &crm.Facts{Orders: []crm.Order{paid}})
	if v := judge.Assess(c, shop, in(21).Time()).Input.Verdict; v.Silence != 25 {
		t.Errorf("silent for %d days after an order of 25 days ago", v.Silence)
	}
}
