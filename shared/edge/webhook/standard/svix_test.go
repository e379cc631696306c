package standard_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/webhooktest"
)

func TestTheNamesThatTheHeadersHadBeforeAreTaken(t *testing.T) {
	t.Parallel()
	p, body := standard.Platform{}, []byte(`{"type":"order.updated"}`)
	src := webhook.Source{Secrets: [][]byte{[]byte("whsec_aHVzaCBodXNoIGh1c2ggaHVzaCBodXNo")}}
	signed := p.Sign(src, "order.updated", body, webhooktest.Now)
	svix := http.Header{}
	for name, values := range signed {
		svix[strings.Replace(name, "Webhook-", "Svix-", 1)] = values
	}
	if err := p.Verify(src, svix, body, webhooktest.Now); err != nil {
		t.Error(err)
	}
	if err := p.Verify(src, svix, body, webhooktest.Now.Add(webhook.Tolerance*2)); !errors.Is(err, webhook.ErrStale) {
		t.Errorf("an old one: %v", err)
	}
	if err := p.Verify(src, svix, append(body, ' '), webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("another body: %v", err)
	}

	mixed := svix.Clone()
	mixed.Set("Webhook-Id", "msg_of_somebody")
	if err := p.Verify(src, mixed, body, webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("headers of two kinds: %v", err)
	}
}
