// Package platforms finds every platform by its name. A new platform is one package and
// one line here.
package platforms

import (
	"maps"
	"slices"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/edge/webhook/woocommerce"
	"holdfast/shared/edge/webhook/zendesk"
)

var byName = map[string]webhook.Platform{
	shopify.Name:     shopify.Platform{},
	standard.Name:    standard.Platform{},
	survey.Name:      survey.Platform{},
	unsubscribe.Name: unsubscribe.Platform{},
	woocommerce.Name: woocommerce.Platform{},
	zendesk.Name:     zendesk.Platform{},
}

// For returns the platform of that name and reports whether there is one.
func For(name string) (webhook.Platform, bool) {
	p, ok := byName[name]
	return p, ok
}

// Names lists the platforms in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(byName)) }
