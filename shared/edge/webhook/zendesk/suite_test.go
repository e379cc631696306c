package zendesk_test

import (
	"testing"

	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/zendesk"
)

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, zendesk.Platform{}, zendesk.Name, "X-Zendesk-Webhook-Invocation-Id", "X-Zendesk-Webhook-Id")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, zendesk.Platform{}, zendesk.Name) }

func FuzzVerify(f *testing.F) {
	webhooktest.FuzzVerify(f, zendesk.Platform{}, "X-Zendesk-Webhook-Signature", "X-Zendesk-Webhook-Signature-Timestamp")
}
