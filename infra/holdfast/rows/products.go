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
	var before row // the first row of the product
	return in.eachRow(func(r row) error {
		handle := r.get(fieldHandle)
		isFurther := handle != "" && handle == before.get(fieldHandle)
		if !isFurther {
			before = r
		}
		if isFurther && r.get(fieldSKU) == "" && r.get(fieldPrice) == "" {
			in.sum.Passed++ // an image
			return nil
		}

		p, at, err := in.readProduct(r, before)
		if err != nil {
			return in.refuse(r, err)
		}
		return in.sendRow(r, cmp.Or(p.ID, p.SKU), "product.updated", at, p)
	})
}

// readProduct returns the product of a row, and as of when it is so. What the row leaves
// empty stands in the first row of the same product.
func (in *reading) readProduct(r, first row) (p productData, at time.Time, err error) {
	p = productData{
		ID:       r.id(fieldProductID),
		Parent:   parentID(r.get(fieldParent)),
		SKU:      r.id(fieldSKU),
		Title:    titleOf(r, first),
		Category: cmp.Or(r.get(fieldCategory), first.get(fieldCategory)),
		Vendor:   cmp.Or(r.get(fieldVendor), first.get(fieldVendor)),
	}
	if p.ID == "" && crm.SKUKey(p.SKU) == "" {
		return p, at, errors.New("the row has neither an id nor an SKU")
	}
	if err := in.checkIDs(r, fieldProductID, fieldSKU); err != nil {
		return p, at, err
	}
	if at, err = in.readAsOf(r); err != nil {
		return p, at, err
	}
	p.UpdatedAt = formatTime(at)
	if p.LifeDays, err = parseDays(r.get(fieldLife)); err != nil {
		return p, at, err
	}
	return p, at, in.readPrices(r, &p)
}

// titleOf returns the title of a product, and of which variant, as Shopify's webhooks say
// both.
func titleOf(r, first row) string {
	title := cmp.Or(r.get(fieldTitle), first.get(fieldTitle))
	var options []string
	for _, f := range []field{fieldOption1, fieldOption2, fieldOption3} {
		if option := r.get(f); option != "" && option != "Default Title" {
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
	if r.get(fieldUpdated) != "" {
		return in.parseDate(r, fieldUpdated)
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
	currency, err := in.currencyOf(r, fieldPrice, fieldCost)
	if err != nil {
		return err
	}
	p.Currency = string(currency)
	for _, f := range []struct {
		field field
		to    *string
	}{
		{fieldPrice, &p.Price},
		{fieldCost, &p.Cost},
	} {
		minor, stated, err := in.parseMoney(r, f.field, currency)
		switch {
		case err != nil:
			return err
		case minor < 0:
			return fmt.Errorf("%s: %q is less than nothing", f.field, r.get(f.field))
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
