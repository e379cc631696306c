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
	"bezahlt":            "paid",
	"in bearbeitung":     "paid",
	"abgeschlossen":      "completed",
	"versendet":          "fulfilled",
	"zahlung ausstehend": "unpaid",
	"wartend":            "pending",
	"rückerstattet":      "paid",
	"erstattet":          "paid",
	"fehlgeschlagen":     "failed",
	"交易成功":               "completed",
	"已完成":                "completed",
}

// wooPending is how WooCommerce's pages show its status "pending".
const wooPending = "pending payment"

// readStatus returns the order's own word for its status. The database of WooCommerce puts
// wc- before each.
func readStatus(r row) string {
	word := strings.ToLower(r.get(fieldStatus))
	rest, isWoo := strings.CutPrefix(word, "wc-")
	if isWoo && rest == "pending" {
		return wooPending
	}
	return rest
}

// isCancelled reports whether a status says that the order was cancelled.
func isCancelled(word string) bool {
	return strings.HasPrefix(word, "cancel") || strings.HasPrefix(word, "storn") || word == "已取消"
}

// isGivenBack reports whether a status says that all of the money was given back.
func isGivenBack(word string) bool {
	return word == "refunded" || word == "rückerstattet" || word == "erstattet"
}

// giveBack takes the whole amount of a refunded order as given back, where the file does not
// say how much was.
func (in *reading) giveBack(o *order) {
	if isGivenBack(o.status) && in.table.columns.at[fieldRefunded] < 0 && o.refunded == 0 {
		o.refunded = o.total
	}
}

// statusOf returns our status: by what was shipped, if anything was, else by the order's
// own word. What was shipped and refused at the door is no purchase.
func (in *reading) statusOf(word, shipped string) (string, error) {
	if word == "voided" || word == "expired" {
		return statuses[word], nil
	}
	switch shipped {
	case "fulfilled", "partial":
		return statuses[shipped], nil
	}
	if word == "" || isCancelled(word) {
		return in.Status, nil
	}
	if word == "pending" && in.Platform == woocommerce.Name {
		return statuses[wooPending], nil // on-hold is the one that waits
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
	isShopifys := in.table.columns.at[fieldPayment] >= 0
	if data.Status != "pending" || !isShopifys {
		return
	}
	if !o.payBy.IsZero() {
		data.PayBy = formatTime(o.payBy)
		return
	}
	data.Awaits = shopify.Awaited(o.status, o.payment).String()
}
