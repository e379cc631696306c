package rows

import (
	"cmp"

	"holdfast/shared/words/crm"
)

// item is one product of an order, as our own events say it.
type item struct {
	ID       string `json:"id,omitempty"`
	SKU      string `json:"sku,omitempty"`
	Name     string `json:"name,omitempty"`
	Quantity string `json:"quantity,omitempty"`
	Amount   string `json:"amount,omitempty"`
	Discount string `json:"discount,omitempty"`
}

// readItems returns the product that a row names: none or one.
func (in *reading) readItems(r row, o *order) ([]item, error) {
	one := item{
		ID:   cutApostrophe(r.get("product_id")),
		SKU:  cutApostrophe(r.get("sku")),
		Name: r.get("product"),
	}
	if one == (item{}) {
		return nil, nil
	}
	if err := checkNotShortened(one.ID); err != nil {
		return nil, err
	}
	if one.ID == "" && one.SKU == "" {
		return []item{one}, nil // a name alone is no line
	}

	amount, discount, err := in.readLineMoney(r, o)
	if err != nil {
		return nil, err
	}
	one.Quantity = cmp.Or(r.get("line_quantity"), r.get("quantity"))
	if amount != 0 {
		one.Amount = o.money(amount)
	}
	if discount != 0 {
		one.Discount = o.money(discount)
	}
	return []item{one}, nil
}

// readLineMoney returns what a row's product came to, and its discount. A row that prices no
// product of its own is a line as a whole.
func (in *reading) readLineMoney(r row, o *order) (amount, discount int64, err error) {
	if r.get("line_price") == "" {
		return max(0, o.total), o.discount, nil
	}
	quantity := cmp.Or(r.get("line_quantity"), r.get("quantity"), "1")
	if amount, err = in.multiplyPrice(quantity, r.get("line_price"), o.currency); err != nil {
		return 0, 0, err
	}
	discount, _, err = in.parseMoney(r.get("line_discount"), o.currency)
	return max(0, amount), max(discount, -discount), err
}

// listItems returns the items as an event says them: of those that are only a name, the few
// names that are kept.
func (o *order) listItems() (list []item) {
	var names []string
	for _, it := range o.items {
		if it.ID == "" && it.SKU == "" {
			names = append(names, it.Name)
			continue
		}
		list = append(list, it)
	}
	for _, name := range crm.NewGoods(names...).Names() {
		list = append(list, item{Name: name})
	}
	return list
}
