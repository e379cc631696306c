// Package platforms knows every platform by its name.
package platforms

import (
	"maps"
	"slices"

	"holdfast/shared/webhook"
	"holdfast/shared/webhook/shopify"
	"holdfast/shared/webhook/standard"
	"holdfast/shared/webhook/survey"
	"holdfast/shared/webhook/woocommerce"
	"holdfast/shared/webhook/zendesk"
)

var all = map[string]webhook.Platform{
	shopify.Name:     shopify.Platform{},
	standard.Name:    standard.Platform{},
	survey.Name:      survey.Platform{},
	woocommerce.Name: woocommerce.Platform{},
	zendesk.Name:     zendesk.Platform{},
}

// For returns the platform of that name and reports whether there is one.
func For(name string) (webhook.Platform, bool) {
	p, ok := all[name]
	return p, ok
}

// Names lists the platforms in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(all)) }
