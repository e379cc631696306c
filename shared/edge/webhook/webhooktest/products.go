package webhooktest

import (
	"fmt"

	"holdfast/shared/words/crm"
)

// addProduct writes what an event says of a product. What an order's line says has no
// date of its own.
func (d *description) addProduct(p *crm.Product) {
	parts := []string{
		p.Ref.String(),
		word("of", p.Parent),
		textWord("sku", p.SKU),
		textWord("title", p.Title),
		textWord("category", p.Category),
		textWord("vendor", p.Vendor),
		priceWord("price", p.Price),
		priceWord("cost", p.Cost),
		wordIf(p.Life.At != 0, fmt.Sprintf("life %d days", p.Life.Days)),
		atTime("gone", p.Gone),
	}
	if at := p.Updated(); !at.FromLines() {
		parts = append(parts, atTime("at", at))
	}
	d.line("product", parts...)
}

func textWord(name string, text crm.Text) string {
	if text.Value == "" {
		return ""
	}
	return word(name, fmt.Sprintf("%q", text.Value))
}

func priceWord(name string, price crm.PriceTag) string {
	if price.At == 0 {
		return ""
	}
	return word(name, price.String())
}
