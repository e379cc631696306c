package zendesk_test

import (
	"testing"

	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/zendesk"
)

var scheme = webhooktest.Scheme{
	Platform:  zendesk.Platform{},
	Secret:    "hush",
	Other:     "hush2",
	Signature: "X-Zendesk-Webhook-Signature",
	Timed:     true,
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	webhooktest.CheckSignatures(t, scheme)
}

func TestEverySampleTellsWhatItsGoldenSays(t *testing.T) {
	t.Parallel()
	webhooktest.CheckGoldens(t, zendesk.Platform{}, zendesk.Name)
}

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, zendesk.Platform{}, zendesk.Name, "X-Zendesk-Webhook-Invocation-Id", "X-Zendesk-Webhook-Id")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, zendesk.Platform{}, zendesk.Name) }

func FuzzVerify(f *testing.F) {
	webhooktest.FuzzVerify(f, scheme, "X-Zendesk-Webhook-Signature", "X-Zendesk-Webhook-Signature-Timestamp")
}
