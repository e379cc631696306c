// Package invent makes up a shop and a year of its business: customers who each have
// their own rhythm, some who leave and why, parcels, tickets, refunds, gifts at
// Christmas, and what all of them would post as webhooks. The same seed gives the same
// year, and customers answer to what is done to keep them.
package invent

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"holdfast/shared/words/crm"
)

// The connections of an invented shop.
const (
	Store = "demo"
	Shop  = "shop" // Shopify: orders, customers, consents
	Desk  = "desk" // Zendesk: tickets, by the published trigger
	ERP   = "erp"  // our own events: parcels, enquiries, owners, calls allowed
)

// Currency is what an invented shop sells in.
const Currency crm.Currency = "EUR"

// Owners are the people who look after its valued customers; the last is their manager.
var Owners = [...]string{"jonas", "mei", "amara", "ines"}

// Delivery is one webhook that is posted.
type Delivery struct {
	At     time.Time // when what it tells happened
	Source string
	Topic  string
	Body   []byte
	Forged bool // signed with a secret that is not the shop's
	Stale  bool // signed days ago, where the platform signs a time
}

// Year is a shop's year under way.
type Year struct {
	Start  time.Time
	Days   int
	buyers []*buyer
	later  map[int][]Delivery // by day
	rng    *rand.Rand
	orders int
	ticket int

	strikeFrom time.Time // of the shop's carrier
	strikeTo   time.Time // zero = no strike
}

// New invents a shop with about so many customers, who come in the course of the days
// from start on.
func New(seed uint64, start time.Time, days, customers int) *Year {
	y := &Year{
		Start: start,
		Days:  days,
		later: map[int][]Delivery{},
		rng:   rand.New(rand.NewPCG(seed, 0)),
	}
	for i := range customers {
		b := newBuyer(i, rand.New(rand.NewPCG(seed, uint64(i)+1)))
		b.next = y.first(b)
		y.buyers = append(y.buyers, b)
	}
	y.enquiries()
	return y
}

// strikeLeavers is how many of a hundred orders during a strike are the last of a customer
// who buys much.
const strikeLeavers = 20

// Strike has the shop's carrier on strike for some days, counted from 0. Parcels come late,
// and some of the customers who buy much leave for it: faithful ones and businesses. The
// days before are as they would be without it.
func (y *Year) Strike(from, to int) {
	y.strikeFrom = y.Start.AddDate(0, 0, from)
	y.strikeTo = y.Start.AddDate(0, 0, to)
}

// leavesForStrike decides whether an order is a customer's last because of a strike.
func (y *Year) leavesForStrike(b *buyer, at time.Time) bool {
	buysMuch := b.kind == faithful || b.kind == business
	isOn := !at.Before(y.strikeFrom) && at.Before(y.strikeTo)
	return buysMuch && isOn && b.rng.IntN(100) < strikeLeavers
}

// first is when a customer first buys: more in the beginning, when the shop's old
// customers come over, gifts before Christmas and in June.
func (y *Year) first(b *buyer) time.Time {
	day := float64(y.Days) * math.Pow(b.rng.Float64(), 2.2) * 0.97
	if b.kind == gift {
		christmas := time.Date(y.Start.Year(), 12, 21, 0, 0, 0, 0, time.UTC).
			Sub(y.Start).
			Hours() /
			24
		day = christmas - 28*b.rng.Float64()
	}
	return y.Start.Add(time.Duration(day*24) * time.Hour).Add(b.hour())
}

// Day gives the deliveries of a day, counted from 0, in the order in which things
// happened.
func (y *Year) Day(day int) []Delivery {
	end := y.Start.AddDate(0, 0, day+1)
	for _, b := range y.buyers {
		for !b.next.IsZero() && b.next.Before(end) {
			at := b.next
			b.next = time.Time{}
			y.purchase(b, at)
		}
	}
	out := y.later[day]
	delete(y.later, day)
	slices.SortStableFunc(out, func(a, b Delivery) int {
		return cmp.Or(
			a.At.Compare(b.At),
			cmp.Compare(a.Source, b.Source),
			cmp.Compare(a.Topic, b.Topic),
		)
	})
	return y.attacked(out)
}

// tell has a delivery posted on the day it happens; what would come after the year's end
// is never told.
func (y *Year) tell(d Delivery) {
	day := int(d.At.Sub(y.Start) / (24 * time.Hour))
	if day >= 0 && day < y.Days {
		y.later[day] = append(y.later[day], d)
	}
}

// attacked adds, now and then, a delivery that somebody forged from a genuine one, or
// recorded and posts again days later.
func (y *Year) attacked(day []Delivery) []Delivery {
	if len(day) == 0 {
		return day
	}
	d := day[y.rng.IntN(len(day))]
	switch {
	case y.rng.IntN(12) == 0:
		d.Forged = true
	case d.Source != Shop && y.rng.IntN(6) == 0:
		d.Stale = true
	default:
		return day
	}
	return append(day, d)
}

// purchase is one order with all that follows from it, and decides when and whether the
// customer buys again.
func (y *Year) purchase(b *buyer, at time.Time) {
	y.orders++
	o := b.basket(y.orders, at)
	if b.orders++; b.orders == 1 {
		y.greet(b, at)
	}
	y.tell(shopDelivery("orders/create", at, o.body(b)))
	shipped := o
	shipped.Fulfilment, shipped.Updated = "fulfilled", at.Add(20*time.Hour+b.minutes(600))
	y.tell(shopDelivery("orders/fulfilled", shipped.Updated, shipped.body(b)))
	switch {
	case y.leavesForStrike(b, at):
		b.gone = true
		b.why = crm.ReasonService
	case b.leaves():
		b.gone = true
		b.why = b.reason()
	}
	if b.gone {
		y.parting(b, shipped)
		return
	}
	y.everyday(b, shipped)
	b.next = b.again(at)
}

// everyday is what happens around orders of customers who stay.
func (y *Year) everyday(b *buyer, o order) {
	switch n := b.rng.IntN(100); {
	case n < 3:
		y.parcel(b, o, 3, 4+b.rng.IntN(3))
	case n < 14:
		y.parcel(b, o, 4, b.rng.IntN(4))
	case n < 18:
		y.question(b, o)
	case n < 21:
		y.refund(b, o, o.Total/2, pick(b.rng, "changed my mind", "wrong size ordered", ""))
	case n < 22:
		y.complaint(b, o, crm.ReasonProduct, "normal", "good")
	}
}

// parting is what happens around the last order of a customer who leaves: what an
// attentive shop could have seen.
func (y *Year) parting(b *buyer, o order) {
	quiet := b.rng.IntN(4) == 0 // leaves without a word
	switch b.why {
	case crm.ReasonService:
		y.parcel(b, o, 3, 6+b.rng.IntN(9))
		if !quiet {
			y.complaint(
				b,
				o,
				b.why,
				pick(b.rng, "high", "urgent", "normal"),
				pick(b.rng, "bad", "bad", ""),
			)
		}
	case crm.ReasonProduct:
		y.refund(b, o, o.Total, pick(b.rng, "defective, broken after two days", "poor quality"))
		if !quiet {
			y.complaint(b, o, b.why, pick(b.rng, "normal", "high"), pick(b.rng, "bad", ""))
		}
	case crm.ReasonPrice:
		if !quiet {
			y.complaint(b, o, b.why, "normal", "")
		}
	case crm.ReasonMarket:
		if b.rng.IntN(3) == 0 {
			y.complaint(b, o, b.why, "low", "")
		}
	}
	if b.rng.IntN(5) == 0 {
		at := o.At.Add(time.Duration(10+b.rng.IntN(20)) * 24 * time.Hour)
		y.tell(shopDelivery("customers_email_marketing_consent/update", at, b.unsubscribe(at)))
	}
}

// Answer is what an owner who calls hears from a customer, by the customer's key.
type Answer struct {
	Result string // as in playbook.Result
	Reason crm.Reason
}

// Called has an owner reach for a customer, about a task, at an instant. A customer who
// had left for something the shop can mend may come back.
func (y *Year) Called(key crm.Key, at time.Time) Answer {
	b := y.buyer(key)
	if b == nil {
		return Answer{Result: "reached"}
	}
	switch n := b.rng.IntN(10); {
	case n < 2:
		return Answer{Result: "no_answer"}
	case n == 2:
		return Answer{Result: "call_back"}
	}
	if !b.gone {
		return Answer{Result: pick(b.rng, "reached", "promise", "promise", "recommendation")}
	}
	if b.why != crm.ReasonMarket && b.why != crm.ReasonUnknown && b.rng.IntN(3) == 0 {
		b.gone, b.next = false, at.Add(time.Duration(2+b.rng.IntN(8))*24*time.Hour+b.hour())
		return Answer{Result: "promise"}
	}
	if b.why != crm.ReasonUnknown && b.rng.IntN(2) == 0 {
		return Answer{Result: "exit_reason", Reason: b.why}
	}
	return Answer{Result: pick(b.rng, "reached", "reached", "escalate")}
}

// Written has a message reach a customer; one in twenty of those who left comes back.
func (y *Year) Written(key crm.Key, at time.Time) {
	if b := y.buyer(key); b != nil && b.gone && b.rng.IntN(20) == 0 {
		b.gone, b.next = false, at.Add(time.Duration(1+b.rng.IntN(6))*24*time.Hour)
	}
}

// Asked has a customer open the link to a survey. One in four of those who left says why,
// and some of the others that they will be back.
func (y *Year) Asked(key crm.Key, at time.Time) (why string, answered bool) {
	b := y.buyer(key)
	if b == nil {
		return "", false
	}
	r := rand.New(
		rand.NewPCG(uint64(b.id), uint64(at.Unix())),
	) // of its own: answers change nothing that happens
	switch {
	case !b.gone:
		return "back", r.IntN(10) == 0
	case b.why == crm.ReasonUnknown:
		return "other", r.IntN(4) == 0
	}
	return b.why.String(), r.IntN(4) == 0
}

func (y *Year) buyer(key crm.Key) *buyer {
	var n int
	if _, err := fmt.Sscanf(string(key), "p:"+Shop+":%d", &n); err != nil || n < firstCustomer ||
		n >= firstCustomer+len(y.buyers) {
		return nil
	}
	return y.buyers[n-firstCustomer]
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }
