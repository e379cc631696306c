// Package facts holds a small house (apply, act, sweep and census over an embedded store) for the tests that fold events
// in many orders, and those tests.
package facts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"holdfast/infra/embedded"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/apply"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
)

// Store is the store of every house.
const Store = "demo"

var pepper = []byte("pepper")

// House is the steps over one store on disk, with a clock that stands still until it is turned.
type House struct {
	Table       *embedded.Table
	Orders, Act *embedded.Queue
	Book        book.Book
	Shops       *book.Shops
	Apply       *apply.Apply
	Time        time.Time
	Quarantined map[string]string // the reasons, by the body; nil = a rejected message fails the test
}

// TB is what a house needs of a test, or of a rapid check within it.
type TB interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// NewHouse opens a house in a folder of its own and sets the store up.
func NewHouse(t testing.TB, meter table.Meter, wrap func(table.Table) table.Table) *House {
	t.Helper()
	h, err := open(t.TempDir(), meter, wrap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Table.Close() })
	return h
}

func open(folder string, meter table.Meter, wrap func(table.Table) table.Table) (*House, error) {
	h := &House{Time: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return h.Time }
	var err error
	if h.Table, err = embedded.OpenTable(folder, meter); err != nil {
		return nil, err
	}
	queues, err := embedded.OpenQueues(folder, now)
	if err != nil {
		return nil, err
	}
	if h.Orders, err = queues.Queue("orders", 20); err != nil {
		return nil, err
	}
	if h.Act, err = queues.Queue("act", 20); err != nil {
		return nil, err
	}
	var tab table.Table = h.Table
	if wrap != nil {
		tab = wrap(tab)
	}
	h.Book = book.Book{Table: tab}
	h.Shops = &book.Shops{Book: h.Book, Now: now}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	h.Apply = &apply.Apply{Book: h.Book, Shops: h.Shops, Orders: h.Orders, Act: h.Act, Now: now, Log: log}
	config := playbook.DefaultConfig(Store, "EUR")
	shop := &book.Shop{Settings: book.Settings{Store: Store, Pepper: pepper, Playbook: config}}
	return h, (book.Book{Table: h.Table}).SaveSettings(context.Background(), shop)
}

// Message is one of our own events on its way, as ingest would queue it.
func Message(source, topic, body string, received time.Time) queue.Message {
	return message(standard.Name, source, topic, body, received)
}

func message(platform, source, topic, body string, received time.Time) queue.Message {
	b, err := envelope.Encode(envelope.Message{
		ID: envelope.Identify(Store, source, topic, []byte(body)), Store: Store, Source: source,
		Platform: platform, Topic: topic, Received: crm.InstantOf(received), Body: []byte(body),
	})
	if err != nil {
		panic(err)
	}
	return queue.Message{ID: "m", Body: b, Receives: 1}
}

// Answer is what a customer answers through a link that was made for a key at an instant.
func Answer(key crm.Key, asked time.Time, why string, received time.Time) queue.Message {
	by := webhook.Source{Store: Store, Name: "survey", Secrets: [][]byte{[]byte("a secret that nobody guesses")}}
	token, err := survey.Seal(by, survey.Token{Customer: key, Asked: crm.InstantOf(asked), Days: 60})
	if err != nil {
		panic(err)
	}
	return message(survey.Name, by.Name, "answer", "t="+token+"&reason="+why, received)
}

// Fold folds messages in batches and then all follow-up work, until nothing is left.
func (h *House) Fold(t TB, batches ...[]queue.Message) {
	t.Helper()
	ctx := context.Background()
	for _, b := range batches {
		for len(b) > 0 {
			b = h.again(t, b, h.Apply.Fold(ctx, b))
		}
	}
	h.FollowUp(t)
}

func (h *House) again(t TB, b []queue.Message, errs []error) (left []queue.Message) {
	t.Helper()
	for i, err := range errs {
		if rejected, ok := outcome.AsRejected(err); ok && h.Quarantined != nil {
			h.Quarantined[string(b[i].Body)] = rejected.Reason
			continue
		}
		if err != nil {
			if !strings.Contains(err.Error(), "later") {
				t.Fatalf("message %d: %v\n%s", i, err, b[i].Body)
			}
			left = append(left, b[i])
		}
	}
	return left
}

// FollowUp does what apply asked itself to do.
func (h *House) FollowUp(t TB) {
	t.Helper()
	ctx := context.Background()
	for {
		h.Time = h.Time.Add(time.Minute)
		ms, err := h.Orders.Receive(ctx, 10, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if len(ms) == 0 {
			return
		}
		for i, err := range h.Apply.Fold(ctx, ms) {
			if err != nil {
				t.Fatalf("follow-up %d: %v", i, err)
			}
			if err := h.Orders.Settle(ctx, queue.Result{Message: ms[i]}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Exemption is what of the facts may depend on the order of events.
type Exemption int

const (
	Nothing   Exemption = iota
	Erasures            // the profile and consents of an address that an erasure gave back
	Companies           // by what a contact person of a company was named
)

// Facts is every fact byte of the store, by key. Profile and consents are not kept by the key they landed under, so that an
// address given back by an erasure may have lost what was said through it: with erasures they are left out for addresses.
// With companies, who of an account's people was named by what depends on when the account turned out to act for the
// company: contact persons are left out.
func (h *House) Facts(t TB, exempt Exemption) map[string]string {
	t.Helper()
	facts := map[string]string{}
	for it, err := range table.ScanAll(context.Background(), h.Table) {
		switch {
		case err != nil:
			t.Fatal(err)
		case book.IsCustomer(it):
			facts[it.PK] = readable(it, exempt)
		case book.IsSpilled(it):
			facts[it.PK+" "+it.SK] = hex.EncodeToString(it.Body)
		}
	}
	return facts
}

// StandsTwice returns an order or ticket that stands with two customers, or "".
func (h *House) StandsTwice(t TB) string {
	t.Helper()
	seen := map[string]bool{}
	for it, err := range table.ScanAll(context.Background(), h.Table) {
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		switch {
		case book.IsCustomer(it):
			c, err := book.DecodeCustomer(it)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range c.Facts.Orders {
				names = append(names, "order "+o.Ref.String())
			}
			for _, k := range c.Facts.Tickets {
				names = append(names, "ticket "+k.Ref.String())
			}
		case book.IsSpilled(it):
			o, err := crm.DecodeOrder(it.Body)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, "order "+o.Ref.String())
		}
		for _, name := range names {
			if seen[name] {
				return name
			}
			seen[name] = true
		}
	}
	return ""
}

// readable is the fact bytes of an item, with what they say in front so that a difference can be read.
func readable(it table.Item, exempt Exemption) string {
	c, err := book.DecodeCustomer(it)
	if err != nil {
		return err.Error()
	}
	it.Body = book.FactBytes(it)
	switch {
	case exempt == Erasures && !c.Key.Platform():
		c.Facts.Profile, c.Facts.Consents = crm.Profile{}, crm.Consents{}
		it.Body = nil
	case exempt == Companies:
		c.Facts.Profile, c.Facts.ContactPersons = crm.Profile{}, nil
		it.Body = nil
	}
	text, err := json.Marshal(c.Facts)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("forward=%q %s %x", c.Forward, text, sha256.Sum256(it.Body))
}
