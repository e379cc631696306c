package woocommerce

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// consentKeys lists the names under which plugins keep, in the meta data of an order or a
// customer, that the buyer agreed to be contacted. WooCommerce itself asks nobody. To add
// one, write a row: the name without a leading "_", and the channel.
//
// Mailchimp for WooCommerce and HubSpot write their names themselves. Klaviyo, MailPoet and
// AutomateWoo send the box to their own service and keep it nowhere; their rows are the
// names of their boxes, for shops that have a snippet keep it. The holdfast names are for
// shops that ask themselves (docs/connect-woocommerce.md).
var consentKeys = map[string]crm.Channel{
	"holdfast_email_consent": crm.ChannelEmail,
	"holdfast_sms_consent":   crm.ChannelSMS,
	"holdfast_call_consent":  crm.ChannelCall,
	"holdfast_chat_consent":  crm.ChannelChat,

	// Additional checkout fields of WooCommerce (since 8.9) that a shop registers.
	"wc_other/holdfast/email-consent": crm.ChannelEmail,
	"wc_other/holdfast/sms-consent":   crm.ChannelSMS,
	"wc_other/holdfast/call-consent":  crm.ChannelCall,

	"mailchimp_woocommerce_is_subscribed":          crm.ChannelEmail,
	"mailchimp_woocommerce_sms_subscribed":         crm.ChannelSMS,
	"mailchimp_woocommerce_sms_consent_subscribed": crm.ChannelSMS,

	"hubwoo_checkout_marketing_optin":      crm.ChannelEmail,
	"hubwoo_registeration_marketing_optin": crm.ChannelEmail, // the plugin spells it so

	"kl_newsletter_checkbox":              crm.ChannelEmail,
	"kl_sms_consent_checkbox":             crm.ChannelSMS,
	"mailpoet_woocommerce_checkout_optin": crm.ChannelEmail,
	"automatewoo_optin":                   crm.ChannelEmail,
}

// consentWords maps what stands under those names. A box that was left empty says nothing:
// it is no refusal of a consent given before. So "no" is not among the words, which is what
// some plugins write for it.
var consentWords = map[string]crm.ConsentState{
	"1":            crm.ConsentGiven,
	"true":         crm.ConsentGiven,
	"on":           crm.ConsentGiven,
	"yes":          crm.ConsentGiven,
	"checked":      crm.ConsentGiven,
	"given":        crm.ConsentGiven,
	"subscribed":   crm.ConsentGiven,
	"pending":      crm.ConsentPending,
	"refused":      crm.ConsentRefused,
	"unsubscribed": crm.ConsentRefused,
	"withdrawn":    crm.ConsentRefused,
}

// metaConsents returns what meta data say of being contacted, as words without a date. Of
// two words for one channel the stricter counts.
func metaConsents(r *lenient.Reader, all lenient.List[meta]) (said crm.Consents) {
	for _, m := range all {
		name := strings.TrimPrefix(strings.ToLower(r.Text(m.Key)), "_")
		channel, isConsent := consentKeys[name]
		if !isConsent {
			continue
		}
		word := strings.ToLower(r.Text(m.Value))
		if m.Value == "true" {
			word = "true" // a boolean
		}
		var one crm.Consents
		one[channel].State = consentWords[word]
		said = said.Join(one)
	}
	return said
}

// orderConsents returns what an order says: its boxes were ticked when it was placed. Any
// other word stands as of the newest version.
func orderConsents(said crm.Consents, o *crm.Order) crm.Consents {
	for i, word := range said {
		switch word.State {
		case crm.ConsentUnknown:
		case crm.ConsentGiven:
			said[i] = crm.Consent{Ticked: o.Placed}
		default:
			said[i].At = o.Updated
		}
	}
	return said
}

// accountConsents returns what an account says as of a date. That is when anything of it
// changed: a yes may be older than any no, and has no date.
func accountConsents(said crm.Consents, at crm.Instant) crm.Consents {
	for i, word := range said {
		if word.State.No() || word.State == crm.ConsentPending {
			said[i].At = at
		}
	}
	return said
}

// phoneKeys are the names under which Mailchimp for WooCommerce keeps the number that its
// consent to text messages is of.
var phoneKeys = [...]string{
	"mailchimp_woocommerce_sms_phone",
	"mailchimp_woocommerce_sms_consent_phone",
}

// metaPhone adds the number that a consent to text messages is of, if no other is known.
func metaPhone(r *lenient.Reader, all lenient.List[meta], p webhook.ProfileWriter) {
	for _, m := range all {
		for _, name := range phoneKeys {
			if strings.TrimPrefix(r.Text(m.Key), "_") == name {
				p.SetMissing(crm.Phone, r.Text(m.Value))
			}
		}
	}
}
