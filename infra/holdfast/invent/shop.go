// Package invent makes up a shop and a year of its business, for the demo and for tests.
//
// Each customer has a rhythm, a reason to leave and a stream of random numbers (buyer.go).
// Day lets the customers buy whose date has come, and returns the webhooks that the shop,
// its help desk and its own systems would post of that day: orders, parcels, refunds,
// tickets (bodies.go). What follows from an order later (the parcel, the complaint) waits
// under its own day. Customers answer to what is done to keep them: AnswerCall,
// ReceiveMessage, AnswerSurvey.
//
// The same seed and the same answers give the same year, byte for byte. So the order in
// which random numbers are drawn is part of it: a new draw changes all that follows.
package invent

import (
	"cmp"
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
	Forged bool // to be signed with a secret that is not the shop's
	Stale  bool // to be signed as of days ago, where the platform signs a time
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
		b.next = y.firstPurchase(b)
		y.buyers = append(y.buyers, b)
	}
	y.enquire()
	return y
}

// strikeLeavers is how many of a hundred orders during a strike are the last of a customer
// who buys much.
const strikeLeavers = 20

// Strike has the shop's carrier on strike between two days, counted from 0. Parcels come
// late, and some of the customers who buy much leave for it: faithful ones and businesses.
// The days before are as they would be without it.
func (y *Year) Strike(from, to int) {
	y.strikeFrom = y.Start.AddDate(0, 0, from)
	y.strikeTo = y.Start.AddDate(0, 0, to)
}

// leavesForStrike decides whether an order is a customer's last because of a strike.
func (y *Year) leavesForStrike(b *buyer, at time.Time) bool {
	isOn := !at.Before(y.strikeFrom) && at.Before(y.strikeTo)
	if !isOn {
		return false
	}
	buysMuch := b.kind == faithful || b.kind == business
	return buysMuch && b.rng.IntN(100) < strikeLeavers
}

// firstPurchase returns when a customer first buys. More do in the beginning, when the
// shop's old customers come over; gifts are bought in the four weeks before Christmas.
func (y *Year) firstPurchase(b *buyer) time.Time {
	share := 0.97 * math.Pow(b.rng.Float64(), 2.2) // of the year that has passed
	days := share * float64(y.Days)
	if b.kind == gift {
		lastParcel := time.Date(y.Start.Year(), 12, 21, 0, 0, 0, 0, time.UTC)
		untilThen := lastParcel.Sub(y.Start).Hours() / 24
		days = untilThen - 28*b.rng.Float64()
	}
	day := time.Duration(days*24) * time.Hour
	return y.Start.Add(day).Add(b.hourOfDay())
}

// Day returns the deliveries of a day, counted from 0, in the order in which things
// happened. Days are asked for one after the other.
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
	return y.addAttack(out)
}

// tell has a delivery posted on the day it happens. What would happen after the year's end
// is never told.
func (y *Year) tell(d Delivery) {
	day := int(d.At.Sub(y.Start) / (24 * time.Hour))
	if day < 0 || day >= y.Days {
		return
	}
	y.later[day] = append(y.later[day], d)
}

// addAttack adds, now and then, a delivery that is forged after a genuine one, or that was
// recorded and is posted again days later.
func (y *Year) addAttack(day []Delivery) []Delivery {
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

// purchase tells of one order and all that follows from it, and decides when and whether
// the customer buys again.
func (y *Year) purchase(b *buyer, at time.Time) {
	y.orders++
	o := b.basket(y.orders, at)
	if b.orders++; b.orders == 1 {
		y.greet(b, at)
	}
	y.tell(shopDelivery("orders/create", at, o.body(b)))
	shipped := o
	shipped.Fulfilment = "fulfilled"
	shipped.Updated = at.Add(20*time.Hour + b.minutes(600))
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
		y.tellParting(b, shipped)
		return
	}
	y.tellEveryday(b, shipped)
	b.next = b.nextPurchase(at)
}

// tellEveryday tells what happens around orders of customers who stay.
func (y *Year) tellEveryday(b *buyer, o order) {
	switch n := b.rng.IntN(100); {
	case n < 3:
		y.parcel(b, o, 3, 4+b.rng.IntN(3))
	case n < 14:
		y.parcel(b, o, 4, b.rng.IntN(4))
	case n < 18:
		y.question(b, o)
	case n < 21:
		note := pick(b.rng, "changed my mind", "wrong size ordered", "")
		y.refund(b, o, o.Total/2, note)
	case n < 22:
		y.complaint(b, o, crm.ReasonProduct, "normal", "good")
	}
}

// tellParting tells what happens around the last order of a customer who leaves: what an
// attentive shop could have seen. One in four leaves without a word.
func (y *Year) tellParting(b *buyer, o order) {
	quiet := b.rng.IntN(4) == 0
	switch b.why {
	case crm.ReasonService:
		y.parcel(b, o, 3, 6+b.rng.IntN(9))
		if !quiet {
			priority := pick(b.rng, "high", "urgent", "normal")
			rating := pick(b.rng, "bad", "bad", "")
			y.complaint(b, o, b.why, priority, rating)
		}
	case crm.ReasonProduct:
		note := pick(b.rng, "defective, broken after two days", "poor quality")
		y.refund(b, o, o.Total, note)
		if !quiet {
			priority := pick(b.rng, "normal", "high")
			rating := pick(b.rng, "bad", "")
			y.complaint(b, o, b.why, priority, rating)
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
		at := o.At.Add(days(10 + b.rng.IntN(20)))
		y.tell(shopDelivery("customers_email_marketing_consent/update", at, b.unsubscribe(at)))
	}
}

// days returns so many days of 24 hours.
func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// pick returns one of several, each as likely as the others.
func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }
