package crm

// productsVersion is the format version of a record of products.
const productsVersion = 1

// EncodeProducts packs the entries of one product. Equal entries, equal bytes. The entries
// must be sorted, as JoinProducts returns them.
func EncodeProducts(products []Product) []byte {
	w := newWriter(64 * len(products))
	w.write(productsVersion, func() {
		writeList(w, products, (*writer).product)
	})
	return w.Bytes
}

// DecodeProducts reads what EncodeProducts wrote. Its errors are those of DecodeFacts.
func DecodeProducts(b []byte) ([]Product, error) {
	r := newReaderUpTo(b, productsVersion)
	products := readList(r, (*reader).product)
	return products, r.Done()
}

// The flags of an entry: what is known of it.
const (
	productSKU = 1 << iota
	productTitle
	productCategory
	productVendor
	productPrice
	productCost
	productLife
	productGone
)

func productFlags(p *Product) (flags byte) {
	set := func(known bool, bit byte) {
		if known {
			flags |= bit
		}
	}
	set(p.SKU.Value != "", productSKU)
	set(p.Title.Value != "", productTitle)
	set(p.Category.Value != "", productCategory)
	set(p.Vendor.Value != "", productVendor)
	set(p.Price.At != 0, productPrice)
	set(p.Cost.At != 0, productCost)
	set(p.Life.At != 0, productLife)
	set(p.Gone != 0, productGone)
	return flags
}

// product writes an entry. Most of its dates are one, so each is written as the distance
// from the newest.
func (w *writer) product(p Product) {
	flags := productFlags(&p)
	newest := p.Updated()
	w.Byte(flags)
	w.ref(p.Ref)
	w.word(p.Parent)
	w.instant(newest)
	for i, text := range [...]Text{p.SKU, p.Title, p.Category, p.Vendor} {
		if flags&(productSKU<<i) != 0 {
			w.word(text.Value)
			w.after(text.At, newest)
		}
	}
	for i, price := range [...]PriceTag{p.Price, p.Cost} {
		if flags&(productPrice<<i) != 0 {
			w.Int(price.Minor)
			w.word(string(price.Currency))
			w.after(price.At, newest)
		}
	}
	if flags&productLife != 0 {
		w.Int(p.Life.Days)
		w.after(p.Life.At, newest)
	}
	if flags&productGone != 0 {
		w.instant(p.Gone)
	}
}

func (r *reader) product() (p Product) {
	flags := r.Byte()
	p.Ref = r.ref()
	p.Parent = r.word()
	newest := r.instant()
	for i, text := range [...]*Text{&p.SKU, &p.Title, &p.Category, &p.Vendor} {
		if flags&(productSKU<<i) != 0 {
			text.Value = r.word()
			text.At = r.after(newest)
		}
	}
	for i, price := range [...]*PriceTag{&p.Price, &p.Cost} {
		if flags&(productPrice<<i) != 0 {
			price.Minor = r.Int()
			price.Currency = Currency(r.word())
			price.At = r.after(newest)
		}
	}
	if flags&productLife != 0 {
		p.Life.Days = r.Int()
		p.Life.At = r.after(newest)
	}
	if flags&productGone != 0 {
		p.Gone = r.instant()
	}
	return p
}
