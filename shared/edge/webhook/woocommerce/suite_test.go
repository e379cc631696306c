package woocommerce_test

import (
	"testing"

	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/woocommerce"
)

var scheme = webhooktest.Scheme{
	Platform:  woocommerce.Platform{},
	Secret:    "hush",
	Other:     "hush2",
	Signature: "X-WC-Webhook-Signature",
	Timed:     false,
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	webhooktest.CheckSignatures(t, scheme)
}

func TestEverySampleTellsWhatItsGoldenSays(t *testing.T) {
	t.Parallel()
	webhooktest.CheckGoldens(t, woocommerce.Platform{}, woocommerce.Name)
}

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, woocommerce.Platform{}, woocommerce.Name, "X-WC-Webhook-Delivery-ID", "X-WC-Webhook-ID", "User-Agent")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, woocommerce.Platform{}, woocommerce.Name) }

func FuzzVerify(f *testing.F) {
	webhooktest.FuzzVerify(f, scheme, "X-WC-Webhook-Signature", "X-WC-Webhook-Topic")
}
