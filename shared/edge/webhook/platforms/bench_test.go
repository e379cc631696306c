package platforms_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/webhooktest"
)

// order is the sample order without its indentation: about 4 KB, as Shopify sends it.
func order(b *testing.B) (webhook.Platform, webhook.Source, []byte) {
	b.Helper()
	p, _ := platforms.For("shopify")
	var compact bytes.Buffer
	if err := json.Compact(&compact, webhooktest.Samples(b, "shopify")["orders-create"].Body); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(compact.Len()))
	b.ReportAllocs()
	return p, webhook.Source{Secrets: [][]byte{[]byte("hush")}}, compact.Bytes()
}

func BenchmarkVerify(b *testing.B) {
	p, a, body := order(b)
	h := p.Sign(a, "orders/create", body, webhooktest.Now)
	for b.Loop() {
		if err := p.Verify(a, h, body, webhooktest.Now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	p, _, body := order(b)
	d := webhook.Delivery{Source: "shop", Topic: "orders/create", Body: body}
	for b.Loop() {
		if _, err := p.Parse(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyParseEncode(b *testing.B) {
	p, a, body := order(b)
	now := webhooktest.Now.Add(time.Second)
	h := p.Sign(a, "orders/create", body, now)
	for b.Loop() {
		if err := p.Verify(a, h, body, now); err != nil {
			b.Fatal(err)
		}
		label, _ := p.ReadLabel(h, body)
		if _, err := p.Parse(webhooktest.NewDelivery(label, body)); err != nil {
			b.Fatal(err)
		}
		m := envelope.Message{Store: "linden", Source: "shop", Platform: "shopify", Topic: label.Topic, Triggered: label.Triggered, Body: body}
		if _, err := envelope.Encode(m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeMessage(b *testing.B) {
	_, _, body := order(b)
	encoded, err := envelope.Encode(envelope.Message{Store: "linden", Source: "shop", Platform: "shopify", Topic: "orders/create", Body: body})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := envelope.Decode(encoded); err != nil {
			b.Fatal(err)
		}
	}
}
