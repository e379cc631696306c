package crm

import (
	"cmp"
	"slices"
	"strings"
)

// Product is an entry of a store's register: one thing that is sold, as far as one source
// said what it is. Fields that nobody stated are zero. Each has its own date, and the newest
// counts.
type Product struct {
	Ref             // the variant's, or the product's if it has none; see SKUKey
	Parent   string // the id of the product that it is a variant of; "" = of none
	SKU      Text
	Title    Text
	Category Text
	Vendor   Text
	Price    PriceTag // of one
	Cost     PriceTag // what one costs the shop
	Life     Lifetime
	Gone     Instant // when the shop deleted it; news after that brings it back
}

// PriceTag is a price of one piece, and since when it was so; 0 = it is not known.
type PriceTag struct {
	Money
	At Instant
}

// Lifetime is how many days one piece lasts, and since when that was so; 0 = it is not
// known.
type Lifetime struct {
	Days int64
	At   Instant
}

// ShopCurrency stands for the shop's own currency in a price whose sender names none. Its
// code is that of ISO 4217 for no currency. Amounts in it have four decimals.
const ShopCurrency Currency = "XXX"

// In returns the price in a currency, and false if it is not known in that. Shop is the
// store's own currency.
func (p PriceTag) In(c, shop Currency) (minor int64, known bool) {
	switch {
	case p.At == 0:
		return 0, false
	case p.Currency == c:
		return p.Minor, true
	case p.Currency == ShopCurrency && c == shop:
		return MulDiv(p.Minor, c.MinorUnits(), ShopCurrency.MinorUnits()), true
	}
	return 0, false
}

// skuPrefix begins the id of an entry that is known by its SKU alone.
const skuPrefix = "sku:"

// maxSKU is the longest SKU that names an entry, in bytes. A cut one would name another.
const maxSKU = 100

// SKUKey returns the id of the entry that is known by an SKU alone; "" without an SKU.
func SKUKey(sku string) string {
	sku = strings.TrimSpace(sku)
	if sku == "" || len(sku) > maxSKU {
		return ""
	}
	return skuPrefix + sku
}

// OnlySKU reports whether the entry is known by its SKU alone.
func (p *Product) OnlySKU() bool { return strings.HasPrefix(p.ID, skuPrefix) }

// Family returns the name under which the entry is kept: variants of one product are kept
// together.
func (p *Product) Family() Ref {
	return Ref{Source: p.Source, ID: cmp.Or(p.Parent, p.ID)}
}

// LineDate returns the date of what an order's line says of a product. It is the weakest
// word: older than any date that a source states. And it is the same for all orders of a
// year, so that a product that is sold again is not written again.
func LineDate(placed Instant) Instant { return Instant(placed.Time().Year()) }

// FromLines reports whether a date is one of LineDate.
func (i Instant) FromLines() bool { return i > 0 && i < 10_000 }

// Updated returns the date of the newest that is known of the entry, its deletion left
// aside.
func (p *Product) Updated() Instant {
	return max(
		p.SKU.At,
		p.Title.At,
		p.Category.At,
		p.Vendor.At,
		p.Price.At,
		p.Cost.At,
		p.Life.At,
	)
}

// Deleted reports whether the shop deleted the product, and said nothing of it since.
func (p *Product) Deleted() bool { return p.Gone > 0 && p.Gone >= p.Updated() }

// Join puts together what two entries of one name say. It is commutative, associative and
// idempotent.
func (p Product) Join(o Product) Product {
	p.Parent = max(p.Parent, o.Parent)
	p.SKU = newerText(p.SKU, o.SKU)
	p.Title = newerText(p.Title, o.Title)
	p.Category = newerText(p.Category, o.Category)
	p.Vendor = newerText(p.Vendor, o.Vendor)
	p.Price = newerPrice(p.Price, o.Price)
	p.Cost = newerPrice(p.Cost, o.Cost)
	p.Life = newerLife(p.Life, o.Life)
	p.Gone = max(p.Gone, o.Gone)
	return p
}

// newerPrice returns the price of the later date; of one date the greater, which is the one
// without a reduction.
func newerPrice(a, b PriceTag) PriceTag {
	newer := cmp.Or(
		cmp.Compare(a.At, b.At),
		cmp.Compare(a.Currency, b.Currency),
		cmp.Compare(a.Minor, b.Minor),
	)
	if newer < 0 {
		return b
	}
	return a
}

// newerLife returns the lifetime of the later date; of one date the longer.
func newerLife(a, b Lifetime) Lifetime {
	if cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Days, b.Days)) < 0 {
		return b
	}
	return a
}

// JoinProducts unites entries: those of one name are joined to one. The result is sorted by
// their names. Neither list is changed.
func JoinProducts(a, b []Product) []Product {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(p, q Product) int { return p.Ref.Compare(q.Ref) })
	joined := all[:0]
	for _, p := range all {
		last := len(joined) - 1
		if last >= 0 && joined[last].Ref == p.Ref {
			joined[last] = joined[last].Join(p)
			continue
		}
		joined = append(joined, p)
	}
	return joined
}
