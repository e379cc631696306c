package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"holdfast/shared/book"
	"holdfast/shared/crm"
	"holdfast/shared/table"
)

// errEnough ends a scan that has found what it may.
var errEnough = errors.New("enough")

// find looks for customers of a store by name, company, e-mail, the end of a phone number, account, order number or key. It reads the
// whole table unless the text is an address or a key.
func find(ctx context.Context, b book.Book, shop *book.Shop, text string, limit int) ([]*book.Customer, error) {
	if c, err := findKey(ctx, b, shop, text); err != nil || c != nil {
		return []*book.Customer{c}, err
	}
	w := newWanted(text)
	var found []*book.Customer
	err := scan(ctx, b, func(it table.Item) error {
		if !book.IsCustomer(it) {
			return nil
		}
		c, err := book.DecodeCustomer(it)
		if err != nil || c.Store != shop.Store || !c.Root() || !w.is(c) {
			return err
		}
		if found = append(found, c); len(found) == limit {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	slices.SortFunc(found, func(a, b *book.Customer) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return found, nil
}

// findKey loads the customer that a text names outright.
func findKey(ctx context.Context, b book.Book, shop *book.Shop, text string) (*book.Customer, error) {
	key := crm.Key(text)
	if email, ok := crm.NormalEmail(text); ok {
		key = crm.EmailKey(shop.Pepper, email)
	} else if len(text) < 3 || text[1] != ':' || !strings.ContainsRune("pedg", rune(text[0])) {
		return nil, nil
	}
	c, err := b.Customer(ctx, shop.Store, key)
	if err != nil || c.Version == 0 {
		return nil, err
	}
	return c, nil
}

// wanted is what is looked for.
type wanted struct {
	text   string // lower case
	digits string // of a phone number, if it is one
	number string // of an order
}

// phoneTail is how many digits at least are taken for the end of a phone number.
const phoneTail = 4

func newWanted(text string) wanted {
	w := wanted{text: strings.ToLower(strings.TrimSpace(text)), number: strings.TrimPrefix(strings.TrimSpace(text), "#")}
	digits := onlyDigits(text)
	if len(digits) >= phoneTail && strings.IndexFunc(text, unicode.IsLetter) < 0 {
		w.digits = digits
	}
	return w
}

func (w wanted) is(c *book.Customer) bool {
	p := &c.Facts.Profile
	for _, f := range [...]crm.Field{crm.Name, crm.Company, crm.Email} {
		if strings.Contains(strings.ToLower(p[f].Value), w.text) {
			return true
		}
	}
	if w.digits != "" && strings.HasSuffix(onlyDigits(p[crm.Phone].Value), w.digits) {
		return true
	}
	if _, id, _ := strings.Cut(strings.TrimPrefix(string(c.Key), "p:"), ":"); id == w.number {
		return true
	}
	return slices.ContainsFunc(c.Facts.Orders, func(o crm.Order) bool { return o.Number == w.number || o.ID == w.number })
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
