package book

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// fewestDigits is how many digits the tail of a phone number must have to be looked for.
const fewestDigits = 4

// SearchCustomers finds up to limit customers of a store by what a person would type: a
// name or company, in any case and with or without accents; an e-mail address or part of
// one; the last digits of a phone number; an order number; a customer's key. The best
// matches come first, among equals those who bought last.
//
// A whole address or key is looked up. Everything else reads the whole table, all stores:
// good for a person who waits, not for a machine that asks often. It passes over records
// that cannot be read. pepper is the store's;
// without it addresses are compared as text.
func (b Book) SearchCustomers(
	ctx context.Context,
	store string,
	pepper []byte,
	q string,
	limit int,
) ([]*Customer, error) {
	w := wantedOf(q)
	if w.text == "" || limit <= 0 {
		return nil, nil
	}
	for _, key := range w.keys(pepper) {
		c, err := b.FindCustomer(ctx, store, key)
		if err != nil {
			return nil, err
		}
		if c.Version > 0 {
			return []*Customer{c}, nil
		}
	}
	return b.searchAll(ctx, store, w, limit)
}

func (b Book) searchAll(
	ctx context.Context,
	store string,
	w wanted,
	limit int,
) ([]*Customer, error) {
	best := matches{limit: limit}
	spilledFrom := map[crm.Key]bool{}
	for item, err := range table.ScanAll(ctx, b.Table) {
		if err != nil {
			return nil, fmt.Errorf("search %s: %w", store, err)
		}
		err = w.meet(item, store, &best, spilledFrom)
		if _, left := AsUnreadable(err); err != nil && !left {
			return nil, err
		}
	}
	for key := range spilledFrom {
		c, err := b.FindCustomer(ctx, store, key)
		if err != nil {
			return nil, err
		}
		best.add(c, exact)
	}
	return best.customers(), nil
}

// meet looks at one item of the table.
func (w wanted) meet(
	it table.Item,
	store string,
	best *matches,
	spilledFrom map[crm.Key]bool,
) error {
	kind, of, name, ok := parseItemPK(it.PK)
	if !ok || kind != 'C' || of != store {
		return nil
	}
	if IsSpilled(it) {
		o, err := crm.DecodeOrder(it.Body)
		if err != nil {
			return unreadable(it, err)
		}
		if w.isOrder(&o) {
			spilledFrom[crm.Key(name)] = true
		}
		return nil
	}
	if !IsCustomer(it) {
		return nil
	}
	c, err := DecodeCustomer(it)
	if err != nil {
		return err
	}
	if m := w.match(c); m != none && c.Root() {
		best.add(c, m)
	}
	return nil
}

// match is how well a customer fits.
type match uint8

const (
	none  match = iota
	part        // each word is in the name, company or address
	start       // the name or company begins with it
	exact
)

// wanted is what was typed, in the forms in which it is compared.
type wanted struct {
	raw    string
	text   string // folded
	words  []string
	digits string // of a phone number; "" = it is none
	number string // of an order, without the sign
}

func wantedOf(q string) wanted {
	q = strings.TrimSpace(q)
	w := wanted{raw: q, text: fold(q), number: strings.ToLower(strings.TrimPrefix(q, "#"))}
	w.words = strings.Fields(w.text)
	if d := digitsOf(q); len(d) >= fewestDigits && strings.Trim(q, "+0123456789 -/().") == "" {
		w.digits = d
	}
	return w
}

// keys are the keys that what was typed may stand for.
func (w wanted) keys(pepper []byte) []crm.Key {
	if email, ok := crm.NormalEmail(w.raw); ok && len(pepper) > 0 {
		return []crm.Key{crm.EmailKey(pepper, email)}
	}
	if len(w.raw) > 2 && w.raw[1] == ':' && strings.Contains("pedg", w.raw[:1]) {
		return []crm.Key{crm.Key(w.raw)}
	}
	return nil
}

func (w wanted) match(c *Customer) match {
	p := &c.Facts.Profile
	name := fold(p[crm.Name].Value)
	company := fold(p[crm.Company].Value)
	switch {
	case w.text == name || w.text == company:
		return exact
	case slices.ContainsFunc(c.Facts.Orders, func(o crm.Order) bool { return w.isOrder(&o) }):
		return exact
	case w.digits != "" && strings.HasSuffix(digitsOf(p[crm.Phone].Value), w.digits):
		return exact
	case strings.HasPrefix(name, w.text) || strings.HasPrefix(company, w.text):
		return start
	}
	all := name + " " + company + " " + fold(p[crm.Email].Value)
	for _, word := range w.words {
		if !strings.Contains(all, word) {
			return none
		}
	}
	return part
}

func (w wanted) isOrder(o *crm.Order) bool {
	return w.number != "" &&
		(w.number == strings.ToLower(strings.TrimPrefix(o.Number, "#")) || w.number == strings.ToLower(o.ID))
}

// fold puts a text into the form in which names are compared: lower case, without
// accents.
func fold(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < 0x80
	}
	if !ascii {
		s = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFKD.String(s))
	}
	return strings.ToLower(s)
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// matches holds the best so far.
type matches struct {
	limit int
	found []found
}

type found struct {
	*Customer
	match
	last crm.Instant
}

func (m *matches) add(c *Customer, how match) {
	f := found{Customer: c, match: how}
	if n := len(c.Facts.Orders); n > 0 {
		f.last = c.Facts.Orders[n-1].Placed
	}
	i, _ := slices.BinarySearchFunc(m.found, f, func(a, b found) int {
		return cmp.Or(
			cmp.Compare(b.match, a.match),
			cmp.Compare(b.last, a.last),
			cmp.Compare(a.Key, b.Key),
		)
	})
	if i < len(m.found) && m.found[i].Key == c.Key {
		return
	}
	m.found = slices.Insert(m.found, i, f)
	m.found = m.found[:min(len(m.found), m.limit)]
}

func (m *matches) customers() []*Customer {
	out := make([]*Customer, len(m.found))
	for i, f := range m.found {
		out[i] = f.Customer
	}
	return out
}
