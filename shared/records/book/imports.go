package book

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// ErrNoImport says that a store has no import of an id.
var ErrNoImport = errors.New("no such import")

// Import is a file that was brought in. Its id is the instant at which that began; every
// event of the file has it as its receipt.
type Import struct {
	V        int         `json:"v"`
	Store    string      `json:"store"`
	Began    crm.Instant `json:"began"`
	Ended    crm.Instant `json:"ended,omitempty"` // 0 = it was broken off, or is under way
	Undone   crm.Instant `json:"undone,omitempty"`
	File     string      `json:"file"`
	Hash     string      `json:"sha256"`
	Source   string      `json:"source"`
	Kind     string      `json:"kind"`
	By       string      `json:"by,omitempty"` // the person, as the machine names them
	Rows     int         `json:"rows"`
	Events   int         `json:"events"`
	Parts    int         `json:"parts"` // of its list of orders
	TakenOff int         `json:"taken_back,omitempty"`

	version uint64
}

// importVersion is the version of an Import's JSON.
const importVersion = 1

// ID returns the id by which people name the import.
func (i *Import) ID() string { return strconv.FormatInt(int64(i.Began), 36) }

// ImportedOrder is an order as an import told it.
type ImportedOrder struct {
	ID      string      `json:"i"`
	Updated crm.Instant `json:"u"`
}

// BeginImport writes the record of an import that is about to begin. If the store has one
// of the very same instant, it begins a little later: Began says when.
func (b Book) BeginImport(ctx context.Context, i *Import) error {
	i.V = importVersion
	for {
		err := b.SaveImport(ctx, i)
		if !table.IsConflict(err) {
			return err
		}
		i.Began += 2 // an undo is a millisecond later than its import
	}
}

// SaveImport writes the record of an import.
func (b Book) SaveImport(ctx context.Context, i *Import) error {
	body, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("write import %s: %w", i.ID(), err)
	}
	err = b.Table.Write(ctx, table.Op{
		Kind: table.Put,
		If:   i.version,
		Item: table.Item{Key: importKey(i.Store, i.Began), Body: body},
	})
	if err != nil {
		return fmt.Errorf("write import %s: %w", i.ID(), err)
	}
	i.version++
	return nil
}

// AddImportedOrders writes one more part of the list of an import's orders. The record of
// the import says only later how many parts there are.
func (b Book) AddImportedOrders(ctx context.Context, i *Import, orders []ImportedOrder) error {
	body, err := packJSON(orders)
	if err != nil {
		return fmt.Errorf("write orders of import %s: %w", i.ID(), err)
	}
	err = b.Table.Write(ctx, table.Op{
		Kind: table.Put,
		Item: table.Item{Key: importPartKey(i.Store, i.Began, i.Parts), Body: body},
	})
	if err != nil {
		return fmt.Errorf("write orders of import %s: %w", i.ID(), err)
	}
	i.Parts++
	return nil
}

// Imports ranges over the imports of a store, the oldest first.
func (b Book) Imports(ctx context.Context, store string) iter.Seq2[Import, error] {
	return func(yield func(Import, error) bool) {
		query := table.Query{PK: importPrefix + store}
		for item, err := range table.QueryAll(ctx, b.Table, query) {
			i := Import{version: item.Version}
			if err == nil {
				err = json.Unmarshal(item.Body, &i)
			}
			if err != nil {
				err = fmt.Errorf("read imports of %s: %w", store, err)
			}
			if !yield(i, err) || err != nil {
				return
			}
		}
	}
}

// FindImport returns an import by its id. The error wraps ErrNoImport if there is none.
func (b Book) FindImport(ctx context.Context, store, id string) (*Import, error) {
	for i, err := range b.Imports(ctx, store) {
		if err != nil {
			return nil, err
		}
		if i.ID() == id {
			return &i, nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrNoImport, id)
}

// ImportedOrders ranges over the orders that an import told. Parts that were written before
// it was broken off count too.
func (b Book) ImportedOrders(
	ctx context.Context,
	i *Import,
) iter.Seq2[ImportedOrder, error] {
	return func(yield func(ImportedOrder, error) bool) {
		query := table.Query{PK: importPartKey(i.Store, i.Began, 0).PK}
		for item, err := range table.QueryAll(ctx, b.Table, query) {
			var orders []ImportedOrder
			if err == nil {
				err = unpackJSON(item.Body, &orders)
			}
			if err != nil {
				yield(ImportedOrder{}, fmt.Errorf("read orders of import %s: %w", i.ID(), err))
				return
			}
			for _, o := range orders {
				if !yield(o, nil) {
					return
				}
			}
		}
	}
}
