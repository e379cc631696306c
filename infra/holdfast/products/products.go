// Package products shows the register of what a store sells: all of it, what a text finds,
// or one product. How the register comes about is said in crm.NewRegister.
package products

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// Products lists the products of a store, or shows one.
type Products struct {
	List List `cmd:"" default:"withargs" help:"List products, or those that a text finds."`
	Show Show `cmd:"" help:"All that is known of one product."`
}

// List lists products.
type List struct {
	Text    string `arg:"" optional:"" help:"Part of a title, category, vendor or SKU, or an id; nothing lists all."`
	NoCost  bool   `help:"Only those whose cost is not known: orders with one of them have no real margin."`
	Deleted bool   `help:"With those that the shop deleted."`
	Limit   int    `help:"At most so many." default:"50"`
}

// Help shows examples.
func (*List) Help() string {
	return `Examples:
  holdfast products assam
  holdfast products --no-cost --limit 1000 --json      whose cost to fill in
  holdfast import costs.csv --source shop --kind products`
}

// Show shows one product.
type Show struct {
	Product string `arg:"" help:"Its SKU, its id, or source:id."`
}

// Description is a product as these commands tell it. What is not known is left out.
type Description struct {
	crm.Ref
	Parent   string     `json:"parent,omitempty"`
	SKU      string     `json:"sku,omitempty"`
	Title    string     `json:"title,omitempty"`
	Category string     `json:"category,omitempty"`
	Vendor   string     `json:"vendor,omitempty"`
	Price    *crm.Money `json:"price,omitempty"`
	Cost     *crm.Money `json:"cost,omitempty"`
	LifeDays int64      `json:"life_days,omitempty"`
	Updated  string     `json:"updated,omitempty"` // absent if only lines of orders tell of it
	Deleted  bool       `json:"deleted"`
}

// Run prints the list.
func (l *List) Run(ctx context.Context, s *session.Session) error {
	store, register, err := load(ctx, s)
	if err != nil {
		return err
	}
	found := []Description{}
	for _, p := range register.List() {
		d := describe(&p, store)
		if l.wants(d) && len(found) < l.Limit {
			found = append(found, d)
		}
	}
	if s.JSON {
		return s.PrintJSON(found)
	}

	columns := s.NewColumns("product", "SKU", "title", "category", ">price", ">cost", "")
	for _, d := range found {
		note := ""
		if d.Deleted {
			note = "deleted"
		}
		columns.AddRow(d.Ref.String(), d.SKU, d.Title, d.Category, say(d.Price), say(d.Cost), note)
	}
	columns.Print("no product is known")
	return nil
}

// wants reports whether the list holds the product.
func (l *List) wants(d Description) bool {
	if d.Deleted && !l.Deleted || l.NoCost && d.Cost != nil {
		return false
	}
	all := strings.ToLower(strings.Join([]string{d.Title, d.Category, d.Vendor, d.SKU}, "\n"))
	return strings.Contains(all, strings.ToLower(l.Text)) || d.ID == l.Text
}

// Run prints the product.
func (c *Show) Run(ctx context.Context, s *session.Session) error {
	store, register, err := load(ctx, s)
	if err != nil {
		return err
	}
	p, err := find(register, c.Product)
	if err != nil {
		return err
	}
	d := describe(&p, store)
	if s.JSON {
		return s.PrintJSON(d)
	}

	columns := s.NewColumns("", "")
	life := ""
	if d.LifeDays > 0 {
		life = fmt.Sprintf("%d days", d.LifeDays)
	}
	for _, line := range [][2]string{
		{"product", d.Ref.String()},
		{"variant of", d.Parent},
		{"SKU", d.SKU},
		{"title", d.Title},
		{"category", d.Category},
		{"vendor", d.Vendor},
		{"price", say(d.Price)},
		{"cost", say(d.Cost)},
		{"lasts", life},
		{"updated", d.Updated},
	} {
		if line[1] != "" {
			columns.AddRow(line[0], line[1])
		}
	}
	if d.Deleted {
		columns.AddRow("deleted", "yes")
	}
	columns.Print("")
	return nil
}

// errUnknown says that there is no such product.
var errUnknown = errors.New("no such product")

// find returns the product of an id, source:id or SKU.
func find(register *crm.Register, name string) (crm.Product, error) {
	for _, p := range register.List() {
		if p.Ref.String() == name || p.ID == name || strings.EqualFold(p.SKU.Value, name) {
			return p, nil
		}
	}
	return crm.Product{}, fmt.Errorf("%w: %s", errUnknown, name)
}

// load reads the store's register. Records that cannot be read are left out, with a note.
func load(ctx context.Context, s *session.Session) (session.Store, *crm.Register, error) {
	store, err := s.FindStore(ctx)
	if err != nil {
		return store, nil, err
	}
	var entries []crm.Product
	for p, err := range store.Book.Products(ctx, store.Shop.Store) {
		if unreadable, ok := book.AsUnreadable(err); ok {
			s.Notef("%v\n", unreadable)
			continue
		}
		if err != nil {
			return store, nil, err
		}
		entries = append(entries, p)
	}
	return store, crm.NewRegister(entries), nil
}

func describe(p *crm.Product, store session.Store) Description {
	d := Description{
		Ref:      p.Ref,
		Parent:   p.Parent,
		SKU:      p.SKU.Value,
		Title:    p.Title.Value,
		Category: p.Category.Value,
		Vendor:   p.Vendor.Value,
		Price:    amount(p.Price, store.Shop.Playbook.Currency),
		Cost:     amount(p.Cost, store.Shop.Playbook.Currency),
		LifeDays: p.Life.Days,
		Deleted:  p.Deleted(),
	}
	if at := p.Updated(); at != 0 && !at.FromLines() {
		d.Updated = at.Time().In(store.Zone()).Format("2006-01-02 15:04")
	}
	return d
}

// amount returns a price in its own currency, or nil if it is not known. One that names none
// is in the store's.
func amount(p crm.PriceTag, shop crm.Currency) *crm.Money {
	currency := p.Currency
	if currency == crm.ShopCurrency {
		currency = shop
	}
	minor, known := p.In(currency, shop)
	if !known {
		return nil
	}
	money := currency.Of(minor)
	return &money
}

func say(m *crm.Money) string {
	if m == nil {
		return ""
	}
	return m.String()
}
