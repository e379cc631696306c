package woocommerce

import (
	"html"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
)

// collectText returns what people wrote about why an order came back: the notes of its
// refunds, and what plugins that ask for a reason keep in its metas. WooCommerce itself
// asks for none.
func (in *order) collectText(r *lenient.Reader) string {
	var texts []string
	for _, f := range in.Refunds {
		texts = append(texts, html.UnescapeString(r.LongText(f.Reason)))
	}
	for _, m := range in.Meta {
		if isReasonKey(r.Text(m.Key)) {
			texts = append(texts, html.UnescapeString(r.LongText(m.Value)))
		}
	}
	return webhook.JoinTexts(texts...)
}

// reasonKey is the key in which a shop's own snippet writes why an order came back.
const reasonKey = "holdfast_reason"

// isReasonKey reports whether a meta says why an order was cancelled or came back. There is
// no common name, but all have these words, as _cancel_reason and order_return_reason.
func isReasonKey(key string) bool {
	key = strings.ToLower(key)
	if key == reasonKey {
		return true
	}
	if !strings.Contains(key, "reason") {
		return false
	}
	for _, why := range []string{"cancel", "return", "refund"} {
		if strings.Contains(key, why) {
			return true
		}
	}
	return false
}
