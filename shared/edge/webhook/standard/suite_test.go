package standard_test

import (
	"testing"

	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/webhooktest"
)

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, standard.Platform{}, standard.Name, "Webhook-Id", "Webhook-Timestamp")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, standard.Platform{}, standard.Name) }

func FuzzVerify(f *testing.F) {
	webhooktest.FuzzVerify(f, standard.Platform{}, "Webhook-Signature", "Webhook-Timestamp", "Webhook-Id")
}
