package invent_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"holdfast/infra/holdfast/invent"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/words/crm"
)

var (
	start = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	kinds = map[string]string{invent.Shop: "shopify", invent.Desk: "zendesk", invent.ERP: "standard"}
)

func year(seed uint64, customers int) (all []invent.Delivery) {
	y := invent.New(seed, start, 365, customers)
	for day := range 365 {
		all = append(all, y.Day(day)...)
	}
	return all
}

func TestTheSameSeedInventsTheSameYearAndAnotherAnother(t *testing.T) {
	t.Parallel()
	if !reflect.DeepEqual(year(1, 40), year(1, 40)) {
		t.Error("one seed, two years")
	}
	if reflect.DeepEqual(year(1, 40), year(2, 40)) {
		t.Error("two seeds, one year")
	}
}

// All that an invented shop posts can be read, happens on its day, and tells of everything a shop's year is made of.
func TestAnInventedYearTellsOfEverything(t *testing.T) {
	t.Parallel()
	seen, forged, stale := map[crm.Kind]int{}, 0, 0
	var refunded, complaints, late int
	for _, d := range year(3, 200) {
		p, ok := platforms.For(kinds[d.Source])
		if !ok {
			t.Fatalf("source %q", d.Source)
		}
		events, err := p.Parse(webhook.Delivery{Source: d.Source, Topic: d.Topic, Body: d.Body})
		if err != nil && !errors.Is(err, webhook.ErrIgnored) {
			t.Fatalf("%s/%s: %v in %s", d.Source, d.Topic, err, d.Body)
		}
		if d.At.Before(start) || !d.At.Before(start.AddDate(1, 0, 0)) {
			t.Errorf("%s/%s happens on %s", d.Source, d.Topic, d.At)
		}
		if d.Forged {
			forged++
		}
		if d.Stale {
			stale++
		}
		for _, e := range events {
			seen[e.Kind]++
			if e.Order != nil && e.Order.Refunded > 0 {
				refunded++
			}
			if e.Ticket != nil && e.Ticket.Complaint {
				complaints++
			}
			if e.Delivery != nil && e.Delivery.Late(crm.InstantOf(start.AddDate(1, 0, 0))) > 3 {
				late++
			}
		}
	}
	for _, k := range []crm.Kind{crm.KindOrder, crm.KindTicket, crm.KindDelivery, crm.KindEnquiry, crm.KindCustomer} {
		if seen[k] == 0 {
			t.Errorf("no %s all year", k)
		}
	}
	if slices.Contains([]int{refunded, complaints, late, forged, stale}, 0) {
		t.Errorf("%d refunds, %d complaints, %d late parcels, %d forged, %d stale", refunded, complaints, late, forged, stale)
	}
}

func TestSomeWhoLeftComeBackWhenTheyAreCalled(t *testing.T) {
	t.Parallel()
	orders := func(call bool) (n int) {
		y := invent.New(5, start, 365, 120)
		for day := range 365 {
			at := start.AddDate(0, 0, day)
			if call && day%30 == 29 {
				for i := range 120 {
					y.AnswerCall(crm.PlatformKey(crm.Ref{Source: invent.Shop, ID: invent.CustomerID(i)}), at)
				}
			}
			for _, d := range y.Day(day) {
				if d.Topic == "orders/create" && !d.Forged {
					n++
				}
			}
		}
		return n
	}
	if left, called := orders(false), orders(true); called <= left {
		t.Errorf("%d orders when nobody calls, %d when somebody does", left, called)
	}
	if a := invent.New(5, start, 365, 3).AnswerCall("e:unknown", start); a.Result == "" {
		t.Error("an owner who calls somebody the shop did not invent hears nothing at all")
	}
}
