package console

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
)

// everyPage lists the pages of a store.
func everyPage() []string {
	s := "/" + store
	return []string{
		s + "/", s + "/?all=1&owner=jonas", s + "/exit-cost", s + "/quarantine", s + "/sources", s + "/customers", s + "/customers?q=sato", s + "/customers?q=nobody-at-all",
		customerPath("1"), customerPath("2"), customerPath("3"), customerPath("4"), customerPath("101"), customerPath("141"), s + "/customers/g:erp:G1",
	}
}

func TestEveryPageIsWellFormedAndSafe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range everyPage() {
		res, page := w.ask(http.MethodGet, path, nil)
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
		wellFormed(t, path, page)
		for header, want := range map[string]string{"Content-Security-Policy": "default-src 'none'; style-src 'self'", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"} {
			if got := res.Header.Get(header); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q", path, header, got)
			}
		}
	}
}

func TestTodayNamesWhomToReachByWhatIsAtStake(t *testing.T) {
	t.Parallel()
	page := newWorld(t).page("/" + store + "/")
	contains(t, plain(page), "people to reach", "EUR at stake", "Start with Hana Sato.", "1 answer is owed", "1 is asleep",
		"1 Hana Sato", "EUR at stake", "Sato Studio", "tier: high", "Silent for 21 days; own cycle about 13; nine of ten such gaps end before",
		"Likely reason: price.", "Please call Hana Sato by", "+49 151 2345678", "best by call", "agreed to call", "it is 16:00 there", "owner: mei",
		"Reached", "No answer", "Promised to order", "Call back", "Why did they leave?", "More", "Recommended somebody", "Escalate", "May not pay",
		"What to say", "Hello Hana Sato", "What this rests on", "expected to save", "Last orders", "420.00 EUR", "Refunds", "20.00 EUR",
		"Amara Oduya", "Ticket T1 of 12 January 2026 waits", "Privacy requests", "all that is known of them", "Asleep", "Lee Park", "Asleep until 09:00 there, 18:00 here.")
}

func TestOneOwnerSeesTheirOwnList(t *testing.T) {
	t.Parallel()
	page := plain(newWorld(t).page("/" + store + "/?owner=mei"))
	contains(t, page, "1 person to reach", "Everyone jonas mei", "Hana Sato")
	if strings.Contains(page, "Lee Park") {
		t.Errorf("jonas's customers stand on mei's list:\n%s", page)
	}
}

func TestTodayForProgramsSaysTheSame(t *testing.T) {
	t.Parallel()
	var got struct {
		Ready, Asleep, Privacy []playbook.Brief
	}
	if err := json.Unmarshal([]byte(newWorld(t).page("/"+store+"/today.json")), &got); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range got.Ready {
		names = append(names, b.Name)
	}
	if diff := cmp.Diff([]string{"Hana Sato", hostile, "Amara Oduya"}, names); diff != "" {
		t.Error(diff)
	}
	if len(got.Asleep) != 1 || len(got.Privacy) != 1 {
		t.Errorf("%d asleep, %d privacy requests", len(got.Asleep), len(got.Privacy))
	}
}

func TestACustomersPageShowsWhatIsKnownAndWhatItRestsOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.page(customerPath("1"))
	contains(t, plain(page), "Hana Sato", "Sato Studio", "tier: high", "owner: mei", "Silent for", "alarm at", "To be done", "Please call Hana Sato",
		"Standing", "By their own gaps: due after 13 days of silence", "Cycle 13 days", "14, 14, 14, 14, 14, 14", "At stake", "On the day of the last purchase",
		"Profit of 12 months", "margin of 42.0 %", "Tier high", "Apex begins at", "Likely reason price", "rated ticket T2 with 2 of 5", "Weight",
		"All orders 9 orders, 3,760.00 EUR", "The first on 1 September 2025", "Orders", "24 November 2025", "1084", "420.00 EUR",
		"10 November 2025", "20.00 EUR", "Tickets", "T2", "complaint", "2 of 5", "Parcels", "1084", "6 days late",
		"Tasks decided", "Notes", "Consent", "call yes", "e-mail not known, so no", "Profile", "time zone Europe/Berlin", "birthday not known", "Known as", "shop account erp:1")
	contains(t, page, `<svg class="chart timeline"`, `<title id="timeline-title">Orders, tickets and silence of Hana Sato</title>`)
}

func TestWhoHasNotAgreedCannotBeTapped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.page(customerPath("4"))
	contains(t, page, `href="mailto:amara@example.com"`)
	if page := w.page(customerPath("3")); strings.Contains(page, "tel:") || strings.Contains(page, `"javascript:`) {
		t.Error("a phone number without digits became a link")
	}
	contains(t, html.UnescapeString(w.page(customerPath("1"))), `href="tel:+491512345678"`)
}

func TestAHostileNameStaysText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	report := book.CensusReport{Estimate: workedExample()}
	report.Estimate.AsOf = w.reportDay()
	report.Estimate.Leaving.Customers, report.Estimate.Leaving.Top = 1, []exitcost.Leaver{{Key: key("3"), Stake: 1, Reason: "unknown"}}
	if err := w.sys.Book.PutCensusReport(t.Context(), store, report); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/" + store + "/", customerPath("3"), "/" + store + "/customers?q=" + "%3Cscript%3E", "/" + store + "/exit-cost"} {
		page := w.page(path)
		if strings.Contains(page, "<script") || strings.Contains(page, "<img") {
			t.Errorf("%s has the name as it came", path)
		}
		contains(t, page, "&lt;script&gt;alert(")
	}
}

func TestWhoeverWasMergedErasedOrNeverNamedHasAPageThatSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	res, _ := w.ask(http.MethodGet, customerPath("102"), nil)
	if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != customerPath("101") {
		t.Errorf("the merged customer: %d to %q", res.StatusCode, got)
	}
	contains(t, plain(w.page(customerPath("101"))), "Known as", "shop account erp:101", "shop account erp:102")
	contains(t, plain(w.page(customerPath("141"))), "Erased customer", "This customer was erased on 12 January 2026 and stays erased.")
	contains(t, plain(w.page("/"+store+"/customers/g:erp:G1")), "Guest", "An order that names nobody.", "G1", "12.00 EUR")
}

func TestExitCostSaysThreeLinesAndWhatTheyRestOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.page("/" + store + "/exit-cost")
	contains(t, plain(page), "Exit cost Q4:", "lost (", "before", "That costs", "profit over 12 months", "Leaving now:", "Why they left",
		"How many", "What it costs", "Profit lost", "For the one lost", "Worth spending against it", "At stake now", "Money lost per month",
		"Who is leaving now", "Hana Sato", "own cycle 13", "The look ahead", "Was the estimate right before?", "Who brings the profit", "textbook 50.0 %",
		"Apex", "Where customers stand", "Recency and frequency", "What our measures saved",
		"How these numbers come about", "Revenue of the last 365 days", "Who counts as lost?")
	contains(t, page, `<svg class="chart bars"`, `<svg class="chart intervals"`, `<svg class="chart columns"`, `href="`+customerPath("1")+`"`, `<svg class="chart grid"`)
	var got struct {
		Report book.CensusReport
	}
	if err := json.Unmarshal([]byte(w.page("/"+store+"/exit-cost.json")), &got); err != nil {
		t.Fatal(err)
	}
	for _, line := range got.Report.Estimate.SayLines("en", nil)[:2] {
		contains(t, plain(page), line)
	}
	if got.Report.Estimate.Leaving.Top[0].Key != key("1") {
		t.Errorf("first among the leavers is %+v", got.Report.Estimate.Leaving.Top[0])
	}
}

func TestTheReportIsAFileToPrintAndOneForSpreadsheets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	res, page := w.ask(http.MethodGet, "/"+store+"/exit-cost.html", nil)
	head, rest, _ := strings.Cut(page, "<style>")
	_, rest, _ = strings.Cut(rest, "</style>")
	wellFormed(t, "exit-cost.html", head+rest)
	contains(t, page, "<style>", "Exit cost", "Hana Sato")
	if strings.Contains(page, "href=\"/") || !strings.HasPrefix(res.Header.Get("Content-Disposition"), `attachment; filename="exit-cost-demo-2026-01-`) {
		t.Errorf("the file leads elsewhere, or has no name: %v", res.Header)
	}
	_, rows := w.ask(http.MethodGet, "/"+store+"/exit-cost.csv", nil)
	contains(t, rows, "section,of,figure,value,unit,low,high", "rate,", "cost,,profit_lost,", ",EUR,")
}

func TestQuarantineSaysWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	contains(t, plain(newWorld(t).page("/"+store+"/quarantine")), "1 delivery could not be used", "holdfast quarantine replay --store demo", "erp", "order.updated", "more than a day")
}

func TestSearchFindsPeopleAndSaysWhenItDoesNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	contains(t, plain(w.page("/"+store+"/customers?q=2345678")), "1 customer found", "Hana Sato", "Sato Studio", "high", "at risk", "22 December 2025")
	contains(t, plain(w.page("/"+store+"/customers?q=%231084")), "Hana Sato")
	contains(t, plain(w.page("/"+store+"/customers?q=regular")), "30 best matches")
	contains(t, plain(w.page("/"+store+"/customers?q=zzz")), "Nobody is found by “zzz”")
	contains(t, plain(w.page("/"+store+"/customers")), "Look for a name")
}

func TestEmptyPagesSayWhatWillAppearAndHowToMakeItAppear(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	for path, want := range map[string]string{
		"/" + store + "/":           "holdfast import orders",
		"/" + store + "/exit-cost":  "The census counts all customers every night",
		"/" + store + "/quarantine": "Nothing is in quarantine",
		"/" + store + "/sources":    "Nothing has been heard",
		"/" + store + "/customers":  "Look for a name",
	} {
		page := w.page(path)
		wellFormed(t, path, page)
		contains(t, plain(page), want)
	}
	contains(t, w.page("/"+store+"/exit-cost.json"), `"report": null`)
}

func TestWhatDoesNotExistIsNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/nobody/", "/nobody/exit-cost", "/" + store + "/customers/p:erp:999999", "/" + store + "/nothing", "/" + store + "/customers/%00", "/-/old.css"} {
		res, page := w.ask(http.MethodGet, path, nil)
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
		wellFormed(t, path, page)
	}
}

func TestTheRootLeadsToTheOnlyStore(t *testing.T) {
	t.Parallel()
	res, _ := newWorld(t).ask(http.MethodGet, "/", nil)
	if got := res.Header.Get("Location"); got != "/"+store+"/" {
		t.Errorf("it leads to %q with %d", got, res.StatusCode)
	}
}

func TestTheStyleSheetIsKeptForEver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, path, _ := strings.Cut(w.page("/"+store+"/"), `rel="stylesheet" href="`)
	path, _, _ = strings.Cut(path, `"`)
	res, body := w.ask(http.MethodGet, path, nil)
	if res.StatusCode != http.StatusOK || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") || !strings.Contains(body, "prefers-color-scheme") {
		t.Errorf("%s: %d, %v", path, res.StatusCode, res.Header)
	}
}

func TestInChineseNothingIsLeftInEnglish(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	speak(t, w, "zh")
	for _, path := range everyPage() {
		page := w.page(path)
		wellFormed(t, path, page)
		for _, word := range []string{"silent", "Reached", "Customers", "at stake", "orders", "Undo", "unknown", "known", "reason"} {
			if text := plain(page); strings.Contains(text, word) {
				t.Errorf("%s says %q:\n%s", path, word, text)
			}
		}
	}
	contains(t, plain(w.page("/"+store+"/")), "要联系", "请先联系Hana Sato", "已联系上", "话术")
}

// speak changes the store's language.
func speak(t *testing.T, w *world, language string) {
	t.Helper()
	shop, err := w.sys.Book.FindShop(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	shop.Playbook.Language = language
	if err := w.sys.Book.SaveSettings(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
}

func TestTheWorkedExampleReadsAsAPersonWouldSayIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	report := book.CensusReport{Estimate: workedExample()}
	report.Estimate.AsOf = w.reportDay()
	if err := w.sys.Book.PutCensusReport(t.Context(), store, report); err != nil {
		t.Fatal(err)
	}
	contains(t, plain(w.page("/"+store+"/exit-cost")), "Q3: 460 of 6,600 lost (7.0 %, before 6.4 %): service 330, price 40, unknown 90.",
		"Service is seven exits in ten", "Service 330 · 71.7 % · 330,000 EUR", "Unknown 90", "7.0 %", "more than in the quarter before",
		"strictly less than 370,000 EUR", "1 order of 1,000.00 USD kept apart")
}

func workedExample() exitcost.Estimate {
	return exitcost.Estimate{
		Period: exitcost.Period{Year: 2025, Quarter: 3}, Horizon: 365, Customers: 6600, Standings: map[string]int64{"active": 6140, "exited": 460},
		Rate: exitcost.Rate{Base: 6600, Lost: 460, PerMyriad: 697, Low: 660, High: 735}, Prior: exitcost.Rate{Base: 6500, Lost: 416, PerMyriad: 640, Low: 605, High: 655},
		Reasons: []exitcost.LossLine{
			{Name: "service", Customers: 330, PerMyriad: 7174, Profit: eur(330_000), Controllable: true},
			{Name: "price", Customers: 40, PerMyriad: 870, Profit: eur(40_000), Controllable: true},
			{Name: "unknown", Customers: 90, PerMyriad: 1957, Profit: eur(90_000)},
		},
		Cost: exitcost.MoneyInterval{Mid: eur(460_000), Low: eur(420_000), High: eur(500_000)}, Classical: eur(460_000), BreakEven: eur(370_000),
		Leaving: exitcost.Leaving{Stake: eur(0), Saving: eur(0)}, Revenue: eur(66_000_000), Guests: eur(0), Erased: eur(0), Apart: []segment.Apart{{Money: usd(1000)[0], Orders: 1}},
	}
}
