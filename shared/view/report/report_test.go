package report_test

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/view/report"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
	"holdfast/shared/words/tally"
)

func eur(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: "EUR"} }

func span(mid, low, high int64) exitcost.MoneyInterval {
	return exitcost.MoneyInterval{Mid: eur(mid), Low: eur(low), High: eur(high)}
}

func held(mid, low, high, came int64) exitcost.ForecastCheck {
	return exitcost.ForecastCheck{Foretold: tally.Interval{Mid: mid, Low: low, High: high}, Came: came}
}

func day(year int, month time.Month, day int) crm.Instant {
	return crm.InstantOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// hostile is a name that would like to be more than one.
const hostile = `=<script>alert("x")</script>`

// full is a report in which every section has something to say.
func full() *book.CensusReport {
	settings := exitcost.DefaultSettings("EUR")
	settings.Extras = exitcost.Extras{Told: 15, Prospects: 100, Deterred: 50, Replace: 20_00, Replaced: 500}
	rate := exitcost.Rate{Base: 6600, Lost: 460, PerMyriad: 697, Low: 638, High: 761, Revenue: 510}
	return &book.CensusReport{
		Estimate: exitcost.Estimate{
			AsOf: day(2026, 10, 2), Period: exitcost.Period{Year: 2026, Quarter: 3, Start: day(2026, 7, 1), End: day(2026, 10, 1)}, Horizon: 365, Customers: 6600,
			Standings: map[string]int64{"active": 6000, "overdue": 100, "at_risk": 40, "exited": 460, "prospect": 1},
			Rate:      rate, Prior: exitcost.Rate{Base: 6500, Lost: 416, PerMyriad: 640, Low: 583, High: 702},
			Competitors: []exitcost.Competitor{{Name: hostile, Customers: 3}, {Name: "Acme", Customers: 2}},
			Reasons: []exitcost.LossLine{
				{Name: "service", Customers: 330, PerMyriad: 7174, Profit: eur(330_000_00), BreakEven: eur(330_000_00), Controllable: true},
				{Name: "market", Customers: 40, PerMyriad: 870, Profit: eur(40_000_00), BreakEven: eur(0)},
				{Name: "unknown", Customers: 90, PerMyriad: 1957, Profit: eur(90_000_00), BreakEven: eur(0)},
			},
			Tiers: []exitcost.LossLine{{Name: "apex", Customers: 3, PerMyriad: 65, Profit: eur(9_000_00), BreakEven: eur(3_000_00), Rate: &rate}},
			Cost:  span(460_000_00, 420_000_00, 500_000_00), Classical: eur(610_000_00), BreakEven: eur(330_000_00),
			Extras:  []exitcost.Extra{{Name: "word_of_mouth", Cost: eur(2_475_00), Base: 330}, {Name: "replacement", Cost: eur(4_600_00), Base: 460}},
			Leaving: exitcost.Leaving{Customers: 140, Stake: eur(52_000_00), Saving: eur(5_200_00), Top: []exitcost.Leaver{{Key: "p:s:1", Tier: segment.Apex, Silence: 74, Cycle: 20, Allowed: 58, Stake: 2_140_00, Reason: "service"}}},
			Months:  []exitcost.MonthLine{{Month: "2026-08", Base: 6500, Lost: 150, Back: 9, Cost: span(150_000_00, 120_000_00, 180_000_00)}, {Month: "2026-09", Base: 6520, Lost: 90, Cost: span(80_000_00, 60_000_00, 99_000_00)}},
			Cohorts: []exitcost.CohortLine{{Quarter: "earlier", Lost: rate}, {Quarter: "2026-Q1", Lost: exitcost.Rate{Base: 300, Lost: 60, PerMyriad: 2000, Low: 1586, High: 2490}}},
			Origins: []exitcost.OriginLine{{Name: "", Lost: rate, Value: eur(1), Each: eur(900_00)}, {Name: hostile, Lost: rate, Revenue: eur(7), Value: eur(600_000_00), Each: eur(426_00)}, {Name: "google", Lost: rate, Each: eur(128_00)}},
			Equity:  eur(3_000_000_00),
			Forecasts: []exitcost.StoreForecast{
				{Days: 30, Leavers: tally.Interval{Mid: 50, Low: 40, High: 61}, Loss: tally.Interval{Mid: 50_000_00, Low: 38_000_00, High: 63_000_00}},
				{Days: 90, Leavers: tally.Interval{Mid: 150, Low: 130, High: 171}, Loss: tally.Interval{Mid: 150_000_00, Low: 128_000_00, High: 173_000_00}},
			},
			BackTest: &exitcost.BackTest{
				AsOf: day(2025, 10, 2), Days: 364, Customers: 5000, Leavers: held(400, 350, 450, 460), Loss: held(400_000_00, 350_000_00, 470_000_00, 460_000_00),
				Orders: held(9000, 8000, 10_000, 9100), Profit: held(900_000_00, 800_000_00, 1_000_000_00, 870_000_00), None: held(2000, 1800, 2200, 2100), Back: held(10, 5, 16, 0),
				Called: 300, Silent: 2100, Missed: 1700, AUC: 7790, Tenths: []exitcost.Tenth{{Customers: 500, Expected: 4000, Came: 4100, None: 20, WereNone: 15}},
			},
			Drivers: []drivers.Effect{{Driver: drivers.Complaint, Customers: 51, Odds: 9150, Low: 4840, High: 17_310}, {Driver: drivers.Refund, Customers: 226, Odds: 1110, Low: 710, High: 1720}},
			ModelFacts: exitcost.ModelFacts{
				Family: "mbg/nbd", Status: "no dropout seen", Customers: 6600, LogLik: -1, Params: []exitcost.Param{{Name: "r", Value: 0.525, SE: 0.049}}, Split: "by time",
				Candidates: []exitcost.Candidate{{Family: "nbd", Score: -2, Barred: true}, {Family: "mbg/nbd", Score: -1.9}, {Family: "pareto/nbd", Error: "did not converge"}},
				Spend:      &exitcost.SpendFacts{Status: "found", Customers: 6000, Params: []exitcost.Param{{Name: "p", Value: 6.25}}, Mean: 35.1, Correlation: 0.44}, ManyBuyers: 1,
			},
			Revenue: eur(6_600_000_00), Guests: eur(100_00), Erased: eur(200_00), Apart: []segment.Apart{{Money: crm.Money{Minor: 1000_00, Currency: "USD"}, Orders: 3}}, Settings: settings,
			StoreModel: exitcost.StoreModel{FittedTo: 6500},
		},
		Tiers: []segment.Share{
			{Tier: segment.Apex, Customers: 66, Profit: eur(300), PerMyriad: 2000, Textbook: 5000},
			{Tier: segment.High, Customers: 264, Profit: eur(400), PerMyriad: 2900, Textbook: 5000},
			{Tier: segment.Middle, Customers: 990, Profit: eur(300), PerMyriad: 2600, Textbook: 3000},
			{Tier: segment.Low, Customers: 5280, Profit: eur(280), PerMyriad: 2500, Textbook: 2000},
		},
		Segments: segments(),
		Lift: []lift.Lift{
			{Playbook: "win_back", Treated: 292, Held: 31, Bought: 5820, Alone: 6130, Points: tally.Interval{Mid: -307, Low: -1911, High: 1525}, Each: tally.Interval{Mid: -34_17, Low: -87_86, High: 19}, CostEach: 60, Finding: lift.DoesNot},
			{Playbook: "owner_call", Reason: "price", Treated: 40, Held: 1, Finding: lift.TooEarly},
		},
	}
}

func segments() segment.Overview {
	group := func(name string, n int64) segment.Group { return segment.Group{Name: name, Customers: n, PerMyriad: n} }
	return segment.Overview{
		Customers: 6600, Stages: []segment.Group{group("growing", 4000), group("exited", 460)}, Loyalty: []segment.Group{group("loyal", 900)}, States: []segment.Group{group("repelled", 20)},
		Patterns: []segment.Group{group("bulk", 70)}, Spending: []segment.Group{group("high", 2200)}, Relations: []segment.Level{{Group: group("partnership", 90), Service: segment.Partnership.Service()}, {Group: group("basic", 9)}},
		Satisfaction: map[string]map[string]int64{"good": {"satisfied": 20, "dissatisfied": 3}}, Content: 250, Trapped: 25, Since: day(2026, 9, 2),
		Moves: []segment.Move{{From: "growing", To: "declining", Customers: 64}}, TierMoves: []segment.Move{{From: "low", To: "middle", Customers: 33}},
		RFM:       segment.RFMCuts{Spec: segment.DefaultRFMSpec(), Recency: []int64{127, 47, 25, 11}, Frequency: []int64{2, 4, 6, 8}, Monetary: []int64{113_00, 246_00, 410_00, 737_00}},
		Cells:     []segment.RFMCell{{RFM: segment.RFM{R: 5, F: 5, M: 5}, Customers: 160, Sales: eur(700_00)}, {RFM: segment.RFM{R: 5, F: 5, M: 4}, Customers: 7, Sales: eur(50_00)}, {RFM: segment.RFM{R: 1, F: 1, M: 1}, Customers: 248, Sales: eur(250_00)}},
		Campaigns: []segment.Campaign{{Channel: "email", R: 2, F: 1, Contacts: 223, Purchases: 42, PerMyriad: 1883, Index: 1696}},
		Losing:    1, LostMoney: eur(50_00), Losers: []segment.Loser{{Key: "p:s:9", Profit: -50_00}},
	}
}

func reader(lang string) report.Reader {
	return report.Reader{Locale: phrase.Locale{Language: lang, Zone: time.UTC}, Shop: "Kontor", Name: func(crm.Key) string { return hostile }, Link: func(k crm.Key) string { return "/c/" + string(k) }}
}

// says is all the text of a section.
func says(s report.Passage) string {
	var b strings.Builder
	for _, t := range append([]string{s.Title, s.Finding, s.Note}, s.Text...) {
		b.WriteString(t + "\n")
	}
	for _, f := range s.Figures {
		b.WriteString(f.Label + ": " + f.Value + "\n" + strings.Join(f.Evidence, "\n") + "\n")
	}
	for _, t := range s.Tables {
		for _, c := range t.Columns {
			b.WriteString(c.Title + " | ")
		}
		for _, r := range t.Rows {
			b.WriteString("\n")
			for _, c := range r {
				b.WriteString(c.Text + " (" + c.Note + ") | ")
			}
		}
	}
	return b.String()
}

func section(t *testing.T, r *book.CensusReport, id string) report.Passage {
	t.Helper()
	for _, s := range report.New(r, reader("en")).Sections {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("the report has no section %s", id)
	return report.Passage{}
}

func TestEverySectionIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, lang := range phrase.Languages() {
		said := map[string]report.Passage{}
		for _, p := range report.New(full(), reader(lang)).Sections {
			said[p.ID] = p
		}
		for _, s := range report.Sections {
			p, ok := said[s.ID]
			if !ok {
				t.Errorf("%s: nothing is said of %s; full has nothing for it", lang, s.ID)
				continue
			}
			for _, fault := range faults(p) {
				t.Errorf("%s %s %s:\n%s", lang, s.ID, fault, says(p))
			}
		}
	}
}

var (
	garbled     = regexp.MustCompile(`%!|\[[a-z_]+\.[a-z_.]+\]|<nil>|NaN|Inf`)
	description = regexp.MustCompile(`<title id="([^"]+)-title">[^<]+</title><desc id="([^"]+)-text">[^<]*: [^<]+</desc>`)
)

// faults lists what a passage lacks.
func faults(p report.Passage) []string {
	var out []string
	if m := garbled.FindString(says(p) + string(p.Drawing)); m != "" {
		out = append(out, "says "+m)
	}
	if p.Title == "" {
		out = append(out, "has no title")
	}
	if p.Drawing != "" && (p.Finding == "" || !description.MatchString(string(p.Drawing))) {
		out = append(out, "draws what it does not say in words")
	}
	for _, t := range p.Tables {
		for _, row := range t.Rows {
			if len(row) != len(t.Columns) {
				out = append(out, "has a row that is longer or shorter than its heads")
			}
		}
	}
	return out
}

func TestWhatAPassageLacksIsSaid(t *testing.T) {
	t.Parallel()
	half := report.Passage{
		Text:    []string{"[report.toy.note]"},
		Drawing: `<svg><title id="toy-title">Toys</title><desc id="toy-text"></desc></svg>`,
		Tables:  []report.Table{{Columns: make([]report.Column, 2), Rows: [][]report.Cell{{{Text: "1"}}}}},
	}
	want := []string{
		"says [report.toy.note]",
		"has no title",
		"draws what it does not say in words",
		"has a row that is longer or shorter than its heads",
	}
	if diff := cmp.Diff(want, faults(half)); diff != "" {
		t.Fatal(diff)
	}
}

func TestAReportListsTheCustomersThatItNames(t *testing.T) {
	t.Parallel()
	named := map[crm.Key]bool{}
	to := reader("en")
	to.Name = func(k crm.Key) string {
		named[k] = true
		return "a name"
	}
	report.New(full(), to)
	listed := map[crm.Key]bool{}
	for _, k := range report.Customers(full()) {
		listed[k] = true
	}
	if diff := cmp.Diff(named, listed); diff != "" || len(named) == 0 {
		t.Fatalf("named - and listed +:\n%s", diff)
	}
}

func TestAReportSaysWhatItFound(t *testing.T) {
	t.Parallel()
	for id, want := range map[string][]string{
		"why":      {"Service is seven exits in ten", "In our hands by the settings: price, product and service.", "Some of the lost said where they buy now: " + hostile + " (3) and Acme (2).", "strictly less than 330,000 EUR", "ring up whoever complained", "nothing yet"},
		"rate":     {"7.0 % of the customers were lost; the difference to the quarter before may be chance", "460 of 6,600", "5.1 %"},
		"cohorts":  {"20.0 % of those who first bought in 2026-Q1 are lost by now"},
		"cost":     {"The model has seen nobody leave for good", "Word of mouth, beside it: 2,475 EUR", "330 who left over something in our hands tell 15 others", "50.0 % of 460 lost are replaced, at 20 EUR each", "no source that could be found"},
		"months":   {"2026-08 was the dearest month: 150,000 EUR"},
		"leaving":  {hostile, "74 days, own cycle 20, alarm at 58", "2,140 EUR"},
		"ahead":    {"about 150 customers (130 to 171) are lost within 90 days, and 150,000 EUR of profit with them"},
		"backtest": {"2 of 6 figures came to lie outside their range", "outside", "of 300 taken for lost by then, 0 have come back", "77.9 % of cases"},
		"tiers":    {"The first 5.0 % of the customers bring 49.0 % of the profit", "with apex", "strictly less than 3,000 EUR"},
		"stages":   {"64 from growing to declining", "33 from low to middle"},
		"rfm":      {"bring 75.0 % of the sales", "at most 11 days", "1,696"},
		"origins":  {"Who came by " + hostile + " is worth the most: 426 EUR each"},
		"drivers":  {"beyond chance: a complaint within eight weeks"},
		"lift":     {"What to stop, because it does not pay: messages to win back.", "cannot be told yet"},
		"losers":   {"We lose money on 1 customer: 50 EUR"},
		"service":  {"25 of 250 customers who are satisfied are leaving or gone all the same", "the manager", "4 hours"},
		"method":   {"No dropout can be seen in this store", "nbd -2 (only compared)", "pareto/nbd did not converge", "correlation 0.44", "1 account that buys like a marketplace", "3 orders of 1,000.00 USD kept apart"},
	} {
		text := says(section(t, full(), id))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q:\n%s", id, w, text)
			}
		}
	}
}

func TestWhereAModelSeesPeopleLeaveTheMoneyIsHeldAgainstTheMeanOfAll(t *testing.T) {
	t.Parallel()
	r := full()
	r.Estimate.ModelFacts.Status = clv.Found.String()
	if text := says(section(t, r, "cost")); !strings.Contains(text, "They were worth less than the mean of all") {
		t.Error(text)
	}
}

func TestADriverThatNobodyMetIsNotShown(t *testing.T) {
	t.Parallel()
	r := full()
	for i := range r.Estimate.Drivers {
		r.Estimate.Drivers[i].Customers = 0
	}
	for _, s := range report.New(r, reader("en")).Sections {
		if s.ID == "drivers" {
			t.Error(says(s))
		}
	}
}

func TestWhoeverWasAllLostBeforeIsToldSo(t *testing.T) {
	t.Parallel()
	r := full()
	r.Estimate.Rate.Base = 0
	r.Estimate.Standings[overdue.Exited.String()] = 0
	if text := says(section(t, r, "rate")); !strings.Contains(text, "Nobody had bought before") {
		t.Error(text)
	}
	r.Estimate.Standings[overdue.Exited.String()] = 12
	if text := says(section(t, r, "rate")); !strings.Contains(text, "had been lost by then") {
		t.Error(text)
	}
}

func TestTheFindingFollowsTheFigures(t *testing.T) {
	t.Parallel()
	line := func(name string, n, share int64) exitcost.LossLine {
		return exitcost.LossLine{Name: name, Customers: n, PerMyriad: share, Profit: eur(1), BreakEven: eur(0)}
	}
	for want, reasons := range map[string][]exitcost.LossLine{
		"Nobody was lost, so there is nothing to explain":                            nil,
		"Nobody knows yet why they left":                                             {line("unknown", 460, 10_000)},
		"For six exits in ten nobody knows the reason; of the others, service leads": {line("service", 100, 2200), line("unknown", 300, 6000)},
		"Service is one exit in ten; no reason stands out":                           {line("service", 66, 1434), line("price", 60, 1300)},
		"Price is two exits in ten":                                                  {line("price", 80, 1739), line("product", 70, 1500)},
	} {
		r := full()
		r.Estimate.Reasons = reasons
		if got := section(t, r, "why").Finding; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	r := full()
	r.Estimate.Rate.Lost, r.Estimate.Reasons = 4, []exitcost.LossLine{line("service", 3, 7500), line("price", 1, 2500)}
	if got, want := section(t, r, "why").Finding, "Service is 3 of 4 exits: too few to say more"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for want, prior := range map[string]exitcost.Rate{
		"7.0 % of the customers were lost":                                   {},
		"7.0 % of the customers were lost, more than in the quarter before":  {Base: 9, Low: 500, High: 600},
		"7.0 % of the customers were lost, fewer than in the quarter before": {Base: 9, Low: 800, High: 900},
	} {
		r := full()
		r.Estimate.Prior = prior
		if got := section(t, r, "rate").Finding; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A store of which nothing is known yet has a report that says so, section by section.
func TestAnEmptyReportIsStillOne(t *testing.T) {
	t.Parallel()
	r := &book.CensusReport{Estimate: exitcost.Estimate{
		AsOf: day(2026, 10, 2), Period: exitcost.Period{Year: 2026, Quarter: 4, Running: true}, Horizon: 365,
		Cost: span(0, 0, 0), Settings: exitcost.DefaultSettings("EUR"), ModelFacts: exitcost.ModelFacts{Status: "new shop"},
	}}
	d := report.New(r, report.Reader{Locale: phrase.Locale{Language: "en", Zone: time.UTC}, Shop: "Kontor"})
	if len(d.Lines) != 3 || !strings.Contains(d.Lines[0], "nobody had bought before it began") {
		t.Errorf("%q", d.Lines)
	}
	var all strings.Builder
	for _, s := range d.Sections {
		all.WriteString(says(s))
	}
	for _, want := range []string{"there is no rate yet", "Nobody is overdue or at risk now.", "too young to hold an estimate", "too few customers to rank", "We lose money on nobody.", "None was fitted: new shop."} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if _, err := d.HTML(); err != nil {
		t.Error(err)
	}
}

func TestThePageIsOneFileInWhichNothingRunsAndNothingIsLoaded(t *testing.T) {
	t.Parallel()
	page, err := report.New(full(), reader("en")).HTML()
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, bad := range []string{"<script", "javascript:", "http:", "https:", "<img", "<link", "url(", "@import", "ZgotmplZ"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if strings.Contains(text, "<details>") || !strings.Contains(text, "&lt;script&gt;") {
		t.Error("evidence is hidden from paper, or a name is missing")
	}
	body := regexp.MustCompile(`(?s)<style>.*?</style>|<meta[^>]*>|<!doctype html>`).ReplaceAllString(text, "")
	d := xml.NewDecoder(strings.NewReader(body))
	d.Entity = xml.HTMLEntity
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestRowsAreOneFigureEachAndNeverAFormula(t *testing.T) {
	t.Parallel()
	rows, err := csv.NewReader(strings.NewReader(string(report.CSV(full())))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(report.Header, rows[0]); diff != "" {
		t.Error(diff)
	}
	got := map[string]string{}
	for _, r := range rows[1:] {
		key := strings.Join(r[:3], "/")
		if _, twice := got[key]; twice && r[0] != "revenue" {
			t.Errorf("%s stands there twice", key)
		}
		got[key] = strings.TrimRight(strings.Join(r[3:], " "), " ")
		for _, cell := range r[1:3] {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	want := map[string]string{
		"cost//profit_lost": "460000.00 EUR 420000.00 500000.00", "rate/Q3/rate": "6.97 % 6.38 7.61", "reason/service/break_even": "330000.00 EUR",
		"month/2026-08/lost": "150", "ahead/90/leavers": "150  130 171", "backtest/orders/came": "9100  9100 9100", "driver/complaint/odds": "9.15  4.84 17.31",
		"rfm/R5 F5 M4/customers": "7", "lift/win_back/found": "does_not", "loser/p:s:9/year_profit": "-50.00 EUR", "tier/apex/rate": "6.97 % 6.38 7.61",
	}
	for key, w := range want {
		if got[key] != w {
			t.Errorf("%s is %q, want %q", key, got[key], w)
		}
	}
}

func TestTheBackTestSaysHowManyFiguresLieOutsideTheirRange(t *testing.T) {
	t.Parallel()
	for lang, wants := range map[string][2]string{"en": {"all that came lies in its ranges", "all 6 figures"}, "zh": {"均在区间之内", "全部 6 项"}} {
		for i, came := range [2]int64{100, 999} {
			r := full()
			h := held(100, 50, 150, came)
			b := r.Estimate.BackTest
			b.Leavers, b.Loss, b.Orders, b.Profit, b.None, b.Back = h, h, h, h, h, h
			var found string
			for _, s := range report.New(r, reader(lang)).Sections {
				if s.ID == "backtest" {
					found = s.Finding
				}
			}
			if !strings.Contains(found, wants[i]) || strings.Contains(found, "%!") {
				t.Errorf("%s: %q", lang, found)
			}
		}
	}
}
