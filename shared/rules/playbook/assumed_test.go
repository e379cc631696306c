package playbook_test

import (
	"strings"
	"testing"

	"holdfast/shared/rules/playbook"
)

func TestAnAssumedMarginIsSaidBesideEachProfit(t *testing.T) {
	t.Parallel()
	c := playbook.DefaultConfig("acme", "EUR")
	pricing := c.PricingSettings()
	if got := pricing.BesideProfit("en", "100 EUR"); got != "100 EUR" || pricing.SayMargin("en") != "" {
		t.Errorf("a named margin: %q, %q", got, pricing.SayMargin("en"))
	}
	c.MarginFrom = playbook.Assumed
	pricing = c.PricingSettings()
	for lang, want := range map[string]string{"en": "100 EUR (10.0 % assumed)", "zh": "100 EUR（假定毛利率 10.0 %）"} {
		if got := pricing.BesideProfit(lang, "100 EUR"); got != want || !strings.Contains(pricing.SayMargin(lang), "10.0") {
			t.Errorf("%s: %q, %q", lang, got, pricing.SayMargin(lang))
		}
	}
}
