package shopify

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// product is the body of products/create and products/update. It names no currency: prices
// are in the shop's own. It has no costs: those are in the inventory items.
type product struct {
	ID        lenient.Scalar        `json:"id"`
	GID       lenient.Scalar        `json:"admin_graphql_api_id"`
	Title     lenient.Scalar        `json:"title"`
	Vendor    lenient.Scalar        `json:"vendor"`
	Type      lenient.Scalar        `json:"product_type"`
	UpdatedAt lenient.Scalar        `json:"updated_at"`
	Variants  lenient.List[variant] `json:"variants"`
}

type variant struct {
	ID    lenient.Scalar `json:"id"`
	Title lenient.Scalar `json:"title"`
	SKU   lenient.Scalar `json:"sku"`
	Price lenient.Scalar `json:"price"`
}

// noVariant is the title of the one variant of a product that has none.
const noVariant = "Default Title"

// parseProduct reads a product with its variants: each is an entry, for a line of an order
// names a variant.
func parseProduct(d webhook.Delivery) ([]crm.Event, error) {
	var in product
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	checkGID(&r, in.GID, "Product")
	ref := r.NeedRef(d.Source, "id", in.ID)
	at := r.NeedTime("updated_at", in.UpdatedAt)

	whole := crm.Product{Ref: ref}
	in.fill(&r, webhook.ProductWriter{Product: &whole, At: at}, "")
	products := []crm.Product{whole}
	for i := range in.Variants {
		p := crm.Product{Parent: ref.ID}
		w := webhook.ProductWriter{Product: &p, At: at}
		in.readVariant(&r, w, &in.Variants[i], d.Source)
		products = append(products, p)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{webhook.ProductEvent(ref.ID, at, products...)}, nil
}

// fill sets what all variants of the product have in common.
func (in *product) fill(r *lenient.Reader, w webhook.ProductWriter, variant string) {
	w.SetText(&w.Product.Title, titleOf(r.Text(in.Title), variant))
	w.SetText(&w.Product.Vendor, r.Text(in.Vendor))
	w.SetText(&w.Product.Category, r.Text(in.Type))
}

// readVariant fills the entry of one variant.
func (in *product) readVariant(
	r *lenient.Reader,
	w webhook.ProductWriter,
	v *variant,
	source string,
) {
	p := w.Product
	p.Ref = r.NeedRef(source, "variants.id", v.ID)
	in.fill(r, w, r.Text(v.Title))
	w.SetText(&p.SKU, r.Text(v.SKU))
	if r.Text(v.Price) != "" {
		price := r.Minor("variants.price", v.Price, crm.ShopCurrency)
		w.SetPrice(&p.Price, price, crm.ShopCurrency)
	}
}

// titleOf returns the title of a variant, as Shopify writes it in the name of a line.
func titleOf(product, variant string) string {
	if product == "" || variant == "" || variant == noVariant {
		return product
	}
	return product + " - " + variant
}

// parseDeletedProduct reads that a product was deleted, with its variants.
func parseDeletedProduct(d webhook.Delivery) ([]crm.Event, error) {
	ref, err := readDeletion(d, "Product")
	if err != nil {
		return nil, err
	}
	return []crm.Event{webhook.DeletedProduct(ref, d)}, nil
}

// inventoryItem is the body of inventory_items/create and inventory_items/update. It names
// no variant, so that the SKU must join it to one. Shopify sends the cost to apps that may
// see it.
type inventoryItem struct {
	GID       lenient.Scalar `json:"admin_graphql_api_id"`
	SKU       lenient.Scalar `json:"sku"`
	Cost      lenient.Scalar `json:"cost"`
	UpdatedAt lenient.Scalar `json:"updated_at"`
}

// parseInventoryItem reads what a piece costs the shop.
func parseInventoryItem(d webhook.Delivery) ([]crm.Event, error) {
	var in inventoryItem
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	checkGID(&r, in.GID, "InventoryItem")
	sku := r.Text(in.SKU)
	id := crm.SKUKey(sku)
	if id == "" || r.Text(in.Cost) == "" {
		return nil, webhook.ErrIgnored
	}

	p := crm.Product{Ref: crm.Ref{Source: d.Source, ID: id}}
	w := webhook.ProductWriter{Product: &p, At: r.NeedTime("updated_at", in.UpdatedAt)}
	w.SetText(&p.SKU, sku)
	w.SetPrice(&p.Cost, r.Minor("cost", in.Cost, crm.ShopCurrency), crm.ShopCurrency)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{webhook.ProductEvent(id, w.At, p)}, nil
}

// readProducts returns what the order's lines say of their products.
func (in *order) readProducts(r *lenient.Reader, source string, o *crm.Order) []crm.Product {
	var products []crm.Product
	for i := range in.Lines {
		l := &in.Lines[i]
		p, w, named := webhook.SoldProduct(o, in.readLine(r, o.Currency, l))
		if !named {
			continue
		}
		if parent := r.Ref(source, "line_items.product_id", l.ProductID).ID; parent != p.ID {
			p.Parent = parent
		}
		w.SetText(&p.Title, titleOf(r.Text(l.Title), r.Text(l.Variant)))
		w.SetText(&p.SKU, r.Text(l.SKU))
		w.SetText(&p.Vendor, r.Text(l.Vendor))
		products = append(products, *p)
	}
	return products
}
