package command_test

import (
	"strings"
	"testing"

	"holdfast/infra/holdfast/command"
)

func says(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not said:\n%s", part, text)
		}
	}
}

func saysNot(t *testing.T, text string, unwanted ...string) {
	t.Helper()
	for _, part := range unwanted {
		if strings.Contains(text, part) {
			t.Errorf("%q is said:\n%s", part, text)
		}
	}
}

// A store that named neither currency nor margin is asked for them, takes the currency of its first order, and
// is told what is assumed and what is kept apart wherever sums are shown.
func TestAStoreThatNamedNothingIsAskedAndTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	asked := d.do("--dir", "new", "source", "add", "acme/erp", "--platform", "standard")
	says(t, asked, "No currency is named", "What is the margin of acme?")
	d.write("usd.csv", "order,customer,email,date,amount,currency\nA1,7,ann@example.com,2026-05-01,100.00,USD\n"+
		"A2,7,ann@example.com,2026-05-11,100.00,USD\nA3,7,ann@example.com,2026-05-21,80.00,EUR\n")
	d.do("--dir", "new", "import", "usd.csv", "--source", "erp")
	says(t, d.do("--dir", "new", "settings", "show"), "currency: USD", "currency_from: first order of erp", "margin_from: assumed")
	const apart = "1 order of 80.00 EUR kept apart"
	says(t, d.do("--dir", "new", "customers", "ann@example.com"), apart, "A margin of 10.0 % is assumed")
	says(t, d.do("--dir", "new", "customers", "show", "ann@example.com"), apart, "A margin of 10.0 % is assumed", "3 orders")
	says(t, d.do("--dir", "new", "--json", "customers", "show", "ann@example.com"), `"assumed_margin_bp": 1000`, `"apart": `)
	says(t, d.do("--dir", "new", "report", "exit-cost", "--fresh"), apart, "(10.0 % assumed)", "A margin of 10.0 % is assumed")
	says(t, d.do("--dir", "new", "report", "exit-cost", "--format", "csv"), "margin_assumed,10")

	d.write("named.yaml", "margin_bp: 1000\nrates: {EUR: [{from: 2026-01-01, rate: 1.25}]}\n")
	d.do("--dir", "new", "settings", "set", "-f", "named.yaml")
	shown := d.do("--dir", "new", "customers", "show", "ann@example.com")
	says(t, shown, "for 300.00 USD")
	saysNot(t, shown, "assumed", "apart")
}

func TestWhatTheFlagsNameIsNamed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	asked := d.do("--dir", "new", "source", "add", "acme/erp", "--platform", "standard", "--currency", "gbp", "--margin", "32.5 %")
	saysNot(t, asked, "named", "margin")
	shown := d.do("--dir", "new", "settings", "show")
	says(t, shown, "currency: GBP", "margin_bp: 3250")
	saysNot(t, shown, "assumed", "_from")

	// They change a store that is there, and say nothing of what they leave out.
	d.do("--dir", "new", "source", "add", "acme/web", "--platform", "woocommerce", "--secret", "hush-hush-0123456789", "--currency", "JPY")
	says(t, d.do("--dir", "new", "settings", "show"), "currency: JPY", "margin_bp: 3250", "budget: 1000\n")

	for _, wrong := range [][]string{{"--margin", "101"}, {"--margin", "much"}, {"--margin", "-1"}, {"--currency", "euro"}} {
		line := append([]string{"--dir", "other", "source", "add", "beta/erp", "--platform", "standard"}, wrong...)
		if code, _, errout := d.run(line...); code != command.ExitUsage {
			t.Errorf("%v: exit %d, %s", wrong, code, errout)
		}
	}
}

// Settings that were shown, edited and set again name what was edited only.
func TestSettingsThatAreShownAndSetAgainNameNothingNew(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.do("--dir", "new", "source", "add", "acme/erp", "--platform", "standard")
	shown := d.do("--dir", "new", "settings", "show")
	shown, _, _ = strings.Cut(shown, "\nnext:")
	d.write("same.yaml", strings.Replace(shown, "horizon: 365", "horizon: 180", 1))
	d.do("--dir", "new", "settings", "set", "-f", "same.yaml")
	says(t, d.do("--dir", "new", "settings", "show"), "currency_from: assumed", "margin_from: assumed", "horizon: 180")
	d.write("edited.yaml", strings.Replace(shown, "margin_bp: 1000", "margin_bp: 2000", 1))
	d.do("--dir", "new", "settings", "set", "-f", "edited.yaml")
	after := d.do("--dir", "new", "settings", "show")
	says(t, after, "currency_from: assumed", "margin_bp: 2000")
	saysNot(t, after, "margin_from")

	d.write("wrong.yaml", "rates: {USD: [{from: 2026-01-01, rate: 0.9}, {from: 2026-02-01, rate: nine}]}\n")
	code, _, errout := d.run("--dir", "new", "settings", "set", "-f", "wrong.yaml")
	if code != command.ExitUsage {
		t.Errorf("a rate that is no number: exit %d, %s", code, errout)
	}
	d.write("zero.yaml", "rates: {USD: [{from: 2026-01-01, rate: 0.9}, {from: 2026-02-01, rate: 0}]}\n")
	code, _, errout = d.run("--dir", "new", "settings", "set", "-f", "zero.yaml")
	if code != command.ExitUsage || !strings.Contains(errout, "line 2 of rates.USD: rate is") {
		t.Errorf("a rate of nothing: exit %d, %s", code, errout)
	}
}
