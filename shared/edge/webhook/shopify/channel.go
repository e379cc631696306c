package shopify

import (
	"strings"

	"holdfast/shared/words/crm"
)

// appChannels are the sales channels of apps, by what their names contain.
var appChannels = [...]struct {
	contains string
	channel  crm.SalesChannel
}{
	{"facebook", crm.SalesSocial},
	{"instagram", crm.SalesSocial},
	{"tiktok", crm.SalesSocial},
	{"pinterest", crm.SalesSocial},
	{"amazon", crm.SalesMarketplace},
	{"ebay", crm.SalesMarketplace},
	{"etsy", crm.SalesMarketplace},
	{"walmart", crm.SalesMarketplace},
}

// SalesChannel reads a source_name, in lower case: a name of Shopify's own, that of a
// sales channel's app, or the number of an app.
func SalesChannel(source string) crm.SalesChannel {
	switch source {
	case "":
		return crm.SalesUnknown
	case "web", "checkout_one", "buy_button":
		return crm.SalesWeb
	case "pos":
		return crm.SalesStore
	case "shopify_draft_order":
		return crm.SalesPhone
	case "iphone", "android":
		return crm.SalesApp
	}

	for _, app := range appChannels {
		if strings.Contains(source, app.contains) {
			return app.channel
		}
	}
	return crm.SalesOther
}
