package webhook

import "holdfast/shared/words/crm"

// ProductID returns the id of the entry of a product in the register: the first id that
// there is, or else the SKU. It returns "" if the product has neither.
func ProductID(sku string, ids ...string) string {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return crm.SKUKey(sku)
}
