package book

import (
	"context"
	"fmt"
	"time"

	"holdfast/shared/words/crm"
)

// CostsFor is how long the costs of a store's products serve before they are read anew: a
// whole register is read for them. They are no fact of any customer, and only say what an
// order brought.
const CostsFor = time.Hour

// FindCosts reads what a store's products cost, as far as that is known. Records that cannot
// be read are passed over: an order with one of them has no known cost.
func (b Book) FindCosts(ctx context.Context, store string) (crm.Costs, error) {
	var entries []crm.Product
	for p, err := range Readable(b.Products(ctx, store)) {
		if err != nil {
			return nil, fmt.Errorf("find costs of %s: %w", store, err)
		}
		entries = append(entries, p)
	}
	return crm.NewRegister(entries).Costs(), nil
}
