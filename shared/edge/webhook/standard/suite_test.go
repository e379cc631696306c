package standard_test

import (
	"testing"

	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/webhooktest"
)

var scheme = webhooktest.Scheme{
	Platform:  standard.Platform{},
	Secret:    "whsec_aHVzaCBodXNoIGh1c2ggaHVzaCBodXNo",
	Other:     "whsec_bG91ZCBsb3VkIGxvdWQgbG91ZCBsb3Vk",
	Signature: "Webhook-Signature",
	Timed:     true,
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	webhooktest.CheckSignatures(t, scheme)
}

func TestEverySampleTellsWhatItsGoldenSays(t *testing.T) {
	t.Parallel()
	webhooktest.CheckGoldens(t, standard.Platform{}, standard.Name)
}

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, standard.Platform{}, standard.Name, "Webhook-Id", "Webhook-Timestamp")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, standard.Platform{}, standard.Name) }

func FuzzVerify(f *testing.F) {
	webhooktest.FuzzVerify(f, scheme, "Webhook-Signature", "Webhook-Timestamp", "Webhook-Id")
}
