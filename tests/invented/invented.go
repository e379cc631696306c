// Package invented gives tests a shop with a past to look at: the whole system over a folder, filled by the signed webhooks of
// an invented shop, with its owners at work.
package invented

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"holdfast/infra/holdfast/invent"
	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/records/results"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Store is the name of every invented shop's store.
const Store = invent.Store

// Options say which shop. The zero value is 300 customers over a year, in English.
type Options struct {
	Language  string
	Customers int
	Days      int
	Seed      uint64
	Settings  func(*playbook.Config) // changes what the shop has set up; may be nil
}

// zeroHour is when every invented shop opens.
var zeroHour = time.Date(2025, 2, 3, 0, 0, 0, 0, time.UTC)

var connected = map[string]sources.Source{
	invent.Shop: {Platform: "shopify", Secrets: []string{"0123456789abcdef0123456789abcdef"}},
	invent.Desk: {Platform: "zendesk", Secrets: []string{"dGhlLWRlc2stc2VjcmV0LW9mLWFuLWludmVudGVkLXNob3A="}},
	invent.ERP:  {Platform: "standard", Secrets: []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}},
}

// Shop runs a shop's days, and leaves the clock on the afternoon of the last. The system is not started: what is due is done
// when the clock is turned.
func Shop(ctx context.Context, dir string, o Options) (*local.System, error) {
	o.Customers, o.Days, o.Seed = cmp.Or(o.Customers, 300), cmp.Or(o.Days, 365), cmp.Or(o.Seed, 7)
	weekly := local.Schedule{
		Censuses: []time.Duration{2 * time.Hour}, CensusDays: 7,
		Sweeps: []time.Duration{7 * time.Hour, 13 * time.Hour},
	}
	sys, err := Empty(ctx, dir, o, local.Options{Clock: local.Standing(zeroHour), Schedule: &weekly})
	if err != nil {
		return nil, err
	}
	year := invent.New(o.Seed, zeroHour, o.Days, o.Customers)
	for day := range o.Days {
		morning := zeroHour.AddDate(0, 0, day+1) // a day's deliveries are posted when it is over
		sys.Clock.Turn(morning)
		for _, d := range year.Day(day) {
			if err := Post(sys, d); err != nil {
				return sys, err
			}
		}
		if err := sys.Turn(ctx, morning.Add(14*time.Hour)); err != nil {
			return sys, err
		}
		if day < o.Days-20 { // the last days' tasks are still to be done
			if err := work(ctx, sys, year, day); err != nil {
				return sys, err
			}
		}
	}
	return sys, nil
}

// Empty is a system with a store that nobody has told anything yet.
func Empty(ctx context.Context, dir string, o Options, how local.Options) (*local.System, error) {
	how.Dir = dir
	sys, err := local.Open(how)
	if err != nil {
		return nil, err
	}
	c := playbook.DefaultConfig(Store, invent.Currency)
	c.Zone, c.Owner, c.Manager, c.MarginBP = "Europe/Berlin", invent.Owners[0], invent.Owners[len(invent.Owners)-1], 4200
	c.Language = cmp.Or(o.Language, "en")
	for name, hours := range map[playbook.Name]int{playbook.Obligation: 96, playbook.OwnerCall: 600} { // its owners have time
		play := c.Plays[name]
		play.Hours = hours
		c.Plays[name] = play
	}
	if o.Settings != nil {
		o.Settings(&c)
	}
	if err := sys.AddStore(ctx, "Papier & Feder", []byte("a pepper that tests may know"), c); err != nil {
		return sys, err
	}
	for name, src := range connected {
		if err := sys.PutSource(Store, name, src); err != nil {
			return sys, err
		}
	}
	return sys, nil
}

// Post signs a delivery and has the system take it, as it would come over HTTP. Forged and stale ones are left out.
func Post(sys *local.System, d invent.Delivery) error {
	if d.Forged || d.Stale {
		return nil
	}
	src := connected[d.Source]
	platform, _ := platforms.For(src.Platform)
	r := httptest.NewRequest(http.MethodPost, "/hooks/"+Store+"/"+d.Source, bytes.NewReader(d.Body))
	r.Header = platform.Sign(webhook.Source{Secrets: [][]byte{[]byte(src.Secrets[0])}}, d.Topic, d.Body, sys.Clock.Now())
	w := httptest.NewRecorder()
	sys.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return fmt.Errorf("%s %s: %d %s", d.Source, d.Topic, w.Code, w.Body)
	}
	return nil
}

// Tell posts one of our own events, as the shop's other systems would.
func Tell(sys *local.System, topic, data string) error {
	body := fmt.Sprintf(`{"type":%q,"timestamp":%q,"data":%s}`, topic, sys.Clock.Now().Format(time.RFC3339), data)
	return Post(sys, invent.Delivery{Source: invent.ERP, Topic: topic, Body: []byte(body)})
}

// work has the owners report on what is open, two tasks in three.
func work(ctx context.Context, sys *local.System, year *invent.Year, day int) error {
	shop, err := sys.Book.FindShop(ctx, Store)
	if err != nil {
		return err
	}
	tasks, err := table.Collect(sys.Book.OpenTasks(ctx, Store))
	if err != nil {
		return err
	}
	now := crm.InstantOf(sys.Clock.Now())
	for i, t := range tasks {
		if t.State != playbook.Open || t.NotBefore > now || (day+i)%3 == 0 {
			continue
		}
		said := year.AnswerCall(t.Customer, now.Time())
		report := playbook.Feedback{Result: playbook.Result(said.Result), Reason: said.Reason}
		if _, err := (results.Recorder{Book: sys.Book, Shop: shop, At: now}).RecordFeedback(ctx, t.ID, report); err != nil {
			return err
		}
	}
	return nil
}
