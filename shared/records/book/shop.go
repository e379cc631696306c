package book

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/cache"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// ErrNoStore says that this store was never set up.
var ErrNoStore = errors.New("no such store")

// Settings is what a shop set up.
type Settings struct {
	Store    string          `json:"store"`
	Name     string          `json:"name"`
	Pepper   []byte          `json:"pepper"` // keys the hashes of addresses; made once, never changed
	Playbook playbook.Config `json:"playbook"`

	// NoCosts says that no product of the store has had a cost yet, so that its register need
	// not be read for them. It is set in a new store; what tells the first cost clears it. A
	// store that is older than the field does without.
	NoCosts bool `json:"no_costs,omitempty"`
}

// Rules are the thresholds that a census drew from the store's own customers.
type Rules struct {
	Census     crm.Instant         `json:"census"` // the census they come from
	From       crm.Instant         `json:"from"`   // in force from here on, for everyone alike
	Overdue    overdue.Policy      `json:"overdue"`
	Tiers      segment.Thresholds  `json:"tiers"`
	Criteria   segment.Criteria    `json:"norms"`
	StoreModel exitcost.StoreModel `json:"outlook"`
}

// Shop is a store's settings and rules as loaded.
type Shop struct {
	Settings
	Rules []Rules   // by From; the last may not be in force yet
	Costs crm.Costs // of products; nil if not loaded

	settingsVersion uint64
	rulesVersion    uint64
}

// RulesAt returns the rules in force at an instant: until the first census those of a new
// shop.
func (s *Shop) RulesAt(now time.Time) Rules {
	inForce := Rules{
		Overdue:    overdue.DefaultPolicy(),
		StoreModel: exitcost.DefaultStoreModel(),
	}
	for _, r := range s.Rules {
		if r.From <= crm.InstantOf(now) {
			inForce = r
		}
	}
	return inForce
}

// FactsAt returns the facts of a customer as the rules are to see them at an instant
// (playbook.Config.Facts), with the costs of orders as far as those of their products are
// known. It is no record, and never stored.
func (s *Shop) FactsAt(f *crm.Facts, at crm.Instant) *crm.Facts {
	return s.Costs.Fill(s.Playbook.Facts(f, at), s.Playbook.Currency)
}

// Criteria returns what places a customer in segments by these rules.
func (s *Shop) Criteria(r *Rules) *segment.Criteria {
	criteria := r.Criteria
	criteria.Currency = s.Playbook.Currency
	criteria.MarginBP = s.Playbook.MarginBP
	criteria.Control = s.Playbook.Control
	criteria.Tiers = r.Tiers
	criteria.Policy = r.Overdue
	criteria.Spec = s.Playbook.RFM
	return &criteria
}

const (
	settingsSK = "settings"
	rulesSK    = "rules"
)

// The list of stores is a partition with an item for each.
const storesPK = "S"

func listedStoreKey(store string) table.Key { return table.Key{PK: storesPK, SK: store} }

// FindShop loads a store's settings and rules. An unknown store is ErrNoStore. Settings
// that name a playbook or measure this version does not know are packed.ErrNewer: then the
// shop is returned beside the error, for its settings to be mended.
func (b Book) FindShop(ctx context.Context, store string) (*Shop, error) {
	settingsKey := storeKey(store, settingsSK)
	rulesKey := storeKey(store, rulesSK)
	items, err := b.Table.Get(ctx, true, settingsKey, rulesKey)
	if err != nil {
		return nil, fmt.Errorf("load settings of %s: %w", store, err)
	}
	settings, ok := items[settingsKey]
	if !ok {
		return nil, fmt.Errorf("load settings of %s: %w", store, ErrNoStore)
	}

	s := &Shop{settingsVersion: settings.Version}
	if err := json.Unmarshal(settings.Body, &s.Settings); err != nil {
		return nil, fmt.Errorf("read settings of %s: %w", store, classifyJSON(err))
	}
	if err := s.Playbook.CheckNames(); err != nil {
		return s, fmt.Errorf("read settings of %s: %w: %w", store, packed.ErrNewer, err)
	}
	s.Playbook.AddDefaults()

	rules, ok := items[rulesKey]
	if !ok {
		return s, nil
	}
	s.rulesVersion = rules.Version
	if err := json.Unmarshal(rules.Body, &s.Rules); err != nil {
		return nil, fmt.Errorf("read rules of %s: %w", store, classifyJSON(err))
	}
	return s, nil
}

// SaveSettings writes a shop's settings, on condition that they were not written since they
// were loaded, and enters a new store in the list of stores.
func (b Book) SaveSettings(ctx context.Context, s *Shop) error {
	body, err := json.Marshal(s.Settings)
	if err != nil {
		return fmt.Errorf("write settings of %s: %w", s.Store, err)
	}

	ops := []table.Op{{
		Kind: table.Put,
		If:   s.settingsVersion,
		Item: table.Item{Key: storeKey(s.Store, settingsSK), Body: body},
	}}
	if s.settingsVersion == 0 {
		ops = append(ops, table.Op{
			Kind: table.Put,
			Item: table.Item{Key: listedStoreKey(s.Store), Body: []byte("{}")},
		})
	}
	if err := b.Table.Write(ctx, ops...); err != nil {
		return fmt.Errorf("write settings of %s: %w", s.Store, err)
	}
	return nil
}

// keepRules is how many sets of rules are kept: the one in force and its neighbours.
const keepRules = 3

// PublishRules puts new rules beside those in force. If rules of the same census, or of a
// later one, were published before, it writes nothing.
func (b Book) PublishRules(ctx context.Context, s *Shop, r Rules) error {
	kept := s.Rules
	if n := len(kept); n > 0 && kept[n-1].Census >= r.Census {
		return nil
	}
	if n := len(kept); n >= keepRules {
		kept = kept[n-keepRules+1:]
	}
	all := append(slices.Clone(kept), r)

	body, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("write rules of %s: %w", s.Store, err)
	}
	err = b.Table.Write(ctx, table.Op{
		Kind: table.Put,
		If:   s.rulesVersion,
		Item: table.Item{Key: storeKey(s.Store, rulesSK), Body: body},
	})
	if err != nil {
		return fmt.Errorf("write rules of %s: %w", s.Store, err)
	}
	return nil
}

// ListStores lists every store.
func (b Book) ListStores(ctx context.Context) (stores []string, err error) {
	for item, err := range table.QueryAll(ctx, b.Table, table.Query{PK: storesPK}) {
		if err != nil {
			return nil, fmt.Errorf("list stores: %w", err)
		}
		stores = append(stores, item.SK)
	}
	return stores, nil
}

// ShopsFor is how long a loaded shop serves before it is loaded anew. New rules are
// published longer than this before they come into force, so that all workers change to
// them at the same instant, however old their caches are.
const ShopsFor = 5 * time.Minute

// Shops finds shops and keeps them for a while. Its exported fields are required. It is
// safe for use by several goroutines.
type Shops struct {
	Book Book
	Now  func() time.Time

	once  sync.Once
	cache cache.Cache[*Shop]
	costs cache.Cache[crm.Costs]
}

// FindShop returns the store's settings and rules, at most ShopsFor old. An unknown store
// is ErrNoStore.
func (s *Shops) FindShop(ctx context.Context, store string) (*Shop, error) {
	s.once.Do(func() {
		s.cache.Load = s.load
		s.cache.Now = s.Now
		s.cache.Fresh = ShopsFor
		s.costs.Load = s.Book.FindCosts
		s.costs.Now = s.Now
		s.costs.Fresh = CostsFor
	})
	return s.cache.Find(ctx, store)
}

// load reads a shop, with costs that may be CostsFor old if any were ever told.
func (s *Shops) load(ctx context.Context, store string) (*Shop, error) {
	shop, err := s.Book.FindShop(ctx, store)
	if err != nil || shop.NoCosts {
		return shop, err
	}
	shop.Costs, err = s.costs.Find(ctx, store)
	return shop, err
}

// Reload returns the store's settings and rules as they are now, and keeps them. It must
// follow a FindShop.
func (s *Shops) Reload(ctx context.Context, store string) (*Shop, error) {
	return s.cache.Reload(ctx, store)
}
