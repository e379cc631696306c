package woocommerce_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/woocommerce"
	"holdfast/shared/words/crm"
)

// What plugins write into an order and into a customer. A box on an order was ticked when it was placed; a customer's says not
// since when; an empty box says nothing.
func TestWhatPluginsKeepOfConsent(t *testing.T) {
	t.Parallel()
	placed := crm.InstantOf(time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC))
	changed := crm.InstantOf(time.Date(2026, 5, 9, 10, 0, 0, 0, time.UTC))
	ticked, given := crm.Consent{Ticked: placed}, crm.Consent{State: crm.ConsentGiven}
	refused, pending := crm.Consent{State: crm.ConsentRefused, At: changed}, crm.Consent{State: crm.ConsentPending, At: changed}
	for _, c := range []struct {
		name, value string
		channel     crm.Channel
		order       crm.Consent
		account     crm.Consent
	}{
		{"mailchimp_woocommerce_is_subscribed", `"1"`, crm.ChannelEmail, ticked, given},
		{"mailchimp_woocommerce_is_subscribed", `1`, crm.ChannelEmail, ticked, given},
		{"mailchimp_woocommerce_is_subscribed", `true`, crm.ChannelEmail, ticked, given},
		{"mailchimp_woocommerce_is_subscribed", `"0"`, crm.ChannelEmail, crm.Consent{}, crm.Consent{}},
		{"mailchimp_woocommerce_is_subscribed", `""`, crm.ChannelEmail, crm.Consent{}, crm.Consent{}},
		{"mailchimp_woocommerce_is_subscribed", `false`, crm.ChannelEmail, crm.Consent{}, crm.Consent{}},
		{"mailchimp_woocommerce_is_subscribed", `null`, crm.ChannelEmail, crm.Consent{}, crm.Consent{}},
		{"mailchimp_woocommerce_is_subscribed", `["1"]`, crm.ChannelEmail, crm.Consent{}, crm.Consent{}},
		{"mailchimp_woocommerce_is_subscribed", `"pending"`, crm.ChannelEmail, pending, pending},
		{"mailchimp_woocommerce_is_subscribed", `"unsubscribed"`, crm.ChannelEmail, refused, refused},
		{"mailchimp_woocommerce_sms_subscribed", `"1"`, crm.ChannelSMS, ticked, given},
		{"mailchimp_woocommerce_sms_consent_subscribed", `true`, crm.ChannelSMS, ticked, given},
		{"hubwoo_checkout_marketing_optin", `"yes"`, crm.ChannelEmail, ticked, given},
		{"hubwoo_checkout_marketing_optin", `"no"`, crm.ChannelEmail, crm.Consent{}, crm.Consent{}},
		{"hubwoo_registeration_marketing_optin", `"yes"`, crm.ChannelEmail, ticked, given},
		{"kl_newsletter_checkbox", `"1"`, crm.ChannelEmail, ticked, given},
		{"_kl_sms_consent_checkbox", `"on"`, crm.ChannelSMS, ticked, given},
		{"holdfast_email_consent", `"yes"`, crm.ChannelEmail, ticked, given},
		{"_holdfast_call_consent", `"Yes"`, crm.ChannelCall, ticked, given},
		{"holdfast_call_consent", `"refused"`, crm.ChannelCall, refused, refused},
		{"_wc_other/holdfast/email-consent", `"1"`, crm.ChannelEmail, ticked, given},
		{"some_other_box", `"1"`, crm.ChannelEmail, crm.Consent{}, crm.Consent{}},
	} {
		meta := fmt.Sprintf(`"meta_data":[{"id":1,"key":%q,"value":%s},{"id":2,"key":"is_vat_exempt","value":"no"}]`, c.name, c.value)
		for topic, body := range map[string]string{
			"order.updated": `{"id":1,"status":"processing","currency":"EUR","total":"10.00","customer_id":1,"date_created_gmt":"2026-05-01T10:00:00",
				"date_modified_gmt":"2026-05-09T10:00:00","billing":{"email":"ann@example.com"},` + meta + `}`,
			"customer.updated": `{"id":1,"email":"ann@example.com","role":"customer","date_created_gmt":"2026-05-01T10:00:00","date_modified_gmt":"2026-05-09T10:00:00",` + meta + `}`,
		} {
			events, err := woocommerce.Platform{}.Parse(webhook.Delivery{Source: "web", Topic: topic, Body: []byte(body)})
			webhooktest.CheckEvents(t, events, err)
			if err != nil || len(events) != 1 {
				t.Fatalf("%s: %v %v", body, events, err)
			}
			var want crm.Consents
			want[c.channel] = c.order
			if topic == "customer.updated" {
				want[c.channel] = c.account
			}
			if diff := cmp.Diff(want, events[0].Consents); diff != "" {
				t.Errorf("%s of %s = %s: %s", topic, c.name, c.value, diff)
			}
		}
	}
}
