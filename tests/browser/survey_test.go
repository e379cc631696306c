//go:build browser

package browser

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/words/crm"
	"holdfast/tests/invented"
)

// asking connects a survey to the shop, and makes the links by which a customer who is not known is asked in each language.
func asking(t *testing.T) map[string]string {
	t.Helper()
	sys, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	const secret = "a secret that nobody guesses"
	if err := sys.PutSource(invented.Store, "ask", sources.Source{Platform: survey.Name, Secrets: []string{secret}, Account: "Papier & Feder"}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sys.Handler())
	t.Cleanup(server.Close)
	links := map[string]string{}
	for _, lang := range []string{"en", "zh"} {
		a := webhook.Source{Store: invented.Store, Name: "ask", Secrets: [][]byte{[]byte(secret)}}
		to := survey.Token{Customer: "p:shop:7100000003", Asked: crm.InstantOf(sys.Clock.Now()), Days: 60, Language: lang}
		if links[lang], err = survey.Link(server.URL+"/hooks", a, to); err != nil {
			t.Fatal(err)
		}
	}
	return links
}

func TestTheSurveyFitsAPhoneAndCanBeReadInItsOwnStyle(t *testing.T) {
	b := Start(t)
	for lang, link := range asking(t) {
		for kind, look := range map[string]Look{"light": {Width: 1000}, "360": {Width: 360}, "360-dark": {Width: 360, Dark: true}} {
			check(t, b, "survey-"+lang+"-"+kind, link, look)
			check(t, b, "survey-refused-"+lang+"-"+kind, link+"x", look)
		}
		p := b.Open(link, Look{Width: 360})
		var rules, loaded int
		p.Ask(`document.styleSheets[0].cssRules.length`, &rules)
		p.Ask(`performance.getEntriesByType("resource").length`, &loaded)
		var low []string // what a finger can hit is 44 pixels high at least
		p.Ask(`[...document.querySelectorAll("label, button")].filter(e => e.getBoundingClientRect().height < 44).map(e => e.textContent)`, &low)
		var background string // of the page's own style, which the policy let in
		p.Ask(`getComputedStyle(document.querySelector("button")).backgroundColor`, &background)
		if rules < 20 || loaded > 0 || len(low) > 0 || background != "rgb(11, 107, 117)" {
			t.Errorf("%s: %d rules, %d things loaded, too low %q, the button is %s", lang, rules, loaded, low, background)
		}
		p.Close()
	}
}

func TestOneClickAnswersAndAnotherChangesIt(t *testing.T) {
	link := asking(t)["en"]
	p := Start(t).Open(link, Look{Width: 360})
	var valid bool
	if p.Ask(`document.querySelector("form").checkValidity()`, &valid); valid {
		t.Error("a form without a mark could be sent")
	}
	p.Click("label:nth-of-type(3)")
	p.Press("button")
	if said := p.Text("main"); !strings.Contains(said, "Your answer: The delivery, the website, paying or the service let me down.") {
		t.Errorf("after the first answer the page says %q", said)
	}
	sys, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	if err := sys.Turn(t.Context(), sys.Clock.Now().Add(time.Minute)); err != nil { // its clock stands still otherwise
		t.Fatal(err)
	}
	p.Press("a")
	p.Click("label:nth-of-type(8)")
	p.Press("button")
	if said := p.Text("main"); !strings.Contains(said, "Your answer: Nothing: I will be back.") {
		t.Errorf("after the second the page says %q", said)
	}
	if err := sys.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := sys.Book.FindCustomer(context.Background(), invented.Store, "p:shop:7100000003")
	if err != nil {
		t.Fatal(err)
	}
	if all := c.Facts.Lessons; len(all) != 1 || !all[0].Survey || all[0].Reason != crm.ReasonUnknown {
		t.Errorf("learned %+v", all)
	}
}
