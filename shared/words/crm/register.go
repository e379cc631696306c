package crm

import (
	"slices"
	"strings"
)

// Register is what a store sells, as all sources together know it. It is computed from the
// entries that are stored, and never stored itself:
//
//   - What is said by an SKU alone is said of every product with that SKU.
//   - What a product lacks, another source's product of the same SKU may have.
//   - What a variant lacks, its product may have.
type Register struct {
	products map[Ref]Product
	listed   []Ref // sold on its own: not the parent of variants, nor a mere SKU of another
}

// NewRegister returns the register of all entries of a store.
func NewRegister(entries []Product) *Register {
	entries = JoinProducts(entries, nil)
	stated := make(map[Ref]Product, len(entries))
	bySKU := map[string][]Product{}
	parents := map[Ref]bool{}
	for _, p := range entries {
		stated[p.Ref] = p
		if sku := p.skuKey(); sku != "" {
			bySKU[sku] = append(bySKU[sku], p)
		}
		if p.Parent != "" {
			parents[p.Family()] = true
		}
	}

	r := &Register{products: make(map[Ref]Product, len(entries))}
	for _, p := range entries {
		mates := bySKU[p.skuKey()]
		whole := p.withMates(mates).withParent(stated)
		r.products[p.Ref] = whole
		if !parents[p.Ref] && !p.isNamedBy(mates) {
			r.listed = append(r.listed, p.Ref)
		}
	}
	return r
}

// Find returns what is known of the product that a line of an order names.
func (r *Register) Find(ref Ref) (Product, bool) {
	p, ok := r.products[ref]
	return p, ok
}

// List returns the products that are sold, by title. Deleted ones are among them.
func (r *Register) List() []Product {
	list := make([]Product, len(r.listed))
	for i, ref := range r.listed {
		list[i] = r.products[ref]
	}
	slices.SortStableFunc(list, func(a, b Product) int {
		return strings.Compare(a.Title.Value, b.Title.Value)
	})
	return list
}

// Costs returns the products whose cost is known.
func (r *Register) Costs() Costs {
	costs := Costs{}
	for ref, p := range r.products {
		if p.Cost.At != 0 {
			costs[ref] = p.Cost
		}
	}
	return costs
}

// skuKey returns the form in which the SKU is compared; "" = it has none.
func (p *Product) skuKey() string {
	if p.OnlySKU() {
		return strings.ToLower(strings.TrimPrefix(p.ID, skuPrefix))
	}
	return strings.ToLower(strings.TrimSpace(p.SKU.Value))
}

// isNamedBy reports whether the entry is a mere SKU of which another entry has the id.
func (p *Product) isNamedBy(mates []Product) bool {
	return p.OnlySKU() && slices.ContainsFunc(mates, func(q Product) bool { return !q.OnlySKU() })
}

// withMates returns the entry with what entries of the same SKU say. By an SKU alone the
// newest counts; the others only fill what is missing.
func (p Product) withMates(mates []Product) Product {
	var others Product
	for _, q := range mates {
		switch {
		case q.Ref == p.Ref:
		case q.OnlySKU():
			own := p
			p = p.Join(q)
			p.SKU = own.SKU
			p.Gone = own.Gone
		default:
			others = others.Join(q)
		}
	}
	return p.filledBy(others)
}

// withParent returns a variant with what its product says. If that is gone, so is the
// variant.
func (p Product) withParent(stated map[Ref]Product) Product {
	if p.Parent == "" {
		return p
	}
	parent := stated[p.Family()]
	if parent.Deleted() {
		p.Gone = max(p.Gone, parent.Gone)
	}
	return p.filledBy(parent)
}

// filledBy returns the entry with the fields that it lacks.
func (p Product) filledBy(o Product) Product {
	fillText(&p.Title, o.Title)
	fillText(&p.Category, o.Category)
	fillText(&p.Vendor, o.Vendor)
	if p.Price.At == 0 {
		p.Price = o.Price
	}
	if p.Cost.At == 0 {
		p.Cost = o.Cost
	}
	if p.Life.At == 0 {
		p.Life = o.Life
	}
	return p
}

func fillText(field *Text, other Text) {
	if field.Value == "" {
		*field = other
	}
}

// Costs are the costs of a store's products, by the names under which lines of orders know
// them.
type Costs map[Ref]PriceTag

// CostOf returns what the goods of an order cost the shop, and false unless each of its
// lines names a product whose cost is known in the order's currency. Pieces that came back
// cost nothing. Where nothing says which came back, all did if the whole price was given
// back, and none otherwise. Shop is the store's own currency.
func (c Costs) CostOf(o *Order, shop Currency) (cost int64, known bool) {
	lines := o.Lines.List()
	saysBack := slices.ContainsFunc(lines, func(l Line) bool { return l.Back > 0 })
	allBack := !saysBack && o.Total > 0 && o.Refunded >= o.Total
	for _, l := range lines {
		each, ok := c[Ref{Source: o.Source, ID: l.Product}].In(o.Currency, shop)
		if l.Product == "" || !ok {
			return 0, false
		}
		if !allBack {
			cost += MulDiv(each, l.Kept(), 1)
		}
	}
	return cost, len(lines) > 0
}

// Fill returns the facts with the costs of orders that state none, as far as they are
// known. What is returned is no record, and never stored; if there is nothing to fill, it is
// f itself.
func (c Costs) Fill(f *Facts, shop Currency) *Facts {
	if len(c) == 0 {
		return f
	}
	filled := *f
	filled.Orders = c.fillOrders(f.Orders, shop)
	return &filled
}

func (c Costs) fillOrders(orders []Order, shop Currency) []Order {
	var filled []Order
	for i := range orders {
		if orders[i].CostKnown {
			continue
		}
		cost, known := c.CostOf(&orders[i], shop)
		if !known {
			continue
		}
		if filled == nil {
			filled = slices.Clone(orders)
		}
		filled[i].Cost = cost
		filled[i].CostKnown = true
	}
	if filled == nil {
		return orders
	}
	return filled
}
