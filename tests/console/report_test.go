package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// report posts a result as a button does, and gives the page that follows.
func (w *world) report(t book.Task, form url.Values) string {
	w.t.Helper()
	res, body := w.ask(http.MethodPost, "/"+store+"/tasks/"+t.ID, form)
	if res.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("%v: %d %s", form, res.StatusCode, plain(body))
	}
	return w.follow(res)
}

func (w *world) follow(res *http.Response) string {
	w.t.Helper()
	to, fragment, _ := strings.Cut(res.Header.Get("Location"), "#")
	if fragment != "done" {
		w.t.Fatalf("it leads to %q", res.Header.Get("Location"))
	}
	return w.page(to)
}

func TestEachButtonShowsWhatItDidAndCanBeUndone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form  url.Values
		said  string
		state playbook.State
		owner string
	}{
		"reached":        {url.Values{"result": {"reached"}}, "Hana Sato was reached. The task is done.", playbook.Done, "mei"},
		"no answer":      {url.Values{"result": {"no_answer"}}, "Hana Sato did not answer, try 1 of 3. The task comes back at 13 January 2026 16:00.", playbook.Open, "mei"},
		"call back":      {url.Values{"result": {"call_back"}, "at": {"2026-01-14T10:30"}}, "The task comes back at 14 January 2026 10:30.", playbook.Open, "mei"},
		"some time":      {url.Values{"result": {"call_back"}, "at": {""}}, "The task comes back at 14 January 2026 16:00.", playbook.Open, "mei"},
		"promise":        {url.Values{"result": {"promise"}}, "Hana Sato means to order.", playbook.Done, "mei"},
		"exit reason":    {url.Values{"result": {"exit_reason"}, "reason": {"market"}}, "Noted why Hana Sato stays away.", playbook.Done, "mei"},
		"recommendation": {url.Values{"result": {"recommendation"}}, "Hana Sato recommended somebody.", playbook.Done, "mei"},
		"escalate":       {url.Values{"result": {"escalate"}}, "The task for Hana Sato is now with ines.", playbook.Open, "ines"},
		"unpaid risk":    {url.Values{"result": {"unpaid_risk"}}, "Hana Sato may not pay: the task is now with ines.", playbook.Open, "ines"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			before := w.task("1")
			page := w.report(before, c.form)
			wellFormed(t, name, page)
			contains(t, plain(page), c.said, "Undo")
			after := w.again(before)
			if after.State != c.state || after.Owner != c.owner || after.Result != playbook.Result(c.form.Get("result")) {
				t.Errorf("it is %s with %s, %s", after.State, after.Owner, after.Result)
			}
			w.undoes(before)
		})
	}
}

// A no of the customer closes all channels on every account of the same address, and only the customer can say yes again. Other
// tasks are taken back by the next sweep.
func TestDoNotContactClosesEveryChannelForGood(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.task("1")
	page := w.report(before, url.Values{"result": {"do_not_contact"}})
	wellFormed(t, "do not contact", page)
	contains(t, plain(page), "Hana Sato is not to be contacted again")
	if after := w.again(before); after.State != playbook.Done || after.Result != playbook.DoNotContact || after.Undoable(crm.InstantOf(lastDay)) {
		t.Errorf("it is %s, %s", after.State, after.Result)
	}

	c, err := w.sys.Book.FindCustomer(t.Context(), before.Store, before.Customer)
	if err != nil {
		t.Fatal(err)
	}
	shop, err := w.sys.Book.FindShop(t.Context(), before.Store)
	if err != nil {
		t.Fatal(err)
	}
	same := book.NewCustomer(before.Store, "p:shop:other")
	same.Facts.Profile = c.Facts.Profile
	for i := range same.Facts.Consents {
		same.Facts.Consents[i] = crm.Consent{State: crm.ConsentGiven, At: 1}
	}
	if err := w.sys.Book.LoadSaid(t.Context(), shop, same); err != nil {
		t.Fatal(err)
	}
	for i := range c.Facts.Consents {
		channel := crm.Channel(i)
		if c.Facts.Consents.Allows(channel) || same.KnownFacts().Consents.Allows(channel) {
			t.Errorf("%s is open: %+v, %+v", channel, c.Facts.Consents[i], same.Said[i])
		}
	}
	if c.Due == 0 || c.Due > crm.InstantOf(lastDay.AddDate(0, 0, 1)) {
		t.Errorf("no sweep looks at the other tasks before %v", c.Due.Time())
	}
}

// undoes takes a result back and holds the task against what it was.
func (w *world) undoes(before book.Task) {
	w.t.Helper()
	res, body := w.ask(http.MethodPost, "/"+store+"/tasks/"+before.ID+"/undo", nil)
	if res.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("undo: %d %s", res.StatusCode, plain(body))
	}
	page := w.follow(res)
	contains(w.t, plain(page), "Taken back: the task for Hana Sato is open again.", "1 Hana Sato")
	if diff := cmp.Diff(before, w.again(before), cmpopts.IgnoreUnexported(book.Task{})); diff != "" {
		w.t.Errorf("after undo it is another task:\n%s", diff)
	}
	c, err := w.sys.Book.FindCustomer(context.Background(), store, key("1"))
	if err != nil || len(c.Facts.Lessons) > 0 {
		w.t.Errorf("lessons %v, %v", c.Facts.Lessons, err)
	}
}

func TestAReportFromTheCustomersPageLeadsBackThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	task := w.task("1")
	page := w.report(task, url.Values{"result": {"exit_reason"}, "reason": {"price"}, "competitor": {"Acme"}, "back": {"customer"}})
	contains(t, plain(page), "Noted why Hana Sato stays away.", "Undo", "told us so on 12 January 2026", "Tasks decided", "Call: done", "Notes", "told us why they stay away: price; now buys from Acme")
	res, _ := w.ask(http.MethodPost, "/"+store+"/tasks/"+task.ID+"/undo", url.Values{"back": {"customer"}})
	if to := res.Header.Get("Location"); !strings.HasPrefix(to, customerPath("1")+"?") {
		t.Errorf("undo leads to %q", to)
	}
}

func TestWhatCannotBeReportedIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	task := w.task("1")
	path := "/" + store + "/tasks/" + task.ID
	for name, c := range map[string]struct {
		path   string
		form   url.Values
		change func(*http.Request)
		want   int
	}{
		"from another site":      {path, url.Values{"result": {"reached"}}, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden},
		"from another origin":    {path, url.Values{"result": {"reached"}}, func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "http://evil.example") }, http.StatusForbidden},
		"undo from another site": {path + "/undo", nil, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }, http.StatusForbidden},
		"by a foreign name":      {path, url.Values{"result": {"reached"}}, func(r *http.Request) { r.Host = "rebound.example:8080" }, http.StatusMisdirectedRequest},
		"no result":              {path, url.Values{}, nil, http.StatusBadRequest},
		"a machine's result":     {path, url.Values{"result": {"sent"}}, nil, http.StatusBadRequest},
		"a reason unnamed":       {path, url.Values{"result": {"exit_reason"}}, nil, http.StatusBadRequest},
		"a reason unknown":       {path, url.Values{"result": {"exit_reason"}, "reason": {"unknown"}}, nil, http.StatusBadRequest},
		"a time that has passed": {path, url.Values{"result": {"call_back"}, "at": {"2026-01-01T10:00"}}, nil, http.StatusBadRequest},
		"a time that is none":    {path, url.Values{"result": {"call_back"}, "at": {"soon"}}, nil, http.StatusBadRequest},
		"a form too large":       {path, url.Values{"result": {"reached"}, "owner": {strings.Repeat("x", 10_000)}}, nil, http.StatusRequestEntityTooLarge},
		"undo of nothing":        {path + "/undo", nil, nil, http.StatusConflict},
		"of another store":       {"/elsewhere/tasks/" + task.ID, url.Values{"result": {"reached"}}, nil, http.StatusNotFound},
		"of no task":             {"/" + store + "/tasks/" + strings.Repeat("0", 32), url.Values{"result": {"reached"}}, nil, http.StatusNotFound},
	} {
		if c.change == nil {
			c.change = func(*http.Request) {}
		}
		res, page := w.ask(http.MethodPost, c.path, c.form, c.change)
		if res.StatusCode != c.want {
			t.Errorf("%s: %d, want %d: %s", name, res.StatusCode, c.want, plain(page))
		}
		wellFormed(t, name, page)
		if diff := cmp.Diff(task, w.again(task), cmpopts.IgnoreUnexported(book.Task{})); diff != "" {
			t.Fatalf("%s changed the task:\n%s", name, diff)
		}
	}
}

func TestATaskThatIsOverTakesNoReport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	task := w.task("1")
	w.report(task, url.Values{"result": {"reached"}})
	res, page := w.ask(http.MethodPost, "/"+store+"/tasks/"+task.ID, url.Values{"result": {"promise"}})
	if res.StatusCode != http.StatusConflict || w.again(task).Result != playbook.Reached {
		t.Errorf("%d, %s: %s", res.StatusCode, w.again(task).Result, plain(page))
	}
}

func TestTheThirdTryWithoutAnAnswerIsTheLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	task := w.task("1")
	for i, want := range []string{"try 1 of 3. The task comes back", "try 2 of 3. The task comes back", "try 3 of 3. The task is closed."} {
		if page := plain(w.report(task, url.Values{"result": {"no_answer"}})); !strings.Contains(page, want) {
			t.Errorf("try %d: %s", i+1, page)
		}
	}
}

func TestAPrivacyRequestIsDoneByOneButton(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tasks, err := table.Collect(w.sys.Book.OpenTasks(t.Context(), store))
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		if task.Playbook == playbook.DataRequest {
			page := plain(w.report(task, url.Values{"result": {"reached"}}))
			if strings.Contains(page, "Privacy requests") {
				t.Errorf("it still stands on the list: %s", page)
			}
			return
		}
	}
	t.Fatal("no privacy request")
}

func TestOnlyNamesOfThisMachineAreAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "localhost:8080": 200, "localhost": 200, "LOCALHOST.": 200, "[::1]:8080": 200, "127.1.2.3": 200, "shop.localhost:1": 200,
		"rebound.example": 421, "127.0.0.1.rebound.example": 421, "192.168.1.2:8080": 421, "localhost.rebound.example": 421, "": 421,
	} {
		res, _ := w.ask(http.MethodGet, "/"+store+"/", nil, func(r *http.Request) { r.Host = host })
		if res.StatusCode != want {
			t.Errorf("%q: %d, want %d", host, res.StatusCode, want)
		}
	}
}

// A proxy on this machine names it 127.0.0.1 as well, and would show the pages to everybody.
func TestWhatAProxyForwardsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP", "X-Forwarded-Ssl", "x-amzn-trace-id"} {
		for path, method := range map[string]string{"/" + store + "/": http.MethodGet, "/": http.MethodGet, "/" + store + "/tasks/" + w.task("1").ID: http.MethodPost} {
			res, page := w.ask(method, path, nil, func(r *http.Request) { r.Header.Set(name, "203.0.113.7") })
			if res.StatusCode != http.StatusForbidden || !strings.Contains(page, "through a proxy") {
				t.Errorf("%s %s with %s: %d", method, path, name, res.StatusCode)
			}
		}
	}
}

func eur(units int64) crm.Money   { return crm.Money{Minor: units * 100, Currency: "EUR"} }
func usd(units int64) []crm.Money { return []crm.Money{{Minor: units * 100, Currency: "USD"}} }

// reportDay is a day whose report is newer than the one the shop has.
func (w *world) reportDay() crm.Instant {
	w.t.Helper()
	r, ok, err := w.sys.Book.FindCensusReport(context.Background(), store, w.sys.Clock.Now())
	if err != nil || !ok {
		w.t.Fatal(fmt.Sprint("no report: ", err))
	}
	if r.Estimate.AsOf.Time().YearDay() == lastDay.YearDay() {
		w.t.Fatal("the shop has a report of the last day itself")
	}
	return crm.InstantOf(lastDay)
}
