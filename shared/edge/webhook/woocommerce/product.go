package woocommerce

import (
	"cmp"
	"html"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// product is a product or a variation, which has a parent. It names no currency: prices are
// in the shop's own.
type product struct {
	failure
	ID         lenient.Scalar               `json:"id"`
	Parent     lenient.Scalar               `json:"parent_id"`
	Name       lenient.Scalar               `json:"name"`
	SKU        lenient.Scalar               `json:"sku"`
	Status     lenient.Scalar               `json:"status"`
	Price      lenient.Scalar               `json:"price"`
	Regular    lenient.Scalar               `json:"regular_price"` // "" of a product with variations
	Modified   lenient.Scalar               `json:"date_modified_gmt"`
	Categories lenient.List[named]          `json:"categories"`
	Brands     lenient.List[named]          `json:"brands"`
	Costs      lenient.Object[costsOfGoods] `json:"cost_of_goods_sold"`
	Meta       lenient.List[meta]           `json:"meta_data"`
}

type named struct {
	Name lenient.Scalar `json:"name"`
}

// costsOfGoods is what WooCommerce 9.5 and later say of costs, if the shop has switched
// that on.
type costsOfGoods struct {
	Total lenient.Scalar `json:"total_value"`
}

// costKeys are the metas in which plugins keep the cost of a piece.
var costKeys = map[string]bool{
	"_wc_cog_cost":     true, // Cost of Goods (SkyVerge)
	"_alg_wc_cog_cost": true, // Cost of Goods for WooCommerce (WPFactory)
}

// parseProduct reads a product or a variation.
func parseProduct(d webhook.Delivery) ([]crm.Event, error) {
	var in product
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	in.refuseFailure(&r, in.ID)
	p := crm.Product{
		Ref:    r.NeedRef(d.Source, "id", in.ID),
		Parent: r.ID("parent_id", in.Parent),
	}
	at := cmp.Or(r.Time("date_modified_gmt", in.Modified), d.Received)
	if r.Text(in.Status) == binStatus {
		p.Gone = at
	} else {
		in.fill(&r, webhook.ProductWriter{Product: &p, At: at})
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{webhook.ProductEvent(p.ID, at, p)}, nil
}

func (in *product) fill(r *lenient.Reader, w webhook.ProductWriter) {
	p := w.Product
	w.SetText(&p.Title, html.UnescapeString(r.Text(in.Name)))
	w.SetText(&p.SKU, r.Text(in.SKU))
	w.SetText(&p.Category, firstName(r, in.Categories))
	w.SetText(&p.Vendor, firstName(r, in.Brands))

	// The regular price is the one without a sale.
	price := in.Regular
	if r.Text(price) == "" {
		price = in.Price
	}
	if r.Text(price) != "" {
		w.SetPrice(&p.Price, r.Minor("price", price, crm.ShopCurrency), crm.ShopCurrency)
	}
	if cost := in.findCost(r); r.Text(cost) != "" {
		w.SetPrice(&p.Cost, r.Minor("cost", cost, crm.ShopCurrency), crm.ShopCurrency)
	}
}

// findCost returns what a piece costs the shop, as far as it is stated: WooCommerce's own
// field, or that of a plugin. A zero is what a field holds that nobody filled.
func (in *product) findCost(r *lenient.Reader) lenient.Scalar {
	if total := in.Costs.Value.Total; !isZero(r, total) {
		return total
	}
	for _, m := range in.Meta {
		if costKeys[r.Text(m.Key)] && !isZero(r, m.Value) {
			return m.Value
		}
	}
	return ""
}

// isZero reports whether an amount is absent, zero or no amount.
func isZero(r *lenient.Reader, s lenient.Scalar) bool {
	amount, err := crm.ParseMoney(r.Text(s), crm.ShopCurrency)
	return err != nil || amount.Minor <= 0
}

func firstName(r *lenient.Reader, list []named) string {
	if len(list) == 0 {
		return ""
	}
	return html.UnescapeString(r.Text(list[0].Name))
}

// parseDeletedProduct reads that a product was put into the bin or deleted for good.
func parseDeletedProduct(d webhook.Delivery) ([]crm.Event, error) {
	ref, err := readDeletion(d)
	if err != nil {
		return nil, err
	}
	return []crm.Event{webhook.DeletedProduct(ref, d)}, nil
}

// readProducts returns what the order's lines say of their products.
func (in *order) readProducts(r *lenient.Reader, source string, o *crm.Order) []crm.Product {
	var products []crm.Product
	for i := range in.Lines {
		l := &in.Lines[i]
		p, w, named := webhook.SoldProduct(o, l.read(r, o.Currency))
		if !named {
			continue
		}
		if parent := r.Ref(source, "line_items.product_id", l.ProductID).ID; parent != p.ID {
			p.Parent = parent
		}
		w.SetText(&p.Title, html.UnescapeString(r.Text(l.Name)))
		w.SetText(&p.SKU, r.Text(l.SKU))
		products = append(products, *p)
	}
	return products
}
