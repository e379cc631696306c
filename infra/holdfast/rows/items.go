package rows

import (
	"holdfast/infra/holdfast/cells"
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
		ID:   r.id(fieldProductID),
		SKU:  r.id(fieldSKU),
		Name: r.get(fieldProduct),
	}
	if one == (item{}) {
		return nil, nil
	}
	if err := in.checkIDs(r, fieldProductID, fieldSKU); err != nil {
		return nil, err
	}
	if one.ID == "" && one.SKU == "" {
		return []item{one}, nil // a name alone is no line
	}

	amount, discount, err := in.readLineMoney(r, o)
	if err != nil {
		return nil, err
	}
	if one.Quantity, err = in.readQuantity(r); err != nil {
		return nil, err
	}
	if amount != 0 {
		one.Amount = o.decimal(amount)
	}
	if discount != 0 {
		one.Discount = o.decimal(discount)
	}
	return []item{one}, nil
}

// quantityField returns the field that says how many pieces a row is of.
func quantityField(r row) field {
	if r.get(fieldLineQuantity) != "" {
		return fieldLineQuantity
	}
	return fieldQuantity
}

// readQuantity returns how many pieces a row is of, "" if it does not say.
func (in *reading) readQuantity(r row) (string, error) {
	f := quantityField(r)
	text := r.get(f)
	if text == "" || r.isExact(f) {
		return text, nil
	}
	n, err := cells.ReadNumber(text)
	if err != nil {
		return "", cells.Explain(f.String(), text, err)
	}
	const likeMoney = 2
	plain, err := in.decimalOf(n, likeMoney)
	if err != nil {
		return "", cells.Explain(f.String(), text, err)
	}
	return plain, nil
}

// readLineMoney returns what a row's product came to, and its discount. A row that prices no
// product of its own is a line as a whole.
func (in *reading) readLineMoney(r row, o *order) (amount, discount int64, err error) {
	if r.get(fieldLinePrice) == "" {
		if in.plan.oncePer {
			return 0, 0, nil // its amounts are the order's
		}
		return max(0, o.total), o.discount, nil
	}
	n := int64(1)
	if f := quantityField(r); r.get(f) != "" {
		if n, err = in.readCount(r, f); err != nil {
			return 0, 0, err
		}
	}
	if amount, err = in.multiplyPrice(r, n, fieldLinePrice, o.currency); err != nil {
		return 0, 0, err
	}
	discount, _, err = in.parseMoney(r, fieldLineDiscount, o.currency)
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
