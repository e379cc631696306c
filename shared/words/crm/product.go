package crm

import "strings"

// skuPrefix begins the id of an entry that is known by its SKU alone.
const skuPrefix = "sku:"

// SKUKey returns the id of the entry that is known by an SKU alone, or "" without an SKU.
func SKUKey(sku string) string {
	sku = strings.TrimSpace(sku)
	if sku == "" {
		return ""
	}
	return skuPrefix + sku
}
