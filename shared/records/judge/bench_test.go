package judge_test

import (
	"fmt"
	"testing"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// BenchmarkLook judges one customer of twelve orders and a ticket: overdue, value, reason and segments. What it allocates is the same in a
// store of any size.
func BenchmarkLook(b *testing.B) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	shop := &book.Shop{
		Settings: book.Settings{Store: "shop", Playbook: playbook.DefaultConfig("shop", "EUR")},
		Rules:    []book.Rules{{Overdue: overdue.DefaultPolicy(), StoreModel: exitcost.DefaultStoreModel(), Criteria: segment.Criteria{Currency: "EUR"}}},
	}
	f := &crm.Facts{Tickets: []crm.Ticket{{Ref: crm.Ref{Source: "desk", ID: "1"}, Created: crm.InstantOf(now) - 20*crm.DayLength, Status: crm.TicketSolved, Complaint: true}}}
	for i := range 12 {
		at := crm.InstantOf(now) - crm.Instant(400-30*i)*crm.DayLength
		f.Orders = append(f.Orders, crm.Order{Ref: crm.Ref{Source: "shop", ID: fmt.Sprint(i)}, Placed: at, Updated: at, Currency: "EUR", Total: 4200, Status: crm.OrderPaid})
	}
	c := &book.Customer{Store: "shop", Key: "p:shop:1", Facts: f}
	b.ReportAllocs()
	for b.Loop() {
		j := judge.Assess(c, shop, now)
		j.Subject(shop).Segments()
	}
}
