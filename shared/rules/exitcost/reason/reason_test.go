package reason_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
)

var now = crm.InstantOf(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))

func ago(days int) crm.Instant { return now - crm.Instant(days)*crm.DayLength }

func ref(id string) crm.Ref { return crm.Ref{Source: "s", ID: id} }

func bought(days int) crm.Order {
	return crm.Order{Ref: ref("o"), Placed: ago(days), Updated: ago(days), Status: crm.OrderPaid}
}

// discounts is a history of orders with these discounts, the last 60 days ago.
func discounts(of ...int64) (out []crm.Order) {
	for i, d := range of {
		o := bought(60 + 30*(len(of)-1-i))
		o.ID, o.Discount = string(rune('a'+i)), d
		out = append(out, o)
	}
	return out
}

func TestARatingWeighsWhatTheStoresCustomersSay(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{Tickets: []crm.Ticket{{Ref: ref("t"), Score: 1, ScoredAt: ago(5)}}}
	if evidence, why := reason.WeighEvidence(f, reason.Weights{Rating: 250}, now); why != crm.ReasonService || evidence[0].Weight != 250 {
		t.Errorf("%s: %+v", why, evidence)
	}
	if evidence, why := reason.WeighEvidence(f, reason.Weights{}, now); why != crm.ReasonUnknown || len(evidence) > 0 {
		t.Errorf("%s: %+v", why, evidence)
	}
}

func complaint(r crm.Reason, days int) crm.Ticket {
	return crm.Ticket{Ref: ref("t"), Created: ago(days), Updated: ago(days), Status: crm.TicketSolved, Complaint: true, Reason: r}
}

func told(r crm.Reason, days int) crm.Ticket {
	return crm.Ticket{Ref: ref("told"), Created: ago(days), Updated: ago(days), Status: crm.TicketSolved, Told: true, Reason: r}
}

func TestTheLikelyReason(t *testing.T) {
	t.Parallel()
	refunded := bought(60)
	refunded.Refunded = 500
	stated := refunded
	stated.Reason = crm.ReasonProduct
	for name, c := range map[string]struct {
		facts crm.Facts
		want  crm.Reason
	}{
		"nothing is known":             {crm.Facts{Orders: []crm.Order{bought(60)}}, crm.ReasonUnknown},
		"a complaint before silence":   {crm.Facts{Orders: []crm.Order{bought(60)}, Tickets: []crm.Ticket{complaint(crm.ReasonPrice, 58)}}, crm.ReasonPrice},
		"bought on for half a year":    {crm.Facts{Orders: []crm.Order{bought(10)}, Tickets: []crm.Ticket{complaint(crm.ReasonPrice, 190)}}, crm.ReasonUnknown},
		"bought on for a month":        {crm.Facts{Orders: []crm.Order{bought(10)}, Tickets: []crm.Ticket{complaint(crm.ReasonPrice, 38)}}, crm.ReasonPrice},
		"words that tell why":          {crm.Facts{Orders: []crm.Order{bought(60)}, Tickets: []crm.Ticket{told(crm.ReasonPrice, 58)}}, crm.ReasonPrice},
		"words that only mention it":   {crm.Facts{Orders: []crm.Order{bought(60)}, Tickets: []crm.Ticket{{Ref: ref("t"), Created: ago(58), Reason: crm.ReasonPrice}}}, crm.ReasonUnknown},
		"words outweigh a complaint":   {crm.Facts{Tickets: []crm.Ticket{complaint(crm.ReasonService, 5), told(crm.ReasonPrice, 8)}}, crm.ReasonPrice},
		"a refund alone says nothing":  {crm.Facts{Orders: []crm.Order{refunded}}, crm.ReasonUnknown},
		"a return with its reason":     {crm.Facts{Orders: []crm.Order{stated}}, crm.ReasonProduct},
		"a late parcel is service":     {crm.Facts{Orders: []crm.Order{bought(60)}, Deliveries: []crm.Delivery{{Order: ref("o"), Promised: ago(55), Delivered: ago(50)}}}, crm.ReasonService},
		"a parcel in time says naught": {crm.Facts{Orders: []crm.Order{bought(60)}, Deliveries: []crm.Delivery{{Order: ref("o"), Promised: ago(55), Delivered: ago(56)}}}, crm.ReasonUnknown},
		"a bad rating is service":      {crm.Facts{Tickets: []crm.Ticket{{Ref: ref("t"), Score: 1, ScoredAt: ago(5)}}}, crm.ReasonService},
		"a lesson outranks it all": {crm.Facts{
			Tickets: []crm.Ticket{complaint(crm.ReasonService, 5), {Ref: ref("u"), Score: 1, ScoredAt: ago(5)}, {Ref: ref("v"), Score: 1, ScoredAt: ago(4)}},
			Lessons: []crm.Lesson{{Reason: crm.ReasonMarket, At: ago(9)}},
		}, crm.ReasonMarket},
		"an answer to a survey": {crm.Facts{Lessons: []crm.Lesson{{Reason: crm.ReasonMarket, At: ago(9), Survey: true}}}, crm.ReasonMarket},
		"an answer outweighs a complaint": {crm.Facts{
			Lessons: []crm.Lesson{{Reason: crm.ReasonMarket, At: ago(9), Survey: true}},
			Tickets: []crm.Ticket{complaint(crm.ReasonPrice, 8)},
		}, crm.ReasonMarket},
		"what a person was told outranks an answer": {crm.Facts{Lessons: []crm.Lesson{{Reason: crm.ReasonMarket, At: ago(3), Survey: true}, {Reason: crm.ReasonPrice, At: ago(9)}}}, crm.ReasonPrice},
		"discounts that have gone":                  {crm.Facts{Orders: discounts(100, 100, 0, 100, 0)}, crm.ReasonPrice},
		"discounts as before":                       {crm.Facts{Orders: discounts(100, 100, 0, 0, 100)}, crm.ReasonUnknown},
		"never many discounts":                      {crm.Facts{Orders: discounts(0, 0, 100, 100, 0)}, crm.ReasonUnknown},
		"one discount is no habit":                  {crm.Facts{Orders: discounts(100, 0)}, crm.ReasonUnknown},
		"the newest lesson counts":                  {crm.Facts{Lessons: []crm.Lesson{{Reason: crm.ReasonMarket, At: ago(9)}, {Reason: crm.ReasonPrice, At: ago(3)}}}, crm.ReasonPrice},
		"what is not yet is not yet":                {crm.Facts{Tickets: []crm.Ticket{complaint(crm.ReasonPrice, -3)}}, crm.ReasonUnknown},
	} {
		if _, got := reason.WeighEvidence(&c.facts, reason.DefaultWeights(), now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAComplaintLosesHalfItsWeightInFourWeeksOfBuyingOn(t *testing.T) {
	t.Parallel()
	var got []int
	for _, days := range []int{10, 24, 38, 66} {
		f := &crm.Facts{Orders: []crm.Order{bought(10)}, Tickets: []crm.Ticket{complaint(crm.ReasonPrice, days)}}
		evidence, _ := reason.WeighEvidence(f, reason.DefaultWeights(), now)
		got = append(got, evidence[0].Weight)
	}
	if diff := cmp.Diff([]int{400, 300, 200, 100}, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestEvidenceSaysWhatWhichAndWhen(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{
		Orders:     []crm.Order{bought(60)},
		Tickets:    []crm.Ticket{complaint(crm.ReasonPrice, 58)},
		Deliveries: []crm.Delivery{{Order: ref("1042"), Promised: ago(55), Delivered: ago(50)}},
		Lessons:    []crm.Lesson{{Reason: crm.ReasonService, At: ago(1)}},
	}
	evidence, _ := reason.WeighEvidence(f, reason.DefaultWeights(), now)
	var got []string
	for _, e := range evidence {
		got = append(got, e.Say("en", time.UTC))
	}
	want := []string{
		"service: told us so on 31 May 2026",
		"price: complaint in ticket t (4 April 2026)",
		"service: parcel for order 1042 came 5 days late (8 April 2026)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}
