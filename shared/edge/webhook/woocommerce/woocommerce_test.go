package woocommerce_test

import (
	"errors"
	"fmt"
	"net/http"
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
		`"pending"`: crm.OrderPending, `"on-hold"`: crm.OrderPending, `"processing"`: crm.OrderPaid, `"completed"`: crm.OrderCompleted,
		`"failed"`: crm.OrderFailed, `"refunded"`: crm.OrderPaid, `"wc-Completed"`: crm.OrderCompleted, `"packed"`: crm.OrderUnknown,
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
