package crm_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

var pepper = []byte("a store's pepper")

const day = crm.DayLength

// aRef draws from few ids, so that facts of one name meet often.
func aRef(t *rapid.T, source string) crm.Ref {
	return crm.Ref{Source: source, ID: rapid.SampledFrom([]string{"1", "9", "10", "820982911946154508", "A-7"}).Draw(t, "id")}
}

func anInstant(t *rapid.T) crm.Instant {
	return crm.Instant(rapid.Int64Range(1, 40).Draw(t, "at")) * day / 8
}

func anOrder(t *rapid.T) crm.Order {
	o := crm.Order{
		Ref:       aRef(t, "shop"),
		Number:    rapid.SampledFrom([]string{"", "1001", "R-5"}).Draw(t, "number"),
		Placed:    anInstant(t),
		Updated:   anInstant(t),
		Triggered: rapid.SampledFrom([]crm.Instant{0, 5, 6000}).Draw(t, "triggered"),
		Status:    crm.OrderStatus(rapid.IntRange(0, 8).Draw(t, "status")),
		Awaits:    crm.Awaited(rapid.IntRange(0, 5).Draw(t, "awaits")),
		PayBy:     rapid.SampledFrom([]crm.Instant{0, 9 * day}).Draw(t, "pay by"),
		Cancelled: rapid.Bool().Draw(t, "cancelled"),
		Currency:  rapid.SampledFrom([]crm.Currency{"EUR", "USD"}).Draw(t, "currency"),
		Total:     rapid.Int64Range(0, 3).Draw(t, "total") * 1050,
		Refunded:  rapid.Int64Range(0, 1).Draw(t, "refunded") * 400,
		Discount:  rapid.Int64Range(0, 1).Draw(t, "discount") * 99,
		CostKnown: rapid.Bool().Draw(t, "costed"),
		Via:       crm.SalesChannel(rapid.IntRange(0, 2).Draw(t, "via")),
		Goods:     rapid.SampledFrom([]crm.Goods{"", "tea", crm.NewGoods("tea", "壶")}).Draw(t, "goods"),
		Lines:     someLines(t),
		Home:      rapid.SampledFrom([]crm.Key{"", "e:abc"}).Draw(t, "home"),
	}
	if o.CostKnown {
		o.Cost = 700
	}
	return o
}

func someFacts(t *rapid.T) *crm.Facts {
	f := &crm.Facts{}
	for range rapid.IntRange(0, 4).Draw(t, "events") {
		key := crm.GuestKey(aRef(t, "shop"))
		if rapid.Bool().Draw(t, "departed") {
			f = crm.Join(f, &crm.Facts{Departed: []crm.Key{key}})
		}
		f = crm.Join(f, anEvent(t).Facts(rapid.SampledFrom([]crm.Key{"", "e:abc"}).Draw(t, "home")))
	}
	return f
}

func anEvent(t *rapid.T) (e crm.Event) {
	switch rapid.IntRange(0, 7).Draw(t, "kind") {
	case 0:
		o := anOrder(t)
		e.Order = &o
	case 1:
		ref := aRef(t, "desk")
		e.Ticket = &crm.Ticket{
			Ref: ref, Created: crm.Instant(len(ref.ID)) * day, Updated: anInstant(t),
			Status: crm.TicketStatus(rapid.IntRange(1, 7).Draw(t, "status")), Complaint: rapid.Bool().Draw(t, "complaint"),
			Reason: crm.Reason(rapid.IntRange(0, 6).Draw(t, "reason")), Told: rapid.Bool().Draw(t, "told"),
		}
		if rapid.Bool().Draw(t, "complains later") {
			e.Ticket.Complained = anInstant(t)
		}
		if rapid.Bool().Draw(t, "tells more") {
			e.Ticket.Later = crm.Heard{
				At: anInstant(t), Reason: crm.Reason(rapid.IntRange(1, 6).Draw(t, "later reason")), Told: rapid.Bool().Draw(t, "told"),
			}
		}
		if rapid.Bool().Draw(t, "rated") {
			e.Ticket.Score, e.Ticket.ScoredAt = uint8(rapid.IntRange(1, 5).Draw(t, "score")), anInstant(t)
		}
	case 2:
		e.Delivery = &crm.Delivery{
			Order: aRef(t, "shop"), Updated: anInstant(t), Promised: anInstant(t), Delivered: anInstant(t),
			Parcel: rapid.SampledFrom([]string{"", "255", "256"}).Draw(t, "parcel"),
			State:  crm.ParcelState(rapid.IntRange(0, 5).Draw(t, "state")),
		}
		if rapid.Bool().Draw(t, "shipped") {
			e.Delivery.Shipped = anInstant(t)
		}
	case 7:
		e.Subscription = &crm.Subscription{
			Ref: aRef(t, "shop"), Began: anInstant(t), Updated: anInstant(t),
			State: crm.SubscriptionState(rapid.IntRange(0, 6).Draw(t, "state")), Reason: crm.Reason(rapid.IntRange(0, 6).Draw(t, "reason")),
		}
	case 6:
		e.Objection = &crm.Objection{
			Kind: crm.ObjectionKind(rapid.IntRange(1, 2).Draw(t, "kind")), Ref: aRef(t, "shop"), Order: aRef(t, "shop"),
			At: anInstant(t), Updated: anInstant(t), State: crm.ObjectionState(rapid.IntRange(0, 6).Draw(t, "state")),
			Cause: crm.Cause(rapid.IntRange(0, 15).Draw(t, "cause")), Reason: crm.Reason(rapid.IntRange(0, 6).Draw(t, "reason")),
		}
		if rapid.Bool().Draw(t, "priced") {
			e.Objection.Currency, e.Objection.Amount = "EUR", 400
		}
	case 3:
		ref := aRef(t, "site")
		e.Enquiry = &crm.Enquiry{Ref: ref, At: crm.Instant(len(ref.ID)) * day, Updated: anInstant(t)}
	case 4:
		e.Lesson = &crm.Lesson{
			Reason: crm.Reason(rapid.IntRange(0, 6).Draw(t, "reason")), At: anInstant(t), Survey: rapid.Bool().Draw(t, "survey"),
			Task:       rapid.SampledFrom([]string{"", "0123"}).Draw(t, "task"),
			Competitor: rapid.SampledFrom([]string{"", "Acme", "Best & Co"}).Draw(t, "competitor"),
		}
		if e.Lesson.Survey {
			e.Lesson.Asked = anInstant(t)
		}
	}
	field := rapid.SampledFrom(crm.Fields()).Draw(t, "field")
	e.Profile[field] = crm.Text{Value: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "value"), At: anInstant(t)}
	channel := rapid.SampledFrom([]crm.Channel{crm.ChannelEmail, crm.ChannelCall}).Draw(t, "channel")
	e.Consents[channel] = aConsent(t)
	return e
}

// aConsent draws what an event may say: a word, with or without a date, or a box that was ticked.
func aConsent(t *rapid.T) crm.Consent {
	if rapid.IntRange(0, 4).Draw(t, "ticked") == 0 {
		return crm.Consent{Ticked: anInstant(t)}
	}
	return crm.Consent{State: crm.ConsentState(rapid.IntRange(1, 5).Draw(t, "consent")), At: rapid.SampledFrom([]crm.Instant{0, anInstant(t)}).Draw(t, "consent at")}
}

func sameBytes(t *rapid.T, law string, a, b *crm.Facts) {
	t.Helper()
	if !bytes.Equal(crm.EncodeFacts(a), crm.EncodeFacts(b)) {
		t.Fatalf("%s:\n%s", law, cmp.Diff(a, b))
	}
}

func TestJoinDoesNotMindOrderGroupingOrRepeats(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := someFacts(t), someFacts(t), someFacts(t)
		sameBytes(t, "commutative", crm.Join(a, b), crm.Join(b, a))
		sameBytes(t, "associative", crm.Join(crm.Join(a, b), c), crm.Join(a, crm.Join(b, c)))
		sameBytes(t, "idempotent", crm.Join(crm.Join(a, b), b), crm.Join(a, b))
	})
}

// WooCommerce leaves the time of an update as it was when items are edited or a refund is deleted.
func TestOfVersionsOfOneTimeTheLastReceivedStandsHoweverOftenTheOthersComeAgain(t *testing.T) {
	t.Parallel()
	version := func(total int64, received crm.Instant) *crm.Facts {
		o := crm.Order{
			Ref:       crm.Ref{Source: "web", ID: "4"},
			Placed:    day,
			Updated:   day,
			Triggered: received,
			Status:    crm.OrderPaid,
			Currency:  "EUR",
			Total:     total,
		}
		return crm.Event{Order: &o}.Facts("p:web:4")
	}
	deliveries := []*crm.Facts{
		version(100, 10),
		version(40, 20),  // an item was taken off
		version(100, 30), // the first again, by a retry of its sender
		version(40, 40),
	}
	rapid.Check(t, func(t *rapid.T) {
		f := &crm.Facts{}
		for _, d := range rapid.Permutation(deliveries).Draw(t, "deliveries") {
			f = crm.Join(f, d)
		}
		if len(f.Orders) != 1 || f.Orders[0].Total != 40 || f.Orders[0].Triggered != 20 {
			t.Fatalf("%+v", f.Orders)
		}
		later := version(70, 50)
		later.Orders[0].Updated = 2 * day
		f = crm.Join(f, later)
		if f.Orders[0].Total != 70 || len(f.Rivals) != 0 {
			t.Fatalf("after a later update: %+v, rivals %+v", f.Orders, f.Rivals)
		}
	})
}

func TestFactsComeBackFromTheirBytesAsTheyWere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := someFacts(t)
		back, err := crm.DecodeFacts(crm.EncodeFacts(f))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestRecordsOfTheVersionBeforeAreStillRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := someFacts(t)
		for i := range f.Orders {
			f.Orders[i].Via, f.Orders[i].Goods, f.Orders[i].Lines = 0, "", ""
			f.Orders[i].Awaits, f.Orders[i].PayBy = 0, 0
		}
		for i := range f.Lessons {
			f.Lessons[i].Survey, f.Lessons[i].Asked = false, 0
		}
		f.Rivals, f.Departed, f.Objections, f.Subscriptions = nil, nil, nil, nil
		f.Deliveries = slices.DeleteFunc(f.Deliveries, func(d crm.Delivery) bool { return d.Parcel != "" || d.State != 0 || d.Shipped != 0 })
		if len(f.Deliveries) == 0 {
			f.Deliveries = nil
		}
		old := crm.EncodeFacts(f)
		old[0] = 1 // nothing else was written otherwise
		back, err := crm.DecodeFacts(old)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, back); diff != "" {
			t.Fatal(diff)
		}
		if old[0]++; !bytes.Equal(old, crm.EncodeFacts(back)) {
			t.Fatal("read and written again, it differs in more than its version")
		}
	})
}

func TestWhereACustomerCameFromIsTheEarliestWord(t *testing.T) {
	t.Parallel()
	said := func(value string, at crm.Instant) *crm.Facts {
		e := crm.Event{}
		e.Profile[crm.Origin] = crm.Text{Value: value, At: at}
		e.Profile[crm.Name] = crm.Text{Value: value, At: at}
		return e.Facts("")
	}
	f := crm.Join(crm.Join(said("second", 2*day), said("first", day)), said("third", 3*day))
	if f.Profile[crm.Origin].Value != "first" || f.Profile[crm.Name].Value != "third" {
		t.Errorf("origin %q, name %q", f.Profile[crm.Origin].Value, f.Profile[crm.Name].Value)
	}
}

func TestGoodsHaveOneForm(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("茶", 30)
	for _, c := range []struct {
		names []string
		want  []string
	}{
		{nil, nil},
		{[]string{"tea", " tea ", "", "a\ncup"}, []string{"a cup", "tea"}},
		{[]string{"f", "e", "d", "c", "b", "a"}, []string{"a", "b", "c", "d", "e"}},
		{[]string{long}, []string{strings.Repeat("茶", 13)}},
	} {
		if diff := cmp.Diff(c.want, crm.NewGoods(c.names...).Names()); diff != "" {
			t.Errorf("%q: %s", c.names, diff)
		}
	}
}

// A long history folded through a record that keeps only the newest orders ends like the same history folded at once.
func TestSpilledOrdersAddUpWhateverTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(crm.Keep, 2*crm.Keep).Draw(t, "orders")
		var events []crm.Order
		for i := range n {
			o := anOrder(t)
			o.ID, o.Placed, o.Updated = string(rune('0'+i)), crm.Instant(i/2)*day, crm.Instant(i)*day
			paid := o
			paid.Updated += day
			paid.Refunded += 50
			events = append(events, o, paid, o)
		}
		whole := &crm.Facts{}
		for _, o := range events {
			whole = crm.Join(whole, crm.Event{Order: &o}.Facts(""))
		}
		spilled := map[crm.Ref]crm.Order{}
		for _, o := range whole.Spill() {
			spilled[o.Ref] = o
		}
		record, items := foldOneByOne(rapid.Permutation(events).Draw(t, "arrival"))
		sameBytes(t, "record", whole, record)
		if diff := cmp.Diff(spilled, items); diff != "" {
			t.Fatal(diff)
		}
	})
}

// foldOneByOne keeps a record and its spilled items as apply does.
func foldOneByOne(orders []crm.Order) (*crm.Facts, map[crm.Ref]crm.Order) {
	record, items := &crm.Facts{}, map[crm.Ref]crm.Order{}
	for _, o := range orders {
		if old, ok := items[o.Ref]; ok {
			record.Unspill(old)
			delete(items, o.Ref)
		}
		record = crm.Join(record, crm.Event{Order: &o}.Facts(""))
		for _, s := range record.Spill() {
			items[s.Ref] = s
		}
	}
	return record, items
}

func TestErasureWinsInAnyOrder(t *testing.T) {
	t.Parallel()
	own := crm.Key("p:shop:1")
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom([]crm.Key{own, "e:abc"}).Draw(t, "record")
		erase := &crm.Facts{Erasures: []crm.Erasure{{Key: own, At: anInstant(t)}}}
		pieces := []*crm.Facts{erase}
		for range rapid.IntRange(1, 5).Draw(t, "events") {
			e := anEvent(t)
			if e.Order != nil { // an order is placed once, whenever it is told of
				e.Order.Placed = crm.Instant(len(e.Order.ID)) * day
			}
			pieces = append(pieces, e.Facts(""))
		}
		fold := func(pieces []*crm.Facts) *crm.Facts {
			f := &crm.Facts{}
			for _, p := range pieces {
				f = crm.Join(f, p)
				f.Settle(key, pepper)
			}
			return f
		}
		once := fold(pieces)
		sameBytes(t, "any order", once, fold(rapid.Permutation(pieces).Draw(t, "arrival")))
		sameBytes(t, "again", once, fold(slices.Concat(pieces, pieces)))
		if key == own && (len(once.Orders) > 0 || once.Profile != (crm.Profile{}) || len(once.Tickets) > 0) {
			t.Fatalf("something of an erased person stayed: %+v", once)
		}
	})
}

func TestUndoingAMergeGivesBackWhatLandedThere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		root, loser := &crm.Facts{}, &crm.Facts{}
		for i := range rapid.IntRange(1, 6).Draw(t, "orders") {
			o := anOrder(t)
			o.ID = string(rune('0' + i))
			if rapid.Bool().Draw(t, "of the loser") {
				loser = crm.Join(loser, crm.Event{Order: &o}.Facts("e:abc"))
			} else {
				root = crm.Join(root, crm.Event{Order: &o}.Facts("p:shop:1"))
			}
		}
		joined := crm.Join(root, loser)
		joined.Aliases = []crm.Key{"e:abc"}
		part := joined.SplitOff("e:abc")
		sameBytes(t, "the root", root, joined)
		sameBytes(t, "the one that had been merged", loser, part)
	})
}

// readsAsWritten holds bytes that may be anything to this: whatever of them can be read can be written, and reads the same again.
func readsAsWritten(t interface {
	Helper()
	Fatalf(string, ...any)
}, b []byte,
) {
	t.Helper()
	facts, err := crm.DecodeFacts(b)
	if err != nil {
		return
	}
	again, err := crm.DecodeFacts(crm.EncodeFacts(facts))
	if err != nil {
		t.Fatalf("what was decoded cannot be encoded and decoded again: %v", err)
	}
	if diff := cmp.Diff(facts, again); diff != "" {
		t.Fatalf("%v: %s", b, diff)
	}
}

func TestDamagedFactsAreRefusedOrReadAsTheyWouldBeWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := crm.EncodeFacts(someFacts(t))
		for range rapid.IntRange(1, 3).Draw(t, "damages") {
			i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			with := rapid.SliceOfN(rapid.Byte(), 0, 9).Draw(t, "with")
			b = slices.Replace(b, i, min(len(b), i+rapid.IntRange(0, 2).Draw(t, "lost")), with...)
		}
		readsAsWritten(t, b)
	})
}

func TestAProfileFieldThatSaysNothingIsNotRead(t *testing.T) {
	t.Parallel()
	named := &crm.Facts{Profile: crm.Profile{crm.Name: {Value: "x", At: day}}}
	mute := bytes.Replace(crm.EncodeFacts(named), []byte("\x01x"), []byte{0}, 1)
	if f, err := crm.DecodeFacts(mute); !errors.Is(err, packed.ErrCorrupt) {
		t.Errorf("read as %+v, %v", f, err)
	}
}

// What a later version may write during a deployment is put off, not called corrupt.
func TestWhatANewerVersionMayHaveWrittenIsNotCalledCorrupt(t *testing.T) {
	t.Parallel()
	order := crm.Order{Ref: crm.Ref{Source: "shop", ID: "5"}, Currency: "EUR", Placed: day, Goods: "tea", Reason: crm.ReasonPrice}
	ticket := crm.Ticket{Ref: crm.Ref{Source: "desk", ID: "7"}, Created: day}
	for name, change := range map[string]func(e *crm.Event){
		"sales channel": func(e *crm.Event) { e.Order.Via = 8 },
		"order status":  func(e *crm.Event) { e.Order.Status = 9 },
		"order reason":  func(e *crm.Event) { e.Order.Reason = 7 },
		"ticket status": func(e *crm.Event) { e.Ticket.Status = 8 },
		"priority":      func(e *crm.Event) { e.Ticket.Priority = 5 },
		"ticket reason": func(e *crm.Event) { e.Ticket.Reason = 255 },
		"lesson":        func(e *crm.Event) { e.Lesson = &crm.Lesson{Reason: 7, At: day, Survey: true} },
		"consent":       func(e *crm.Event) { e.Consents[crm.ChannelChat].State = 6 },
	} {
		o, k := order, ticket
		e := crm.Event{Order: &o, Ticket: &k}
		change(&e)
		f, err := crm.DecodeFacts(crm.EncodeFacts(e.Facts("")))
		if !errors.Is(err, packed.ErrNewer) || errors.Is(err, packed.ErrCorrupt) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	b := crm.EncodeOrder(order)
	b[0] = 250
	if o, err := crm.DecodeOrder(b); !errors.Is(err, packed.ErrNewer) {
		t.Errorf("an order of the next version: %+v, %v", o, err)
	}
	if b[0] = 0; !errors.Is(func() error { _, err := crm.DecodeOrder(b); return err }(), packed.ErrCorrupt) {
		t.Error("version 0 is nobody's")
	}
}

func FuzzDecodeFacts(f *testing.F) {
	f.Add(crm.EncodeFacts(&crm.Facts{}))
	o := crm.Order{Ref: crm.Ref{Source: "shop", ID: "5"}, Currency: "EUR", Total: 100, Placed: day}
	f.Add(crm.EncodeFacts(crm.Event{Order: &o}.Facts("e:abc")))
	f.Fuzz(func(t *testing.T, b []byte) { readsAsWritten(t, b) })
}
