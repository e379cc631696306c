package apply

import (
	"context"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// learnCurrency lets a store whose currency nobody named take that of its first order, and
// returns the shop as it is then.
func (a *Apply) learnCurrency(
	ctx context.Context,
	shop *book.Shop,
	e *crm.Event,
) (*book.Shop, error) {
	if !shop.Playbook.CurrencyAssumed() || !tellsCurrency(e) {
		return shop, nil
	}
	err := table.Retry(ctx, maxTries, func(bool) error {
		fresh, err := a.Book.FindShop(ctx, shop.Store)
		if err != nil || !fresh.Playbook.CurrencyAssumed() {
			return err
		}
		from := playbook.FromFirstOrder + e.Order.Source
		fresh.Playbook.SetCurrency(e.Order.Currency, from)
		return a.Book.SaveSettings(ctx, fresh)
	})
	if err != nil {
		return nil, deferConflict(err)
	}
	a.Log.Info("store takes the currency of its first order",
		"store", shop.Store,
		"source", e.Order.Source,
	)
	return a.Shops.Reload(ctx, shop.Store)
}

// tellsCurrency reports whether an order is in the shop's own currency, as far as it says:
// one with a rate to another currency is not.
func tellsCurrency(e *crm.Event) bool {
	if e.Order == nil || e.Order.Currency == "" || e.Order.Deleted() {
		return false
	}
	isOwn := e.ShopRate.Num == e.ShopRate.Den // none, or 1
	return isOwn
}

// convertToShop keeps an order in the store's currency where the body states a rate but not
// what it leads to. A currency that nobody named yet is not one to convert to.
func convertToShop(e *crm.Event, cfg *playbook.Config) {
	isRate := e.ShopRate != (crm.Rate{})
	if e.Order == nil || !isRate || e.Order.Currency == cfg.Currency || cfg.CurrencyAssumed() {
		return
	}
	order := e.Order.In(cfg.Currency, e.ShopRate)
	e.Order = &order
}
