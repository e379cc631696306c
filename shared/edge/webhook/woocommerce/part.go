package woocommerce

import (
	"strings"

	"holdfast/shared/edge/webhook/lenient"
)

// Marketplace plugins (Dokan, MultiVendorX) split the order of a buyer into one for each
// seller. The whole has the parts' goods and money, so a part is left: the buyer bought
// once. Whichever comes first, it ends alike.

// ownOrders are the makers (created_via) of orders that have a parent and are bought and
// paid on their own.
var ownOrders = map[string]bool{
	"subscription": true, // WooCommerce Subscriptions, which until 2.0 named a parent
	"wc_deposits":  true, // WooCommerce Deposits: the rest of what a deposit was paid on
}

// ownOrderKeys begin the metas that only such orders have (WooCommerce Subscriptions).
var ownOrderKeys = [...]string{
	"_subscription_renewal",
	"_subscription_switch",
	"_subscription_resubscribe",
}

// isPart reports whether the order is a seller's part of another order.
func (in *order) isPart(r *lenient.Reader) bool {
	if r.ID("parent_id", in.Parent) == "" || ownOrders[r.Text(in.CreatedVia)] {
		return false
	}
	for _, m := range in.Meta {
		key := r.Text(m.Key)
		for _, own := range ownOrderKeys {
			if strings.HasPrefix(key, own) && r.Text(m.Value) != "" {
				return false
			}
		}
	}
	return true
}
