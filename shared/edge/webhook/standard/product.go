package standard

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// parseProduct reads what the sender says of a product. A field that is absent says
// nothing. Prices that name no currency are in the shop's own.
func parseProduct(r *reader) crm.Event {
	p := r.needProduct()
	w := webhook.ProductWriter{Product: &p, At: r.readUpdated()}
	in := r.data
	w.SetText(&p.SKU, r.Text(in.SKU))
	w.SetText(&p.Title, r.Text(in.Title))
	w.SetText(&p.Category, r.Text(in.Category))
	w.SetText(&p.Vendor, r.Text(in.Vendor))

	currency := crm.ShopCurrency
	if r.Text(in.Currency) != "" {
		currency = r.Currency("data.currency", in.Currency)
	}
	if r.Text(in.Price) != "" {
		w.SetPrice(&p.Price, r.readPositive("data.price", in.Price, currency), currency)
	}
	if r.Text(in.Cost) != "" {
		w.SetPrice(&p.Cost, r.readPositive("data.cost", in.Cost, currency), currency)
	}
	if days := r.Count(in.LifeDays); days > 0 {
		p.Life = crm.Lifetime{Days: days, At: w.At}
	}
	return webhook.ProductEvent(p.ID, w.At, p)
}

// parseDeletedProduct reads that a product is sold no longer. What was sold keeps its entry.
func parseDeletedProduct(r *reader) crm.Event {
	p := r.needProduct()
	p.Gone = r.readUpdated()
	return webhook.ProductEvent(p.ID, p.Gone, p)
}

// needProduct reads which product the message is about: by data.id or data.sku, always of
// this source.
func (r *reader) needProduct() crm.Product {
	id := webhook.ProductID(r.Text(r.data.SKU), r.ID("data.id", r.data.ID))
	if id == "" {
		r.Fail("data.id is missing, and so is data.sku.")
	}
	return crm.Product{
		Ref:    crm.Ref{Source: r.source, ID: id},
		Parent: r.ID("data.parent", r.data.Parent),
	}
}

// readProducts returns what the order's items say of their products.
func (r *reader) readProducts(o *crm.Order) []crm.Product {
	var products []crm.Product
	for i := range r.data.Items {
		in := &r.data.Items[i]
		p, w, named := webhook.SoldProduct(o, r.readLine(in, o.Currency))
		if !named {
			continue
		}
		w.SetText(&p.Title, r.Text(in.Name))
		w.SetText(&p.SKU, r.Text(in.SKU))
		w.SetText(&p.Category, r.Text(in.Category))
		products = append(products, *p)
	}
	return products
}
