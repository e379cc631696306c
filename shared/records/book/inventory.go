package book

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"holdfast/shared/records/table"
	"holdfast/shared/words/heard"
)

// Inventory counts the records of a table as it is told of them, and tells which stores lack
// their settings. The zero Inventory has counted nothing.
type Inventory struct {
	kinds  map[string]int
	stores map[string]*inventoryStore
	bad    map[string]int
}

type inventoryStore struct {
	hasSettings bool
	records     int // that only a store which was set up has
	quarantined int
}

// recordKind is how the records of one kind are known and read.
type recordKind struct {
	name   string
	prefix string // of PK; what follows it, up to the next #, is the store
	sk     string // prefix of SK
	read   func(table.Item) error
}

// recordKinds are the kinds of records, each before those whose keys begin alike. Pieces of
// a census are none: they expire.
var recordKinds = []recordKind{
	{"customer records", customerPrefix, customerSK, checkCustomer},
	{"older orders", customerPrefix, spillSK, func(it table.Item) error {
		_, err := decodeSpilled(it)
		return err
	}},
	{"tasks", "T#", taskSK, func(it table.Item) error {
		_, err := readTask(it)
		return err
	}},
	{"products", "P#", "", func(it table.Item) error {
		_, err := decodeProducts("", it)
		return err
	}},
	{"settings", "S#", settingsSK, readsAs[Settings]},
	{"rules", "S#", rulesSK, readsAs[[]Rules]},
	{"reports", "S#", reportSK, func(it table.Item) error {
		_, err := decodeReport("", it)
		return err
	}},
	{"sums of months", "S#", "spent#", readsAs[Spent]},
	{"messages in quarantine", "Q#", "", func(it table.Item) error {
		_, err := readQuarantined(it)
		return err
	}},
	{"days heard of", "H#", "", readsAs[heard.Day]},
}

func checkCustomer(it table.Item) error {
	_, err := DecodeCustomer(it)
	return err
}

// readsAs returns the error of reading an item's body as JSON.
func readsAs[T any](it table.Item) error {
	var into T
	return json.Unmarshal(it.Body, &into)
}

// Add counts a record, and reads it.
func (v *Inventory) Add(it table.Item) {
	if v.kinds == nil {
		v.kinds = map[string]int{}
		v.stores = map[string]*inventoryStore{}
		v.bad = map[string]int{}
	}
	for _, kind := range recordKinds {
		if strings.HasPrefix(it.PK, kind.prefix) && strings.HasPrefix(it.SK, kind.sk) {
			v.addOf(kind, it)
			return
		}
	}
}

func (v *Inventory) addOf(kind recordKind, it table.Item) {
	v.kinds[kind.name]++
	err := kind.read(it)
	if err != nil {
		v.bad[kind.name]++
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(it.PK, kind.prefix), "#")
	if name == noStore {
		return
	}
	if v.stores[name] == nil {
		v.stores[name] = &inventoryStore{}
	}
	store := v.stores[name]
	switch kind.name {
	case "settings":
		store.hasSettings = err == nil
	case "messages in quarantine":
		store.quarantined++
	case "days heard of":
	default:
		store.records++
	}
}

// KindCount is how many records of a kind there are, and how many of them cannot be read.
type KindCount struct {
	Kind string
	N    int
	Bad  int
}

// Counts lists how many records of each kind there are.
func (v *Inventory) Counts() []KindCount {
	var all []KindCount
	for _, kind := range recordKinds {
		if n := v.kinds[kind.name]; n > 0 {
			all = append(all, KindCount{Kind: kind.name, N: n, Bad: v.bad[kind.name]})
		}
	}
	return all
}

// HasSettings reports whether a store has settings that can be read.
func (v *Inventory) HasSettings(store string) bool {
	s := v.stores[store]
	return s != nil && s.hasSettings
}

// Unsettled is a store with records but without settings that can be read.
type Unsettled struct {
	Store       string
	Records     int
	Quarantined int
}

// Unsettled lists the stores with records but without settings that can be read. A store
// that has deliveries in quarantine alone was never set up, and is none of them.
func (v *Inventory) Unsettled() []Unsettled {
	var all []Unsettled
	for _, name := range slices.Sorted(maps.Keys(v.stores)) {
		s := v.stores[name]
		if !s.hasSettings && s.records > 0 {
			all = append(all, Unsettled{
				Store:       name,
				Records:     s.records,
				Quarantined: s.quarantined,
			})
		}
	}
	return all
}
