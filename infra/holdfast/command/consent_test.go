package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"holdfast/infra/holdfast/command"
)

func TestAConsentIsNotedAndHoldsForTheAddress(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.do("--dir", "shop", "source", "add", "acme/shop", "--platform", "shopify", "--secret", "a secret")
	d.write("c.csv", "customer,email,phone,consent_call,consent_call_at\n1,ann@example.com,0151 12345678,yes,2026-01-01\n2,ann@example.com,+4915112345678,yes,2026-01-01\n")
	d.do("--dir", "shop", "import", "c.csv", "--source", "shop", "--kind", "customers")
	consents := func(key string) (out struct {
		Customer struct{ Consents map[string]bool }
	},
	) {
		t.Helper()
		if err := json.Unmarshal([]byte(d.do("--dir", "shop", "--json", "customers", "show", key)), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if !consents("p:shop:1").Customer.Consents["call"] || !consents("p:shop:2").Customer.Consents["call"] {
		t.Fatal("the file was not read")
	}

	if out := d.do("--dir", "shop", "customers", "consent", "p:shop:1", "call", "refused", "--at", "2026-02-01"); !strings.Contains(out, "call: refused") {
		t.Error(out)
	}
	for _, key := range []string{"p:shop:1", "p:shop:2"} {
		if consents(key).Customer.Consents["call"] {
			t.Errorf("%s may be called", key)
		}
	}
	d.do("--dir", "shop", "customers", "consent", "p:shop:2", "call", "given")
	if consents("p:shop:1").Customer.Consents["call"] || !consents("p:shop:2").Customer.Consents["call"] {
		t.Error("a later yes of the second customer")
	}
	d.do("--dir", "shop", "customers", "consent", "p:shop:2", "all", "refused")
	if known := consents("p:shop:2").Customer.Consents; len(known) != 4 || known["call"] || known["email"] {
		t.Errorf("%v", known)
	}
	for _, wrong := range [][]string{{"fax", "refused"}, {"call", "maybe"}, {"call", "refused", "--at", "2999-01-01"}} {
		args := append([]string{"--dir", "shop", "customers", "consent", "p:shop:1"}, wrong...)
		if code, _, _ := d.run(args...); code != command.ExitUsage {
			t.Errorf("%v ends with %d", wrong, code)
		}
	}
}
