package webhook

import (
	"cmp"

	"holdfast/shared/words/crm"
)

// ProductID returns the id of the entry of a product in the register: the first id that
// there is, or else one made of the SKU. It returns "" if the product has neither.
func ProductID(sku string, ids ...string) string {
	return cmp.Or(cmp.Or(ids...), crm.SKUKey(sku))
}

// ProductWriter sets the fields of a product as of one instant.
type ProductWriter struct {
	Product *crm.Product
	At      crm.Instant
}

// SetText sets a field of the product. An empty value says nothing and sets nothing.
func (w ProductWriter) SetText(field *crm.Text, value string) {
	if value != "" {
		*field = crm.Text{Value: value, At: w.At}
	}
}

// SetPrice sets the price or the cost of one piece.
func (w ProductWriter) SetPrice(field *crm.PriceTag, minor int64, c crm.Currency) {
	*field = crm.PriceTag{Money: c.Of(minor), At: w.At}
}

// ProductEvent returns the event of what a delivery says of products as of an instant.
func ProductEvent(id string, at crm.Instant, products ...crm.Product) crm.Event {
	return crm.Event{
		Kind:     crm.KindProduct,
		ID:       "product/" + id,
		At:       at,
		Products: products,
	}
}

// DeletedProduct returns the event of a delivery that says by its id alone that a product
// was deleted, with all its variants. What was sold keeps its entry.
func DeletedProduct(ref crm.Ref, d Delivery) crm.Event {
	at := cmp.Or(d.Triggered, d.Received)
	return ProductEvent(ref.ID, at, crm.Product{Ref: ref, Gone: at})
}

// SoldProduct returns what an order's line says of a product, without its fields, and the
// writer for them. It reports false for a line that names no product.
func SoldProduct(o *crm.Order, line crm.Line) (p *crm.Product, w ProductWriter, named bool) {
	p = &crm.Product{Ref: crm.Ref{Source: o.Source, ID: line.Product}}
	w = ProductWriter{Product: p, At: crm.LineDate(o.Placed)}
	if line.Quantity > 0 && line.Amount > 0 {
		w.SetPrice(&p.Price, line.Amount/line.Quantity, o.Currency)
	}
	return p, w, line.Product != ""
}
