package rows

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// productLayouts are the known exports of products.
var productLayouts = []layout{
	{
		// Shopify's: a row a variant, without ids. The product's own columns stand in the first
		// row of its handle; further rows may hold only images.
		marks: []string{"handle", "title", "variantsku", "variantprice"},
		columns: map[string]string{
			"title":    "title",
			"sku":      "variantsku",
			"price":    "variantprice",
			"cost":     "costperitem",
			"category": "type",
			"vendor":   "vendor",
			"option1":  "option1value",
			"option2":  "option2value",
			"option3":  "option3value",
		},
	},
	{
		// WooCommerce's: a row a product or variation, whose parent is "id:77".
		marks: []string{"id", "type", "sku", "name", "regularprice"},
		columns: map[string]string{
			"product_id": "id",
			"title":      "name",
			"sku":        "sku",
			"price":      "regularprice",
			"category":   "categories",
			"vendor":     "brands",
			"parent":     "parent",
		},
	},
	{
		// Any list whose id is the product's.
		marks:   []string{"id"},
		columns: map[string]string{"product_id": "id"},
	},
}

// productData is a product as our own events say it.
type productData struct {
	ID        string `json:"id,omitempty"`
	Parent    string `json:"parent,omitempty"`
	SKU       string `json:"sku,omitempty"`
	Title     string `json:"title,omitempty"`
	Category  string `json:"category,omitempty"`
	Vendor    string `json:"vendor,omitempty"`
	Price     string `json:"price,omitempty"`
	Cost      string `json:"cost,omitempty"`
	Currency  string `json:"currency"`
	LifeDays  int    `json:"life_days,omitempty"`
	UpdatedAt string `json:"updated_at"`
}

// readProducts reads a file of products, one in each row.
func (in *reading) readProducts() error {
	if err := in.table.requireColumn("product_id", "sku"); err != nil {
		return err
	}
	var before row // the first row of the product
	return in.eachRow(func(r row) error {
		handle := r.get("handle")
		isFurther := handle != "" && handle == before.get("handle")
		if !isFurther {
			before = r
		}
		if isFurther && r.get("sku") == "" && r.get("price") == "" {
			return nil // an image
		}

		p, at, err := in.readProduct(r, before)
		if err != nil {
			return in.refuse(r, err)
		}
		return in.sendEvent(r, cmp.Or(p.ID, p.SKU), "product.updated", at, p)
	})
}

// readProduct returns the product of a row, and as of when it is so. What the row leaves
// empty stands in the first row of the same product.
func (in *reading) readProduct(r, first row) (p productData, at time.Time, err error) {
	p = productData{
		ID:       cutApostrophe(r.get("product_id")),
		Parent:   parentID(r.get("parent")),
		SKU:      cutApostrophe(r.get("sku")),
		Title:    titleOf(r, first),
		Category: cmp.Or(r.get("category"), first.get("category")),
		Vendor:   cmp.Or(r.get("vendor"), first.get("vendor")),
	}
	if p.ID == "" && crm.SKUKey(p.SKU) == "" {
		return p, at, errors.New("the row has neither an id nor an SKU")
	}
	if err := checkNotShortened(p.ID); err != nil {
		return p, at, err
	}
	if at, err = in.readAsOf(r); err != nil {
		return p, at, err
	}
	p.UpdatedAt = formatTime(at)
	if p.LifeDays, err = parseDays(r.get("life")); err != nil {
		return p, at, err
	}
	return p, at, in.readPrices(r, &p)
}

// titleOf returns the title of a product, and of which variant, as Shopify's webhooks say
// both.
func titleOf(r, first row) string {
	title := cmp.Or(r.get("title"), first.get("title"))
	var options []string
	for _, field := range []string{"option1", "option2", "option3"} {
		if option := r.get(field); option != "" && option != "Default Title" {
			options = append(options, option)
		}
	}
	if title == "" || len(options) == 0 {
		return title
	}
	return title + " - " + strings.Join(options, " / ")
}

// parentID returns the id of the product that a variation is of: "id:77" in WooCommerce's
// export, which may hold an SKU instead. That names no product for sure.
func parentID(cell string) string {
	if id, ok := strings.CutPrefix(cell, "id:"); ok {
		return id
	}
	if _, err := strconv.ParseInt(cell, 10, 64); err != nil || cell == "0" {
		return ""
	}
	return cell
}

// readAsOf returns as of when the row is so: a list of products is one of today, if nobody
// says otherwise.
func (in *reading) readAsOf(r row) (time.Time, error) {
	if text := r.get("updated"); text != "" {
		return in.parseDate(text)
	}
	if !in.AsOf.IsZero() {
		return in.AsOf, nil
	}
	if !in.Now.IsZero() {
		return in.Now, nil
	}
	return time.Time{}, errors.New("the row does not say as of when it is so: say it with --as-of")
}

// readPrices reads the price and the cost of one piece.
func (in *reading) readPrices(r row, p *productData) error {
	currency, err := in.currencyOf(r)
	if err != nil {
		return err
	}
	p.Currency = string(currency)
	for _, f := range []struct {
		column string
		to     *string
	}{
		{"price", &p.Price},
		{"cost", &p.Cost},
	} {
		minor, stated, err := in.parseMoney(r.get(f.column), currency)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", f.column, err)
		case minor < 0:
			return fmt.Errorf("%s: %q is less than nothing", f.column, r.get(f.column))
		case stated:
			*f.to = currency.Of(minor).Decimal()
		}
	}
	return nil
}

// parseDays reads how many days a piece lasts: "30" or "30 days".
func parseDays(cell string) (int, error) {
	if cell == "" {
		return 0, nil
	}
	number, _, _ := strings.Cut(cell, " ")
	days, err := strconv.Atoi(strings.TrimRight(number, "天d"))
	if err != nil || days < 1 || days > 100_000 {
		return 0, fmt.Errorf("life: %q is not a number of days", cell)
	}
	return days, nil
}
