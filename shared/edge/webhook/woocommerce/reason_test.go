package woocommerce_test

import (
	"fmt"
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/woocommerce"
	"holdfast/shared/words/crm"
)

func TestWhyAnOrderCameBackIsReadWherePluginsWriteIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ more, want string }{
		"nothing is said":         {`"meta_data":[]`, ""},
		"a refund's note":         {`"refunds":[{"reason":"Too small &amp; torn","total":"-1.00"}]`, "Too small & torn"},
		"a plugin's meta":         {`"meta_data":[{"key":"_cancel_reason","value":"found it cheaper"}]`, "found it cheaper"},
		"another plugin's meta":   {`"meta_data":[{"key":"Order_Return_Reason_Text","value":"质量问题"}]`, "质量问题"},
		"a snippet of the shop":   {`"meta_data":[{"key":"holdfast_reason","value":"moved away"}]`, "moved away"},
		"both":                    {`"refunds":[{"reason":"a","total":"0"}],"meta_data":[{"key":"refund_reason","value":"b"}]`, "a\nb"},
		"another reason":          {`"meta_data":[{"key":"gift_reason","value":"birthday"}]`, ""},
		"a value that is no text": {`"meta_data":[{"key":"cancel_reason","value":{"code":1}}]`, ""},
	} {
		const order = `{"id":1,"status":"cancelled","currency":"EUR","total":"9.00","customer_id":5,
			"date_created_gmt":"2026-02-11T09:04:55","date_modified_gmt":"2026-02-11T09:04:55",%s}`
		body := fmt.Sprintf(order, c.more)
		events, err := woocommerce.Platform{}.Parse(webhook.Delivery{
			Source:   "shop",
			Topic:    "order.updated",
			Received: crm.InstantOf(webhooktest.Now),
			Body:     []byte(body),
		})
		if err != nil || len(events) == 0 || events[0].Text != c.want {
			t.Errorf("%s: %+v, %v", name, events, err)
		}
	}
}
