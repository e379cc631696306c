package facts

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// addresses returns the fact bytes of every record of an address, by key.
func (h *House) addresses(t TB) map[string]string {
	t.Helper()
	found := map[string]string{}
	for it, err := range table.ScanAll(context.Background(), h.Table) {
		if err != nil {
			t.Fatal(err)
		}
		if book.IsAddress(it) {
			found[it.PK] = readable(it, Nothing)
		}
	}
	return found
}

// saidOf draws what one of two accounts, which share an address and a number, or somebody else says of being contacted.
func saidOf(t *rapid.T) told {
	account := rapid.IntRange(1, 3).Draw(t, "account")
	address, phone := "shared@example.com", "+4915112345678"
	if account == 3 {
		address, phone = "own@example.com", "+4930555123"
	}
	at := time.Date(2026, 1, rapid.IntRange(1, 20).Draw(t, "day"), 8, 0, 0, 0, time.UTC)
	state := rapid.SampledFrom([]string{"given", "refused"}).Draw(t, "state")
	channel := rapid.SampledFrom([]string{"email", "call"}).Draw(t, "channel")
	return tell("shop", "customer.updated", fmt.Sprintf(
		`{"timestamp":%q,"data":{"id":"%d","email":%q,"phone":%q,"consents":{%q:{"state":%q,"at":%q}}}}`,
		at.Format(time.RFC3339), account, address, phone, channel, state, at.Format(time.RFC3339)), at.Add(time.Hour))
}

func TestWhatWasSaidOfAddressesIsTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.Custom(saidOf), 1, 30).Draw(t, "events")
		again := append(events[:len(events):len(events)], events[:len(events)/3]...)
		var seen [2]map[string]string
		for i, trace := range [2][]told{events, rapid.Permutation(again).Draw(t, "arrival")} {
			n++
			h, err := open(fmt.Sprintf("%s/%d", folder, n), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			h.Fold(t, batches(t, trace)...)
			seen[i] = h.addresses(t)
			h.Table.Close()
		}
		if diff := cmp.Diff(seen[0], seen[1]); diff != "" {
			t.Fatalf("another order, other words:\n%s", diff)
		}
	})
}

// Only a no costs more: a unit for each address. So does a yes of somebody who once said no, and nothing else.
func TestOnlyANoCostsMore(t *testing.T) {
	t.Parallel()
	var c counter
	h := NewHouse(t, c.meter, nil)
	at := h.Time.AddDate(0, 0, -9)
	say := func(name, state string, day int) queue.Message {
		at := at.AddDate(0, 0, day)
		return Message("shop", "customer.updated", fmt.Sprintf(
			`{"timestamp":%q,"data":{"id":"1","email":"ann@example.com","phone":"+4915112345678","name":%q,"consents":{"call":{"state":%q,"at":%q}}}}`,
			at.Format(time.RFC3339), name, state, at.Format(time.RFC3339)), at)
	}
	h.Fold(t, []queue.Message{say("Ann", "given", 0)})
	for _, step := range []struct {
		what    string
		message queue.Message
		writes  float64
	}{
		{"a yes", say("Ann", "given", 1), 1},
		{"a no", say("Ann", "refused", 2), 3},
		{"the no again", say("Ann", "refused", 2), 0},
		{"a yes after it", say("Ann", "given", 3), 3},
		{"one more yes", say("Ann", "given", 4), 3},
	} {
		c.reset()
		h.Fold(t, []queue.Message{step.message})
		if c.write != step.writes {
			t.Errorf("%s: %v write units, want %v", step.what, c.write, step.writes)
		}
	}
}

// Nothing of a person who was erased stays, but that their address is closed: for the account that comes after as well.
func TestANoOutlivesTheErasureOfWhoSaidIt(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	on := func(day int) time.Time { return time.Date(2026, 2, day, 8, 0, 0, 0, time.UTC) }
	for _, m := range []queue.Message{
		Message("shop", "customer.updated", `{"timestamp":"2026-02-01T08:00:00Z","data":{"id":"1","email":"ann@example.com","phone":"0151 12345678","consents":{"call":{"state":"refused"},"email":{"state":"given"}}}}`, on(1)),
		Message("shop", "customer.redact", `{"timestamp":"2026-02-02T08:00:00Z","data":{"request":"E1","customer":{"id":"1","email":"ann@example.com"}}}`, on(2)),
		Message("shop", "customer.updated", `{"timestamp":"2026-02-03T08:00:00Z","data":{"id":"2","email":"ann@example.com","phone":"+4915112345678","consents":{"call":{"state":"given","at":"2026-01-15T08:00:00Z"},"email":{"state":"given"}}}}`, on(3)),
	} {
		h.Fold(t, []queue.Message{m})
	}
	shop, err := h.Book.FindShop(t.Context(), Store)
	if err != nil {
		t.Fatal(err)
	}
	c, err := h.Book.FindCustomer(t.Context(), Store, "p:shop:2")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Book.LoadSaid(t.Context(), shop, c); err != nil {
		t.Fatal(err)
	}
	if known := c.KnownFacts().Consents; known.Allows(crm.ChannelCall) || !known.Allows(crm.ChannelEmail) {
		t.Errorf("%+v", known)
	}
	if !c.Facts.Consents.Allows(crm.ChannelCall) {
		t.Error("the customer's own word was changed")
	}
}

// SES tells in a form of its own. What came back closes the address for whoever has it, and is no word of a customer; spam is.
func TestWhatBecameOfEMailsClosesTheirAddress(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	on := time.Date(2026, 2, 1, 8, 0, 0, 0, time.UTC)
	for id, email := range map[string]string{"1": "gone@example.com", "2": "spam@example.com", "3": "full@example.com"} {
		h.Fold(t, []queue.Message{Message("shop", "customer.updated", fmt.Sprintf(
			`{"timestamp":"2026-02-01T08:00:00Z","data":{"id":%q,"email":%q,"phone":"+49151123456%s","consents":{"email":{"state":"given"},"call":{"state":"given"}}}}`, id, email, id), on)})
	}
	mail := func(email string) string {
		return fmt.Sprintf(`"mail":{"messageId":"m","timestamp":"2026-02-03T08:00:00.000Z","destination":[%q],"tags":{"store":[%q]}}}`, email, Store)
	}
	for _, body := range []string{
		`{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"gone@example.com"}],"timestamp":"2026-02-03T08:00:01.000Z"},` + mail("gone@example.com"),
		`{"eventType":"Bounce","bounce":{"bounceType":"Transient","bouncedRecipients":[{"emailAddress":"full@example.com"}],"timestamp":"2026-02-03T08:00:01.000Z"},` + mail("full@example.com"),
		`{"eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"spam@example.com"}],"complaintFeedbackType":"abuse","timestamp":"2026-02-03T08:00:01.000Z"},` + mail("spam@example.com"),
		`{"eventType":"Delivery","mail":{"messageId":"m","timestamp":"2026-02-03T08:00:00.000Z","destination":["full@example.com"]}}`,
	} {
		m := queue.Message{ID: "m", Body: []byte(body), Receives: 1}
		h.Fold(t, []queue.Message{m}, []queue.Message{m})
	}

	shop, err := h.Book.FindShop(t.Context(), Store)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]struct{ email, call, own crm.ConsentState }{
		"1": {crm.ConsentUndeliverable, crm.ConsentGiven, crm.ConsentGiven},
		"2": {crm.ConsentRefused, crm.ConsentRefused, crm.ConsentRefused},
		"3": {crm.ConsentGiven, crm.ConsentGiven, crm.ConsentGiven},
	} {
		c, err := h.Book.FindCustomer(t.Context(), Store, crm.Key("p:shop:"+id))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Book.LoadSaid(t.Context(), shop, c); err != nil {
			t.Fatal(err)
		}
		known := c.KnownFacts().Consents
		if known[crm.ChannelEmail].State != want.email || known[crm.ChannelCall].State != want.call || c.Facts.Consents[crm.ChannelEmail].State != want.own {
			t.Errorf("%s: %+v, own %+v", id, known, c.Facts.Consents)
		}
	}
}
