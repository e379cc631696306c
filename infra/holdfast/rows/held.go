package rows

import "strings"

// interned holds each text of held orders once: products and customers come again and again.
type interned map[string]string

// mostInterned bounds how many texts are held once.
const mostInterned = 200_000

// keep returns a text that holds no more memory than itself.
func (n interned) keep(text string) string {
	if text == "" {
		return ""
	}
	if known, ok := n[text]; ok {
		return known
	}
	own := strings.Clone(text)
	if len(n) < mostInterned {
		n[own] = own
	}
	return own
}

// compact lets go of the cells of the order's rows, which may have to wait until the end of
// the file. It keeps their lines.
func (o *order) compact(names interned) {
	o.rows = nil
	for _, text := range o.texts() {
		*text = names.keep(*text)
	}
	for i := range o.tags {
		o.tags[i] = names.keep(o.tags[i])
	}
}

// texts lists the order's texts.
func (o *order) texts() []*string {
	w := &o.who
	list := []*string{
		&o.id, &o.number, &o.status, &o.shipped, &o.payment, &o.text, &o.via,
		&w.ID, &w.Email, &w.Name, &w.Company, &w.CompanyID, &w.Role, &w.Phone, &w.Country,
		&w.Locale, &w.Zone, &w.Birthday, &w.Owner, &w.Origin,
	}
	for i := range o.items {
		it := &o.items[i]
		list = append(list, &it.ID, &it.SKU, &it.Name, &it.Quantity, &it.Amount, &it.Discount)
	}
	return list
}
