package woocommerce

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// readLines returns the lines of the order. WooCommerce sends no taxes in them, and does not
// say which of them a refund took back.
func (in *order) readLines(r *lenient.Reader, c crm.Currency) crm.Lines {
	lines := make([]crm.Line, len(in.Lines))
	for i := range in.Lines {
		lines[i] = in.Lines[i].read(r, c)
	}
	return crm.NewLines(lines...)
}

// read returns one line. What is sold is the variation, if there is one.
func (l *lineItem) read(r *lenient.Reader, c crm.Currency) crm.Line {
	line := crm.Line{
		Product:  l.entry(r),
		Quantity: r.Count(l.Quantity),
	}
	paid := r.Minor("line_items.total", l.Total, c)
	line.Amount = paid
	if r.Text(l.Subtotal) != "" {
		line.Amount = r.Minor("line_items.subtotal", l.Subtotal, c)
		line.Discount = max(0, line.Amount-paid)
	}
	return line
}

// entry returns the id of the product's entry in the register.
func (l *lineItem) entry(r *lenient.Reader) string {
	return webhook.ProductID(
		r.Text(l.SKU),
		r.ID("line_items.variation_id", l.VariationID),
		r.ID("line_items.product_id", l.ProductID),
	)
}
