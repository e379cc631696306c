package dossier_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/view/dossier"
	"holdfast/shared/words/crm"
)

const day = crm.DayLength

// everything has something in each field of facts, by which it can be told in what is said of them.
func everything() (*crm.Facts, []crm.Order) {
	f := &crm.Facts{
		Orders: []crm.Order{{
			Ref: crm.Ref{Source: "shop", ID: "30"}, Number: "N30", Placed: 30 * day, Updated: 31 * day, Status: crm.OrderPartlyFulfilled,
			Currency: "EUR", Total: 4990, Refunded: 101, Discount: 102, Cost: 103, CostKnown: true, Reason: crm.ReasonPrice,
			Via: crm.SalesMarketplace, Goods: crm.NewGoods("tea", "壶"), Lines: crm.NewLines(crm.Line{Product: "77", Quantity: 3, Back: 1, Amount: 4500, Discount: 90}), Home: "p:shop:7",
		}},
		Tickets: []crm.Ticket{{
			Ref: crm.Ref{Source: "desk", ID: "T1"}, Created: 2 * day, Updated: 3 * day, Status: crm.TicketHold, Priority: crm.PriorityUrgent,
			Complaint: true, Reason: crm.ReasonService, Score: 2, ScoredAt: 4 * day,
		}},
		Deliveries: []crm.Delivery{{Order: crm.Ref{Source: "shop", ID: "31"}, Parcel: "F1", State: crm.ParcelDelayed, Updated: 5 * day, Shipped: 4 * day, Promised: 6 * day, Delivered: 7 * day}},
		Objections: []crm.Objection{{
			Kind: crm.Dispute, Ref: crm.Ref{Source: "shop", ID: "D1"}, Order: crm.Ref{Source: "shop", ID: "30"}, At: 7 * day, Updated: 8 * day,
			State: crm.ObjectionLost, Cause: crm.CauseOther, Reason: crm.ReasonProduct, Currency: "EUR", Amount: 4321,
		}},
		Subscriptions: []crm.Subscription{{
			Ref: crm.Ref{Source: "shop", ID: "S1"}, Began: 2 * day, Updated: 3 * day, State: crm.SubscriptionEnding, Reason: crm.ReasonMarket,
		}},
		Enquiries: []crm.Enquiry{{Ref: crm.Ref{Source: "site", ID: "Q1"}, At: 8 * day, Updated: 9 * day}},
		Lessons:   []crm.Lesson{{Reason: crm.ReasonMarket, At: 11 * day, Survey: true, Asked: 10 * day, Task: "L1"}},
		Remains:   []crm.Order{crm.Order{Ref: crm.Ref{Source: "shop", ID: "9"}, Placed: 12 * day, Currency: "USD", Total: 777}.Anonymous([]byte("a pepper"))},
		Aliases:   []crm.Key{"e:alias"}, Shared: []crm.Key{"e:shared"}, Erasures: []crm.Erasure{{Key: "p:shop:8", At: 13 * day}},
		Rivals:         []crm.Order{{Ref: crm.Ref{Source: "shop", ID: "30"}, Placed: 30 * day, Updated: 31 * day, Currency: "EUR", Total: 4444}},
		Departed:       []crm.Key{"t:desk:99"},
		ContactPersons: []crm.ContactPerson{{ID: "shop:4", Left: 16 * day}},
	}
	for _, field := range crm.ContactFields() {
		f.ContactPersons[0].Fields[field] = crm.Text{Value: "their " + field.String(), At: 15 * day}
	}
	for _, field := range crm.Fields() {
		f.Profile[field] = crm.Text{Value: "the " + field.String(), At: 14 * day}
	}
	f.Consents[crm.ChannelCall] = crm.Consent{State: crm.ConsentRefused, At: 15 * day}
	older := []crm.Order{
		{Ref: crm.Ref{Source: "shop", ID: "5"}, Placed: day, Currency: "EUR", Total: 500, Status: crm.OrderPaid},
		crm.Order{Ref: crm.Ref{Source: "shop", ID: "8"}, Number: "N8", Placed: 3 * day, Currency: "EUR", Total: 888}.Anonymous([]byte("a pepper")),
	}
	return f, older
}

func TestNothingThatIsKnownIsLeftOut(t *testing.T) {
	t.Parallel()
	f, older := everything()
	text, err := json.Marshal(dossier.New("p:shop:7", f, older))
	if err != nil {
		t.Fatal(err)
	}
	said := string(text)
	for _, field := range crm.Fields() {
		if !strings.Contains(said, `"the `+field.String()+`"`) {
			t.Errorf("%s is not said", field)
		}
	}
	for _, want := range []string{
		`"keys":["p:shop:7","e:alias"]`, `"call":{"value":"refused","at":"1970-01-16T00:00:00Z"}`,
		`{"source":"shop","id":"30","number":"N30","placed":"1970-01-31T00:00:00Z","updated":"1970-02-01T00:00:00Z","status":"partly_fulfilled","cancelled":false,` +
			`"currency":"EUR","total":4990,"refunded":101,"discount":102,"cost":103,"reason":"price","sales_channel":"marketplace","goods":["tea","壶"],"lines":[{"product":"77","quantity":3,"back":1,"amount":4500,"discount":90}]}`,
		`{"source":"desk","id":"T1","created":"1970-01-03T00:00:00Z","updated":"1970-01-04T00:00:00Z","status":"hold","priority":"urgent","complaint":true,` +
			`"reason":"service","score":2,"scored_at":"1970-01-05T00:00:00Z"}`,
		`{"order":{"source":"shop","id":"31"},"parcel":"F1","state":"delayed","updated":"1970-01-06T00:00:00Z","shipped":"1970-01-05T00:00:00Z","promised":"1970-01-07T00:00:00Z","delivered":"1970-01-08T00:00:00Z"}`,
		`{"source":"shop","id":"D1","kind":"dispute","order":{"source":"shop","id":"30"},"at":"1970-01-08T00:00:00Z","updated":"1970-01-09T00:00:00Z",` +
			`"state":"lost","cause":"other","reason":"product","currency":"EUR","amount":4321}`,
		`{"source":"shop","id":"S1","began":"1970-01-03T00:00:00Z","updated":"1970-01-04T00:00:00Z","state":"ending","reason":"market"}`,
		`{"source":"site","id":"Q1","at":"1970-01-09T00:00:00Z","updated":"1970-01-10T00:00:00Z"}`,
		`{"reason":"market","at":"1970-01-12T00:00:00Z","survey":true,"asked":"1970-01-11T00:00:00Z","task":"L1"}`,
		`"erased":[{"value":"p:shop:8","at":"1970-01-14T00:00:00Z"}]`, `"shared":["e:shared"]`,
		`"total":4444`, `"name":{"value":"their name","at":"1970-01-16T00:00:00Z"}`, `"left":"1970-01-17T00:00:00Z"`, `"their role"`, `"their email"`,
		`"their phone"`, `"their birthday"`, `"departed":["t:desk:99"]`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%s\nis not in\n%s", want, said)
		}
	}
}

func TestOlderOrdersStandAmongTheOthersAndWhatAnErasureLeftApart(t *testing.T) {
	t.Parallel()
	f, older := everything()
	d := dossier.New("p:shop:7", f, older)
	totals := func(orders []dossier.Order) (out []int64) {
		for _, o := range orders {
			out = append(out, o.Total)
		}
		return out
	}
	if diff := cmp.Diff([]int64{500, 4990}, totals(d.Orders)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int64{777, 888}, totals(d.Remains)); diff != "" {
		t.Error(diff)
	}
}

func TestOfNobodyNothingIsSaid(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(dossier.New("p:shop:7", &crm.Facts{}, nil))
	const want = `{"keys":["p:shop:7"],"profile":{},"consents":{},"orders":[],"tickets":[],"deliveries":[],"objections":[],"subscriptions":[],"enquiries":[],"reasons":[],"remains":[]}`
	if string(text) != want || err != nil {
		t.Errorf("%s, %v", text, err)
	}
}

func TestEveryListOfFactsIsInTheDossier(t *testing.T) {
	t.Parallel()
	said := func(f *crm.Facts) string {
		text, err := json.Marshal(dossier.New("p:shop:7", f, nil))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	nothing := said(&crm.Facts{})
	facts := reflect.TypeFor[crm.Facts]()
	for i := range facts.NumField() {
		if facts.Field(i).Type.Kind() != reflect.Slice {
			continue
		}
		f := &crm.Facts{}
		reflect.ValueOf(f).Elem().Field(i).Set(reflect.MakeSlice(facts.Field(i).Type, 1, 1))
		if said(f) == nothing {
			t.Errorf("of Facts.%s the dossier says nothing", facts.Field(i).Name)
		}
	}
}
