package command_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/infra/holdfast/command"
	"holdfast/infra/local"
	"holdfast/shared/words/crm"
)

// surveyed is a shop with a survey, and the link that the command makes for a customer.
func surveyed(t *testing.T) (d desk, link string) {
	t.Helper()
	d = newDesk(t)
	d.shop("shop")
	d.do("--dir", "shop", "import", "orders.csv", "--source", "shop")
	d.do("--dir", "shop", "source", "add", "acme/ask", "--platform", "survey", "--account", "Acme & Sons")
	var made struct{ Customer, Link, Ends, Language string }
	if err := json.Unmarshal([]byte(d.do("--dir", "shop", "--json", "customers", "survey", "p:shop:1")), &made); err != nil {
		t.Fatal(err)
	}
	if made.Customer != "p:shop:1" || made.Language != "en" || !strings.HasPrefix(made.Link, "http://127.0.0.1:8080/hooks/acme/ask?t=") {
		t.Fatalf("%+v", made)
	}
	return d, made.Link
}

// browse sends a request as a browser does to the system of a folder.
func browse(t *testing.T, sys *local.System, method, target, form string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(form))
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	w := httptest.NewRecorder()
	sys.Handler().ServeHTTP(w, r)
	return w
}

func lessons(t *testing.T, sys *local.System) []crm.Lesson {
	t.Helper()
	if err := sys.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := sys.Book.FindCustomer(t.Context(), "acme", "p:shop:1")
	if err != nil {
		t.Fatal(err)
	}
	return c.Facts.Lessons
}

func TestALinkThatTheCommandMakesIsAnsweredInABrowser(t *testing.T) {
	t.Parallel()
	d, link := surveyed(t)
	sys, err := local.Open(local.Options{Dir: filepath.Join(d.cwd, "shop")})
	if err != nil {
		t.Fatal(err)
	}
	defer sys.Close()
	shown := browse(t, sys, http.MethodGet, link, "")
	if shown.Code != http.StatusOK || !strings.Contains(shown.Body.String(), "Acme &amp; Sons") || shown.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Fatalf("%d %v\n%s", shown.Code, shown.Header(), shown.Body)
	}
	if all := lessons(t, sys); len(all) > 0 {
		t.Errorf("looking was taken for an answer: %+v", all)
	}
	address, _, _ := strings.Cut(link, "?")
	_, token, _ := strings.Cut(link, "t=")
	for _, why := range []string{"price", "service"} {
		if w := browse(t, sys, http.MethodPost, address, url.Values{"t": {token}, "reason": {why}}.Encode()); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Thank you") {
			t.Fatalf("%s: %d %s", why, w.Code, w.Body)
		}
	}
	if all := lessons(t, sys); len(all) != 1 || all[0].Reason != crm.ReasonService || !all[0].Survey {
		t.Errorf("learned %+v", all)
	}
	if w := browse(t, sys, http.MethodGet, link+"x", ""); w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "does not work") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestASurveyIsConnectedWithoutShowingItsSecret(t *testing.T) {
	t.Parallel()
	d, link := surveyed(t)
	said := d.do("--dir", "shop", "source", "add", "acme/ask", "--platform", "survey", "--keep")
	for _, part := range []string{"acme/ask takes answers at http://127.0.0.1:8080/hooks/acme/ask\n", "holdfast customers survey WHO", `"survey: {source: ask}"`} {
		if !strings.Contains(said, part) {
			t.Errorf("no %q in\n%s", part, said)
		}
	}
	var told map[string]string
	if err := json.Unmarshal([]byte(d.do("--dir", "shop", "--json", "source", "add", "acme/ask", "--platform", "survey", "--keep")), &told); err != nil || told["secret"] != "" {
		t.Errorf("told %v, %v", told, err)
	}
	sys, err := local.Open(local.Options{Dir: filepath.Join(d.cwd, "shop")})
	if err != nil {
		t.Fatal(err)
	}
	if w := browse(t, sys, http.MethodGet, link, ""); w.Code != http.StatusOK {
		t.Errorf("a link made before its secret was changed twice shows %d", w.Code)
	}
	if err := sys.Close(); err != nil {
		t.Fatal(err)
	}
	if code, _, errout := d.run("--dir", "shop", "source", "add", "acme/ask", "--platform", "survey", "--secret", "short"); code != command.ExitFailed || !strings.Contains(errout, "could guess it") {
		t.Errorf("exit %d, %s", code, errout)
	}
}

func TestOnlyASurveyThatIsConnectedCanBeSetOrAsked(t *testing.T) {
	t.Parallel()
	d, _ := surveyed(t)
	d.write("guest.csv", "order,date,amount\n900,2026-01-05,5\n")
	d.do("--dir", "shop", "import", "guest.csv", "--source", "shop")
	for _, c := range []struct {
		source string
		want   int
	}{{"shop", command.ExitUsage}, {"other", command.ExitUsage}, {"a/b", command.ExitUsage}, {"ask", command.ExitOK}, {`""`, command.ExitOK}} {
		d.write("settings.yaml", "survey: {source: "+c.source+"}\n")
		if code, _, errout := d.run("--dir", "shop", "settings", "set", "-f", "settings.yaml"); code != c.want || code == command.ExitUsage && !strings.Contains(errout, "survey") {
			t.Errorf("%s: exit %d, %s", c.source, code, errout)
		}
	}
	d.do("--dir", "shop", "customers", "erase", "p:shop:2", "--yes")
	d.do("--dir", "shop", "source", "add", "acme/more", "--platform", "survey")
	for line, want := range map[string]int{
		"customers survey p:shop:2": command.ExitFailed, "customers survey g:shop:900": command.ExitFailed, "customers survey nobody": command.ExitFailed,
		"customers survey p:shop:1": command.ExitUsage, "customers survey p:shop:1 --source shop": command.ExitUsage, "customers survey p:shop:1 --source more": command.ExitOK,
	} {
		if code, out, errout := d.run(append([]string{"--dir", "shop"}, strings.Fields(line)...)...); code != want {
			t.Errorf("%s: exit %d, want %d\n%s%s", line, code, want, out, errout)
		}
	}
}
