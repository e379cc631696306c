package woocommerce_test

import (
	"errors"
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/woocommerce"
)

func TestTheSiteIsTheOneInTheSettingsHoweverItsOwnerWritesIt(t *testing.T) {
	t.Parallel()
	p, body := woocommerce.Platform{}, []byte(`{}`)
	for _, c := range []struct {
		stated, settings string
		want             error
	}{
		{"https://shop.example.com/", "https://shop.example.com", nil},
		{"https://shop.example.com/", "shop.example.com", nil},
		{"https://shop.example.com/", "HTTP://Shop.Example.com/", nil},
		{"https://shop.example.com/", "https://www.shop.example.com", nil},
		{"https://www.shop.example.com/", "shop.example.com/", nil},
		{"https://shop.example.com/", "https://shop.example.com/wp", nil},
		{"https://shop.example.com/shop/", "https://shop.example.com", nil},
		{"https://shop.example.com/shop/", "https://shop.example.com/shop/wordpress/", nil},
		{"https://shop.example.com/?lang=de", "https://shop.example.com", nil},
		{"https://shop.example.com/de/", "https://shop.example.com", nil},
		{"https://shop.example.com/index.php/", "https://shop.example.com", nil},
		{"https://shop.example.com:443/", "https://shop.example.com", nil},
		{"https://shop.example.com./", " shop.example.com ", nil},
		{"https://xn--mnchen-3ya.example/", "https://münchen.example", nil},
		{"https://xn--mnchen-3ya.example/", "https://MÜNCHEN.example/wp", nil},
		{"https://münchen.example/", "xn--mnchen-3ya.example", nil},
		{"https://xn--fiqs8s.example/", "https://中国.example", nil},
		{"https://xn--b1agh1afp.example/", "https://привет.example", nil},
		{"https://www.xn--caf-dma.example/", "café.example", nil},

		{"https://other.example.com/", "https://shop.example.com", webhook.ErrSignature},
		{"https://shop.example.com.evil.example/", "https://shop.example.com", webhook.ErrSignature},
		{"https://shop.example.com/a/", "https://shop.example.com/b", webhook.ErrSignature},
		{"https://shop.example.com/shopping/", "https://shop.example.com/shop", webhook.ErrSignature},
		{"https://shop.example.com:8443/", "https://shop.example.com", webhook.ErrSignature},
		{"https://xn--mnchen-3ya.example/", "https://munchen.example", webhook.ErrSignature},
		{"https://xn--!!.example/", "https://shop.example", webhook.ErrSignature},
		{"", "https://shop.example.com", webhook.ErrSignature},
		{"://", "shop.example.com", webhook.ErrSignature},
	} {
		sender := webhook.Source{Secrets: [][]byte{[]byte("hush")}, Account: c.stated}
		h := p.Sign(sender, "order.created", body, webhooktest.Now)
		expects := sender
		expects.Account = c.settings
		if err := p.Verify(expects, h, body, webhooktest.Now); !errors.Is(err, c.want) {
			t.Errorf("%q for %q: %v", c.stated, c.settings, err)
		}
	}
}
