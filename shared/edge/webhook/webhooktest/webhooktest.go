// Package webhooktest holds what every platform must do. The tests of
// package platforms run CheckSignatures and CheckGoldens on every platform with its samples
// in events/; each platform's own tests add the fuzz targets.
package webhooktest

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/sample"
	"holdfast/shared/words/crm"
)

var update = flag.Bool("update", false, "write the golden files of the samples anew")

// Now is the instant of all suites; samples are older.
var Now = time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)

// Source is the name of the connection in all suites.
const Source = "shop"

const ending = ".http"

// Events returns the folder of the samples, from any folder of the module.
func Events(t testing.TB) string {
	t.Helper()
	for dir := "."; len(dir) < 40; dir = filepath.Join("..", dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "events")
		}
	}
	t.Fatal("no go.mod above this folder")
	return ""
}

// Samples reads the sample deliveries of a platform by name.
func Samples(t testing.TB, platform string) map[string]sample.Sample {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(Events(t), platform, "*"+ending))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples of %s: %v", platform, err)
	}
	all := map[string]sample.Sample{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sample.Parse(raw)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		all[strings.TrimSuffix(filepath.Base(f), ending)] = s
	}
	return all
}

// CheckGoldens parses every sample of a platform and compares what it tells with the
// .golden file beside it. With -update it writes the golden files.
func CheckGoldens(t *testing.T, p webhook.Platform, platform string) {
	for name, s := range Samples(t, platform) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(Events(t), platform, name+".golden")
			checkGolden(t, file, DescribeSample(p, s))
		})
	}
}

func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: go test ./shared/edge/webhook/platforms -args -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// DescribeSample writes what a sample parses to, line by line.
func DescribeSample(p webhook.Platform, s sample.Sample) string {
	label, err := p.ReadLabel(s.Header, s.Body)
	if err != nil {
		return "unusable: " + err.Error() + "\n"
	}

	topic := "topic " + label.Topic
	events, err := p.Parse(NewDelivery(label, s.Body))
	if errors.Is(err, webhook.ErrIgnored) {
		return topic + ": accepted and counted, nothing to fold\n"
	}
	if err != nil {
		return topic + ": unusable: " + err.Error() + "\n"
	}
	return topic + " to " + laneNames[label.Lane] + "\n" + Describe(events)
}

var laneNames = [...]string{
	webhook.Nowhere:   "nowhere",
	webhook.ToOrders:  "orders",
	webhook.ToTickets: "tickets",
}

// NewDelivery returns the delivery that a label and a body make.
func NewDelivery(l webhook.Label, body []byte) webhook.Delivery {
	return webhook.Delivery{
		Source:    Source,
		Topic:     l.Topic,
		Triggered: l.Triggered,
		Received:  crm.InstantOf(Now),
		Body:      body,
	}
}

// CheckEvents fails the test for events that no later step could use.
func CheckEvents(t testing.TB, events []crm.Event, err error) {
	t.Helper()
	if err != nil {
		_, unusable := webhook.AsUnusable(err)
		if !unusable && !errors.Is(err, webhook.ErrIgnored) {
			t.Fatalf("an error of no known kind: %v", err)
		}
		if len(events) > 0 {
			t.Fatal("events beside an error")
		}
		return
	}

	if len(events) == 0 {
		t.Fatal("neither events nor an error")
	}
	for _, ev := range events {
		checkEvent(t, ev)
	}
}

func checkEvent(t testing.TB, ev crm.Event) {
	t.Helper()
	isOfAList := ev.Kind == crm.KindCustomer // which may be undated
	if ev.At < 0 && !isOfAList || ev.Kind == 0 || !strings.HasPrefix(ev.ID, ev.Kind.String()+"/") {
		t.Fatalf("event %q of kind %v at %d", ev.ID, ev.Kind, ev.At)
	}
	if ev.Order != nil && !usableOrder(ev.Order) {
		t.Fatalf("order %+v", *ev.Order)
	}
	if ev.Ticket != nil && !usableTicket(ev.Ticket) {
		t.Fatalf("ticket %+v", *ev.Ticket)
	}
	if ev.Lesson != nil && !usableLesson(ev.Lesson) {
		t.Fatalf("lesson %+v", *ev.Lesson)
	}
	checkEmail(t, ev.Who.Email)
	checkProfile(t, &ev.Profile)
}

func checkProfile(t testing.TB, p *crm.Profile) {
	t.Helper()
	for f, text := range p {
		size := len(text.Value)
		datedNothing := size == 0 && text.At != 0
		if size > 300 || datedNothing {
			t.Fatalf("profile field %v of %d bytes at %d", crm.Field(f), size, text.At)
		}
	}
}

func usableOrder(o *crm.Order) bool {
	named := o.ID != ""
	if o.Deleted() {
		return named // its deletion says nothing else; the receipt dates it
	}
	dated := o.Updated > 0 && o.Placed > 0
	priced := o.Refunded >= 0 && len(o.Currency) == 3
	return named && dated && priced
}

func usableTicket(t *crm.Ticket) bool {
	dated := t.Updated > 0 || t.ScoredAt > 0
	return t.ID != "" && dated && t.Score <= 5
}

func usableLesson(l *crm.Lesson) bool {
	dated := l.At > 0 && l.Asked > 0
	return dated && l.Task != "" && l.Survey
}

func checkEmail(t testing.TB, email string) {
	t.Helper()
	if email == "" {
		return
	}
	normal, ok := webhook.PersonalEmail(email)
	if !ok || normal != email {
		t.Fatal("an address that is not normal, or masked")
	}
}
