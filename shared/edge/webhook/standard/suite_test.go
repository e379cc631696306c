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
	webhooktest.Signatures(t, scheme)
}

func TestEverySampleTellsWhatItsGoldenSays(t *testing.T) {
	t.Parallel()
	webhooktest.Goldens(t, standard.Platform{}, standard.Name)
}

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.Redeliveries(t, standard.Platform{}, standard.Name, "Webhook-Id", "Webhook-Timestamp")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, standard.Platform{}, standard.Name) }

func FuzzVerify(f *testing.F) {
	webhooktest.FuzzVerify(f, scheme, "Webhook-Signature", "Webhook-Timestamp", "Webhook-Id")
}
