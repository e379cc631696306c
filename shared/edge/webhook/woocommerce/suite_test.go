package woocommerce_test

import (
	"testing"

	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/woocommerce"
)

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, woocommerce.Platform{}, woocommerce.Name, "X-WC-Webhook-Delivery-ID", "X-WC-Webhook-ID", "User-Agent")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, woocommerce.Platform{}, woocommerce.Name) }

func FuzzVerify(f *testing.F) {
	webhooktest.FuzzVerify(f, woocommerce.Platform{}, "X-WC-Webhook-Signature", "X-WC-Webhook-Topic")
}
