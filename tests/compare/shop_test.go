package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// invented is a shop of customers who buy every 10 to 29 days for 400 days. Every fourth leaves after 250 days, every fifth buys once.
func invented(t *testing.T) *shop {
	t.Helper()
	all := orders{}
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 80 {
		last := 400
		switch {
		case i%5 == 0:
			last = i
		case i%4 == 0:
			last = 250
		}
		for day, n := i, 0; day <= last; n++ {
			all.add(fmt.Sprintf("%03d", i), start.AddDate(0, 0, day), int64(1000+100*i), "EUR")
			day += 10 + (i*7+n*3)%20
		}
	}
	s, err := open("invented", "EUR", customersOf(all), 0.5)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEverySilenceIsCountedOnce(t *testing.T) {
	t.Parallel()
	s := invented(t)
	purchases, running := 0, 0
	for _, c := range s.customers {
		purchases += len(c.days)
	}
	for _, x := range s.silences {
		if !x.ended && x.days < s.visible() {
			running++
		}
	}
	if len(s.silences) != purchases || len(s.calibrates)+len(s.tests)+len(s.left)+running != purchases {
		t.Errorf("%d purchases, %d silences: %d, %d, %d and %d", purchases, len(s.silences), len(s.calibrates), len(s.tests), len(s.left), running)
	}
	if len(s.left) != 16+16 { // bought once, or left after 250 days
		t.Errorf("%d left", len(s.left))
	}
	if people := s.people(); len(people) != 80 {
		t.Errorf("%d people on the day of the split", len(people))
	}
}

func TestNothingIsLearntFromWhatCameAfterTheSplit(t *testing.T) {
	t.Parallel()
	s := invented(t)
	for i, c := range s.customers {
		for _, o := range s.factsThen(i).Orders {
			if dayOf(o.Placed) > s.split {
				t.Fatalf("customer %s: an order of %s is known on %s", c.id, date(dayOf(o.Placed)), date(s.split))
			}
		}
	}
	for _, x := range s.calibrates {
		if x.until() > s.split || !x.ended {
			t.Fatalf("learnt from a gap that ended on %s", date(x.until()))
		}
	}
}

func TestWhoKnowsWhoLeftRaisesNoFalseAlarmAndWaitsForNothing(t *testing.T) {
	t.Parallel()
	s := invented(t)
	oracle := rule{name: "oracle", dated: true, score: func(x *silence, days int) float64 {
		if x.ended {
			return 0
		}
		return float64(days)
	}}
	rules := s.rules(0.1)
	own := rules[len(rules)-1]
	twin := own
	twin.name = "twin"
	all := newContest(s, 0.1, []rule{oracle, twin, own}).outcomes(everyone)
	if all[0].alarmed != 0 || all[0].learnt.mean != 1 || all[0].equal.mean != 1 || all[0].learnt.byEnd != 1 || !all[0].clearly() || all[0].won != all[0].of {
		t.Errorf("the oracle: %+v", all[0])
	}
	if all[1].sooner != 0 || all[1].clearly() || all[1].won != 0 {
		t.Errorf("the default's twin: %+v", all[1])
	}
	if all[2].factor != 1 || all[2].sooner != 0 || all[2].won != 0 {
		t.Errorf("the default: %+v", all[2])
	}
}

func TestTheModelsRulesSayWhatTheSystemSays(t *testing.T) {
	t.Parallel()
	s := invented(t)
	settings := exitcost.DefaultSettings(s.currency)
	settings.Horizon = s.test()
	for _, p := range s.people() {
		v := overdue.Decide(p.x.history, s.policy, instant(s.split).Time())
		w := exitcost.NewWorth(s.factsThen(p.x.customer), p.x.history, v, s.model, settings)
		if got := s.noOrderRhythm(p.x, p.days); math.Abs(1000*got-float64(w.None)) > 0.5+1e-6 {
			t.Fatalf("customer %d, silent for %d days: %v, in force %d per mille", p.x.customer, p.days, got, w.None)
		}
		if p.days != v.Silence || p.x.allowed != v.Allowed {
			t.Fatalf("customer %d: silent for %d of %d, in force %d of %d", p.x.customer, p.days, p.x.allowed, v.Silence, v.Allowed)
		}
	}
}

func TestAtEqualFalseAlarmsNoRuleRaisesMoreThanTheDefault(t *testing.T) {
	t.Parallel()
	s := invented(t)
	c := newContest(s, 0.1, s.rules(0.1))
	last := len(c.rules) - 1
	for i, r := range c.rules {
		if got, most := reached(c.peaks(i, steady.holds), c.equal(i, steady)), reached(c.peaks(last, steady.holds), c.factor[last]); got > most {
			t.Errorf("%s: %v false alarms, the default %v", r.name, got, most)
		}
	}
}

func TestMoreSilenceIsNeverLessOverdue(t *testing.T) {
	t.Parallel()
	s := invented(t)
	for _, r := range s.rules(0.1) {
		for _, x := range s.silences[:40] {
			for day := 1; !r.falls && day < 200; day++ {
				if a, b := r.score(x, day), r.score(x, day+1); b < a-1e-9 {
					t.Fatalf("%s: %v on day %d, %v on the next", r.name, a, day, b)
				}
			}
		}
	}
}

func TestTheFilesAreReadWithTheirTraps(t *testing.T) {
	t.Parallel()
	master, err := readCDNOW(strings.NewReader(" customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n 00001 19970101  5   77.00\n 00001 19970112  1 0.00\n"))
	if err != nil {
		t.Fatal(err)
	}
	sample, err := readCDNOW(strings.NewReader(" 00004 0001 19970101  2   29.33\n"))
	if err != nil {
		t.Fatal(err)
	}
	invoices, err := readInvoices(strings.NewReader(strings.Join(columns, ",") + `
1,17850,2010-12-01 08:26:00,United Kingdom,7,40,139.12
C2,17850,2010-12-05 08:26:00,United Kingdom,1,-1,-27.5
3,,2010-12-05 09:00:00,United Kingdom,1,1,5
A4,17850,2010-12-05 09:00:00,United Kingdom,1,1,5
5,17850,2010-12-06 09:00:00,United Kingdom,1,1,0
6,17850,2010-12-06 09:00:00,United Kingdom,1,1,-3
C7,9,2010-12-06 09:00:00,United Kingdom,1,-1,-3
`))
	if err != nil {
		t.Fatal(err)
	}
	type read struct {
		ID    string
		Days  int
		Minor int64
	}
	var got []read
	for _, o := range []orders{master, sample, invoices} {
		for _, c := range customersOf(o) {
			r := read{ID: c.id, Days: len(c.days)}
			for _, order := range c.orders {
				r.Minor += order.Net().Minor
			}
			got = append(got, r)
		}
	}
	if diff := cmp.Diff([]read{{"00001", 2, 8877}, {"0001", 1, 2933}, {"17850", 1, 11162}}, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestAFileThatIsNotWhatItSaysIsRefused(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func() (orders, error){
		"columns":  func() (orders, error) { return readInvoices(strings.NewReader("a,b\n")) },
		"no lines": func() (orders, error) { return readInvoices(strings.NewReader("")) },
		"amount":   func() (orders, error) { return readCDNOW(strings.NewReader("1 19970101 1 x\n")) },
		"date":     func() (orders, error) { return readCDNOW(strings.NewReader("1 1997 1 2\n")) },
		"three":    func() (orders, error) { return readCDNOW(strings.NewReader("1 19970101 1\n")) },
	} {
		if _, err := read(); err == nil {
			t.Errorf("%s: was read", name)
		}
	}
	if _, err := open("empty", "EUR", nil, 0.5); err == nil {
		t.Error("a shop where nobody bought")
	}
}

func TestTheWholeIsPrintedTheSameEachTime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cdnow.txt")
	var text strings.Builder
	for _, c := range invented(t).customers {
		for _, o := range c.orders {
			fmt.Fprintf(&text, "%s %s 1 %d.00\n", c.id, o.Placed.Time().Format("20060102"), o.Total/100)
		}
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	quiet := &progress{io.Discard, time.Now()}
	var first, second bytes.Buffer
	if err := run(path, "", 0.5, &first, quiet); err != nil {
		t.Fatal(err)
	}
	if err := run(path, "", 0.5, &second, quiet); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.String(), second.String()); diff != "" {
		t.Fatal(diff)
	}
	for _, bad := range []string{"NaN", "Inf", "%!"} {
		if strings.Contains(first.String(), bad) {
			t.Errorf("%s is printed:\n%s", bad, first.String())
		}
	}
	if err := run("", "", 0.5, io.Discard, quiet); err == nil {
		t.Error("without data there is nothing to compare")
	}
}

func TestDaysAreNumberedAsTheCalendarHasThem(t *testing.T) {
	t.Parallel()
	at := crm.InstantOf(time.Date(2010, 12, 1, 8, 26, 0, 0, time.UTC))
	if got := date(dayOf(at)) + " " + monthOf(dayOf(at)) + " " + quarterOf(dayOf(at)); got != "2010-12-01 2010-12 2010 Q4" || !gift(dayOf(at)) {
		t.Errorf("got %s, gift season %v", got, gift(dayOf(at)))
	}
}
