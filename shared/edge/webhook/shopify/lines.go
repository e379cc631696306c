package shopify

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// allocation is the part of a discount that falls on a line.
type allocation struct {
	Amount lenient.Scalar `json:"amount"`
}

// readLines returns the lines of the order in the shop's currency.
func (in *order) readLines(r *lenient.Reader, c crm.Currency) crm.Lines {
	lines := make([]crm.Line, len(in.Lines))
	for i := range in.Lines {
		lines[i] = in.readLine(r, c, &in.Lines[i])
	}
	return crm.NewLines(lines...)
}

// readLine returns one line. What is sold is a variant of a product, so its id is the
// variant's.
func (in *order) readLine(r *lenient.Reader, c crm.Currency, l *lineItem) crm.Line {
	quantity := r.Count(l.Quantity)
	price := r.Minor("line_items.price", l.Price, c)
	line := crm.Line{
		Product:  l.entry(r),
		Quantity: quantity,
		Amount:   crm.MulDiv(price, quantity, 1),
		Discount: l.readDiscount(r, c),
	}
	line.Back = min(quantity, in.sentBack(r, r.Text(l.ID)))
	if r.Text(l.CurrentQuantity) != "" {
		line.Back = max(0, quantity-r.Count(l.CurrentQuantity))
	}
	return line
}

// entry returns the id of the product's entry in the register.
func (l *lineItem) entry(r *lenient.Reader) string {
	return webhook.ProductID(
		r.Text(l.SKU),
		r.ID("line_items.variant_id", l.VariantID),
		r.ID("line_items.product_id", l.ProductID),
	)
}

// readDiscount returns all discounts on a line. Their allocations hold the line's part of
// discounts on the whole order, which total_discount does not.
func (l *lineItem) readDiscount(r *lenient.Reader, c crm.Currency) (sum int64) {
	if len(l.Allocations) == 0 {
		return r.Minor("line_items.total_discount", l.Discount, c)
	}
	for _, a := range l.Allocations {
		sum += r.Minor("line_items.discount_allocations.amount", a.Amount, c)
	}
	return sum
}
