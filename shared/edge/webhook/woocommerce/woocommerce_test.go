package woocommerce_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/woocommerce"
	"holdfast/shared/words/crm"
)

func account(secret, site string) webhook.Source {
	return webhook.Source{Secrets: [][]byte{[]byte(secret)}, Account: site}
}

// The vector is published in woocommerce/woocommerce, tests/legacy/unit-tests/webhooks/crud.php: WooCommerce signs with an
// empty secret, so anybody could.
func TestAnEmptySecretIsRefusedThoughWooCommerceSignsWithIt(t *testing.T) {
	t.Parallel()
	h := webhook.HeaderOf(map[string]string{"x-wc-webhook-signature": "GBDo00G55h6IiV+6CxqivQPLbI//KzaOZm747971tPs="})
	if err := (woocommerce.Platform{}).Verify(account("", ""), h, []byte("secret"), webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("got %v", err)
	}
}

func TestASecretWithSpecialCharactersIsUsedAsWordPressDecodesIt(t *testing.T) {
	t.Parallel()
	p, body := woocommerce.Platform{}, []byte(`{}`)
	h := p.Sign(account(`a&b<"c'`, ""), "order.updated", body, webhooktest.Now)
	for _, secret := range []string{`a&b<"c'`, "a&amp;b&lt;&quot;c&#039;"} {
		if err := p.Verify(account(secret, ""), h, body, webhooktest.Now); err != nil {
			t.Errorf("%s: %v", secret, err)
		}
	}
}

func TestTheSiteMustBeTheOneInTheSettings(t *testing.T) {
	t.Parallel()
	p, body := woocommerce.Platform{}, []byte(`{}`)
	h := p.Sign(account("hush", "https://Tea.example/"), "order.updated", body, webhooktest.Now)
	for site, want := range map[string]error{"https://tea.example": nil, "tea.example/": nil, "": nil, "https://other.example/": webhook.ErrSignature} {
		if err := p.Verify(account("hush", site), h, body, webhooktest.Now); !errors.Is(err, want) {
			t.Errorf("%q: %v", site, err)
		}
	}
}

func TestOnlyTheTrialCallIsAPing(t *testing.T) {
	t.Parallel()
	p := woocommerce.Platform{}
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, body := range []string{"webhook_id=1", "webhook_id=142\n"} {
		for _, h := range []http.Header{form, nil} {
			if err := p.Verify(account("hush", "https://tea.example"), h, []byte(body), webhooktest.Now); !errors.Is(err, webhook.ErrPing) {
				t.Errorf("%q: %v", body, err)
			}
		}
	}
	for _, body := range []string{"", "webhook_id=", "webhook_id=x", "webhook_id=1&id=2", `{"webhook_id":1}`, "webhook_id=123456789012345678901"} {
		if err := p.Verify(account("hush", ""), form, []byte(body), webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
			t.Errorf("%q: %v", body, err)
		}
	}
	topic := webhook.HeaderOf(map[string]string{"X-WC-Webhook-Topic": "order.updated"})
	if err := p.Verify(account("hush", ""), topic, []byte("webhook_id=1"), webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("with a topic: %v", err)
	}
}

func TestStatusesOfWooCommerceAndOfPlugins(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]crm.OrderStatus{
		`"pending"`: crm.OrderUnpaid, `"cancelled"`: crm.OrderUnknown, `"on-hold"`: crm.OrderPending, `"processing"`: crm.OrderPaid, `"completed"`: crm.OrderCompleted,
		`"failed"`: crm.OrderFailed, `"refunded"`: crm.OrderPaid, `"wc-Completed"`: crm.OrderCompleted, `"packed"`: crm.OrderUnpaid, `"shipped"`: crm.OrderFulfilled,
		`"packed","date_paid_gmt":"2026-01-01T00:00:00"`:                                            crm.OrderPaid,
		`"packed","date_paid_gmt":"2026-01-01T00:00:00","date_completed_gmt":"2026-01-02T00:00:00"`: crm.OrderCompleted,
	} {
		body := fmt.Sprintf(`{"id":1,"currency":"EUR","total":"5","date_created_gmt":"2026-01-01T00:00:00","date_modified_gmt":"2026-01-01T00:00:00","status":%s}`, state)
		events, err := woocommerce.Platform{}.Parse(webhook.Delivery{Source: "woo", Topic: "order.updated", Body: []byte(body)})
		if err != nil || events[0].Order.Status != want {
			t.Errorf("%s: %+v, %v", state, events, err)
		}
	}
}

// order parses an order of 110.00 USD, of which 11.00 went back.
func order(t *testing.T, rest string) ([]crm.Event, error) {
	t.Helper()
	body := `{"id":1,"currency":"USD","total":"110.00","discount_total":"5.50","status":"processing","refunds":[{"id":2,"total":"-11.00"}],
		"date_created_gmt":"2026-01-01T00:00:00","date_modified_gmt":"2026-01-01T00:00:00"` + rest + `}`
	return woocommerce.Platform{}.Parse(webhook.Delivery{Source: "woo", Topic: "order.updated", Body: []byte(body)})
}

func metas(pairs ...string) string {
	var list []string
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, fmt.Sprintf(`{"id":%d,"key":%q,"value":%s}`, i+1, pairs[i], pairs[i+1]))
	}
	return `,"meta_data":[` + strings.Join(list, ",") + `]`
}

func TestAnOrderIsKeptInTheShopsCurrencyByTheRateItStates(t *testing.T) {
	t.Parallel()
	curcy := `{"EUR":{"rate":1,"is_main":1},"USD":{"rate":"1.1","is_main":0}}`
	for name, meta := range map[string]string{
		"WOOCS":             metas("_woocs_order_rate", `"1.1"`, "_woocs_order_base_currency", `"EUR"`),
		"WOOCS, a number":   metas("_woocs_order_rate", `1.1`, "_woocs_order_base_currency", `"EUR"`),
		"WooPayments":       metas("_wcpay_multi_currency_order_exchange_rate", `"1.1"`, "_wcpay_multi_currency_order_default_currency", `"EUR"`),
		"WooPayments, paid": metas("_wcpay_multi_currency_order_exchange_rate", `"9"`, "_wcpay_multi_currency_stripe_exchange_rate", `"0.909090909091"`, "_wcpay_multi_currency_order_default_currency", `"EUR"`),
		"CURCY":             metas("wmc_order_info", curcy),
	} {
		events, err := order(t, meta)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		o := events[0].Order
		if o.Currency != "EUR" || o.Total != 10000 || o.Refunded != 1000 || o.Discount != 500 {
			t.Errorf("%s: %s total %d, refunded %d, discount %d", name, o.Currency, o.Total, o.Refunded, o.Discount)
		}
	}
}

func TestARateWithoutItsCurrencyIsPassedOn(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"_base_currency_exchange_rate", "_wcpbc_base_exchange_rate"} {
		events, err := order(t, metas(key, `"0.5"`))
		if err != nil || events[0].Order.Currency != "USD" || events[0].ShopRate.Convert(100, "USD", "EUR") != 50 {
			t.Errorf("%s: %+v, %v", key, events, err)
		}
	}
}

func TestARateThatIsNoneChangesNothing(t *testing.T) {
	t.Parallel()
	for name, meta := range map[string]string{
		"zero":         metas("_woocs_order_rate", `"0"`, "_woocs_order_base_currency", `"EUR"`),
		"empty":        metas("_woocs_order_rate", `""`, "_woocs_order_base_currency", `"EUR"`),
		"words":        metas("_woocs_order_rate", `"one"`, "_woocs_order_base_currency", `"EUR"`),
		"negative":     metas("_base_currency_exchange_rate", `"-1"`),
		"without base": metas("_woocs_order_rate", `"1.1"`),
		"a list":       metas("wmc_order_info", `[]`),
		"no main one":  metas("wmc_order_info", `{"USD":{"rate":"1.1"}}`),
		"the same":     metas("_woocs_order_rate", `"1"`, "_woocs_order_base_currency", `"USD"`),
	} {
		events, err := order(t, meta)
		if err != nil || events[0].Order.Currency != "USD" || events[0].Order.Total != 11000 || events[0].ShopRate != (crm.Rate{}) {
			t.Errorf("%s: %+v, %v", name, events, err)
		}
	}
}

func TestASellersPartIsLeftAndAnOrderOfItsOwnIsNot(t *testing.T) {
	t.Parallel()
	for rest, counts := range map[string]bool{
		`,"parent_id":0`:                                          true,
		`,"parent_id":5`:                                          false,
		`,"parent_id":5,"created_via":"dokan"`:                    false,
		`,"parent_id":5,"created_via":"mvx_vendor_order"`:         false,
		`,"parent_id":5,"created_via":"subscription"`:             true,
		`,"parent_id":5,"created_via":"wc_deposits"`:              true,
		`,"parent_id":5` + metas("_subscription_renewal", `"77"`): true,
		`,"parent_id":5` + metas("_subscription_switch", `77`):    true,
		`,"parent_id":5` + metas("_subscription_renewal", `""`):   false,
		metas("_subscription_renewal", `"77"`):                    true,
	} {
		events, err := order(t, rest)
		if counts != (err == nil && len(events) == 1) || !counts && !errors.Is(err, webhook.ErrIgnored) {
			t.Errorf("%s: %d events, %v", rest, len(events), err)
		}
	}
}
