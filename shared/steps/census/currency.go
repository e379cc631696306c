package census

import (
	"context"
	"errors"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// usualFactor is how many times as many orders another currency must have for it to be the
// store's. It keeps a store that sells in two from changing every night.
const usualFactor = 2

// findUsualCurrency returns the currency of most of the year's orders, and false if that is
// the store's own or none stands out.
func findUsualCurrency(t *exitcost.Tally) (usual crm.Currency, found bool) {
	own := int64(t.Year.Orders - t.Year.Apart)
	var most int64
	for _, apart := range t.Apart {
		if apart.Orders > most {
			most = apart.Orders
			usual = apart.Currency
		}
	}
	return usual, most > usualFactor*own
}

// mendCurrency changes a currency that the store's first order told and that most orders
// belie: a first order may be a foreign buyer's. It reports whether it did. What a person
// named stays. The next census counts in the new currency, and brings rules in it.
func (c *Census) mendCurrency(
	ctx context.Context,
	shop *book.Shop,
	t *exitcost.Tally,
) (changed bool, err error) {
	usual, found := findUsualCurrency(t)
	if !found || !shop.Playbook.CurrencyLearned() {
		return false, nil
	}
	shop.Playbook.SetCurrency(usual, playbook.FromMostOrders)
	err = c.Book.SaveSettings(ctx, shop)
	if conflict := (*table.Conflict)(nil); errors.As(err, &conflict) {
		return false, nil // somebody changes the settings; the next census looks again
	}
	if err != nil {
		return false, err
	}
	c.Log.WarnContext(ctx, "store takes the currency of most of its orders, not of its first",
		"store", shop.Store, "currency", usual)
	return true, nil
}
