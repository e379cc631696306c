package book

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// Family is the record of one product and its variants in a store's register: what each
// source said of them. It is a join, and names no person.
type Family struct {
	Store    string
	Name     crm.Ref // crm.Product.Family of its entries
	Products []crm.Product
	Version  uint64 // 0 = not in the table yet
}

const productsPrefix = "P#"

func productKey(store string, family crm.Ref) table.Key {
	return table.Key{PK: productsPrefix + store, SK: family.String()}
}

// FindFamily loads the record of a product; of one that is not known it is empty. A record
// that cannot be read is an *Unreadable.
func (b Book) FindFamily(ctx context.Context, store string, name crm.Ref) (*Family, error) {
	key := productKey(store, name)
	items, err := b.Table.Get(ctx, true, key)
	if err != nil {
		return nil, fmt.Errorf("load product %s of %s: %w", name, store, err)
	}
	f := &Family{Store: store, Name: name}
	item, ok := items[key]
	if !ok {
		return f, nil
	}
	f.Version = item.Version
	f.Products, err = decodeProducts(store, item)
	return f, err
}

// Add joins what was said into the record, and reports whether that is news.
func (f *Family) Add(said []crm.Product) bool {
	joined := crm.JoinProducts(f.Products, said)
	if slices.Equal(joined, f.Products) {
		return false
	}
	f.Products = joined
	return true
}

// Put returns the op that writes the record, on condition that it was not written since it
// was loaded.
func (f *Family) Put() table.Op {
	return table.Op{
		Kind: table.Put,
		If:   f.Version,
		Item: table.Item{
			Key:  productKey(f.Store, f.Name),
			Body: crm.EncodeProducts(f.Products),
		},
	}
}

// Products yields every entry of a store's register. A record that cannot be read comes as
// an *Unreadable, and the others follow. Any other error comes as the last pair.
func (b Book) Products(ctx context.Context, store string) iter.Seq2[crm.Product, error] {
	items := table.QueryAll(ctx, b.Table, table.Query{PK: productsPrefix + store})
	return func(yield func(crm.Product, error) bool) {
		for item, err := range items {
			if err != nil {
				yield(crm.Product{}, fmt.Errorf("read the products of %s: %w", store, err))
				return
			}
			products, err := decodeProducts(store, item)
			if err != nil && !yield(crm.Product{}, err) {
				return
			}
			for _, p := range products {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

// decodeProducts reads the record of a product. Its error is an *Unreadable.
func decodeProducts(store string, item table.Item) ([]crm.Product, error) {
	products, err := crm.DecodeProducts(item.Body)
	if err != nil {
		return nil, &Unreadable{Store: store, Key: item.Key, Err: err}
	}
	return products, nil
}
