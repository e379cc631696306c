package rows

import (
	"fmt"
	"strings"

	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/woocommerce"
)

// statuses maps the words of exports to ours.
var statuses = map[string]string{
	"pending":            "pending",
	"on-hold":            "pending",
	"on hold":            "pending",
	"authorized":         "pending",
	"unpaid":             "unpaid",
	"pending payment":    "unpaid", // as WooCommerce shows its status "pending"
	"checkout-draft":     "unpaid",
	"draft":              "unpaid",
	"待付款":                "unpaid",
	"failed":             "failed",
	"voided":             "failed",
	"expired":            "failed",
	"paid":               "paid",
	"processing":         "paid",
	"partially_paid":     "paid",
	"partially_refunded": "paid",
	"refunded":           "paid",
	"已付款":                "paid",
	"待发货":                "paid",
	"partly_fulfilled":   "partly_fulfilled",
	"partial":            "partly_fulfilled",
	"fulfilled":          "fulfilled",
	"shipped":            "fulfilled",
	"已发货":                "fulfilled",
	"completed":          "completed",
	"complete":           "completed",
	"delivered":          "completed",
	"交易成功":               "completed",
	"已完成":                "completed",
}

// statusOf returns our status: by what was shipped, if anything was, else by the order's
// own word. What was shipped and refused at the door is no purchase.
func (in *reading) statusOf(word, shipped string) (string, error) {
	word = strings.TrimPrefix(word, "wc-")
	if word == "voided" || word == "expired" {
		return statuses[word], nil
	}
	switch shipped {
	case "fulfilled", "partial":
		return statuses[shipped], nil
	}
	if word == "" || strings.HasPrefix(word, "cancel") {
		return in.Status, nil
	}
	if word == "pending" && in.Platform == woocommerce.Name {
		return "unpaid", nil // WooCommerce's word for it; on-hold is the one that waits
	}
	if s, ok := statuses[word]; ok {
		return s, nil
	}
	return "", fmt.Errorf("status %q is not known", word)
}

// leaveUnpaid takes off an order that is paid in part what is outstanding.
func (in *reading) leaveUnpaid(o *order) {
	if o.status == "partially_paid" {
		o.total -= min(max(0, o.unpaid), max(0, o.total))
	}
}

// addAwaited adds for how long a pending order of Shopify's export is to count. Other files
// do not say how an order is to be paid: theirs count until they are cancelled.
func (in *reading) addAwaited(o *order, data *orderData) {
	_, isShopifys := in.table.columns["payment"]
	if data.Status != "pending" || !isShopifys {
		return
	}
	if !o.payBy.IsZero() {
		data.PayBy = formatTime(o.payBy)
		return
	}
	data.Awaits = shopify.Awaited(o.status, o.payment).String()
}
