package shopify_test

import (
	"testing"

	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/webhooktest"
)

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, shopify.Platform{}, shopify.Name, "X-Shopify-Webhook-Id", "X-Shopify-Event-Id", "X-Shopify-Api-Version")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, shopify.Platform{}, shopify.Name) }

func FuzzVerify(f *testing.F) {
	webhooktest.FuzzVerify(f, shopify.Platform{}, "X-Shopify-Hmac-Sha256", "Shopify-Hmac-Sha256")
}
