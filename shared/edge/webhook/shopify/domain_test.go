package shopify

import "testing"

func TestADomainIsTakenOutOfTheAddressOfAShop(t *testing.T) {
	t.Parallel()
	for _, account := range []string{
		"acme.myshopify.com", "https://acme.myshopify.com", "https://acme.myshopify.com/", "http://acme.myshopify.com/admin", "acme.myshopify.com/",
	} {
		if got := trimDomain(account); got != "acme.myshopify.com" {
			t.Errorf("%s: %s", account, got)
		}
	}
	if got := trimDomain(""); got != "" {
		t.Errorf("no account: %s", got)
	}
}
