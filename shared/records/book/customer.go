package book

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"

	"holdfast/shared/records/table"
	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// Customer is one record as it stands in the table.
type Customer struct {
	Store   string
	Key     crm.Key
	Version uint64 // 0 = not in the table yet

	Facts   *crm.Facts  // what is known: a join
	Ledger  Ledger      // what was decided and done
	Due     crm.Instant // when a sweep is to look at this customer; 0 = not by itself
	stored  []byte      // the body as loaded
	Forward crm.Key     // the customer that this one turned out to be; then Facts is only what an erasure or a spill left here
}

// Ledger is what Holdfast decided and did for one customer. Unlike facts it follows from
// the course of events.
type Ledger struct {
	Standing  overdue.Standing // as last judged
	Tier      segment.Tier     // as last judged
	Judged    crm.Instant
	Decisions []Decision    // sorted by task id: the occasions that still stand and what was decided
	Contacts  []crm.Contact // claims of the last weeks, oldest first
	Trials    []lift.Trial  // decisions that passed the money gate, oldest first: what lift is measured by
}

// Decision says that an occasion was decided, so that it is not decided again.
type Decision struct {
	Task string // the task's id, 32 hex digits
	Open bool   // the task may still have to be taken back
}

// Root reports whether facts of this key are kept here and not with another customer.
func (c *Customer) Root() bool { return c.Forward == "" }

// The kinds of a customer item, its first byte.
const (
	kindCustomer = 1
	kindForward  = 2
	kindTried    = 3 // a customer with trials, which follow the rest
)

func encodeCustomer(c *Customer) []byte {
	facts := crm.EncodeFacts(c.Facts)
	w := packed.Writer{Bytes: make([]byte, 0, len(facts)+64)}
	if !c.Root() {
		w.Byte(kindForward)
		w.String(string(c.Forward))
		w.Bytes = append(w.Bytes, facts...)
		return w.Bytes
	}
	if len(c.Ledger.Trials) > 0 {
		w.Byte(kindTried)
	} else {
		w.Byte(kindCustomer)
	}
	w.Uint(uint64(len(facts)))
	w.Bytes = append(w.Bytes, facts...)
	c.Ledger.encode(&w)
	w.Millis(int64(c.Due))
	if len(c.Ledger.Trials) > 0 {
		encodeTrials(&w, c.Ledger.Trials)
	}
	return w.Bytes
}

func (l *Ledger) encode(w *packed.Writer) {
	w.Byte(byte(l.Standing))
	w.Byte(byte(l.Tier))
	w.Millis(int64(l.Judged))
	w.Uint(uint64(len(l.Decisions)))
	for _, d := range l.Decisions {
		w.Bytes = append(w.Bytes, taskBytes(d.Task)...)
		open := byte(0)
		if d.Open {
			open = 1
		}
		w.Byte(open)
	}
	w.Uint(uint64(len(l.Contacts)))
	for _, c := range l.Contacts {
		w.Millis(int64(c.At))
		w.Byte(byte(c.Channel))
	}
}

// taskIDSize is the number of bytes that a task's id stands for.
const taskIDSize = 16

func taskBytes(id string) []byte {
	b, err := hex.DecodeString(id)
	if err != nil || len(b) != taskIDSize {
		panic("book: task id " + id + " is not 32 hex digits")
	}
	return b
}

func decodeLedger(r *packed.Reader) (l Ledger) {
	l.Standing = packed.Code[overdue.Standing](r)
	l.Tier = packed.Code[segment.Tier](r)
	l.Judged = crm.Instant(r.Millis())
	for range r.Count() {
		id := hex.EncodeToString(r.Take(taskIDSize))
		l.Decisions = append(l.Decisions, Decision{id, r.Byte() == 1})
	}
	for range r.Count() {
		at := crm.Instant(r.Millis())
		l.Contacts = append(l.Contacts, crm.Contact{At: at, Channel: packed.Code[crm.Channel](r)})
	}
	return l
}

// DecodeCustomer reads a customer item. Its error is an *Unreadable.
func DecodeCustomer(it table.Item) (*Customer, error) {
	_, store, name, ok := parseItemPK(it.PK)
	if !ok || it.SK != customerSK {
		return nil, unreadable(it, fmt.Errorf("%w: no customer's key", packed.ErrCorrupt))
	}

	c := &Customer{
		Store:   store,
		Key:     crm.Key(name),
		Version: it.Version,
		stored:  it.Body,
	}
	if err := c.decode(it.Body); err != nil {
		return nil, unreadable(it, err)
	}
	return c, nil
}

func (c *Customer) decode(body []byte) (err error) {
	r := packed.NewReader(body)
	kind := r.Byte()
	switch {
	case r.Err() != nil:
		return r.Err()
	case kind == kindForward:
		c.Forward = crm.Key(r.String())
		c.Facts, err = crm.DecodeFacts(r.Rest())
		return err
	case kind > kindTried:
		r.FailNewer("kind %d of customer, newest known is %d", kind, kindTried)
	case kind != kindCustomer && kind != kindTried:
		r.Fail("kind %d of customer", kind)
	}

	facts := r.Take(r.Count())
	if r.Err() != nil {
		return r.Err()
	}
	if c.Facts, err = crm.DecodeFacts(facts); err != nil {
		return err
	}
	c.Ledger = decodeLedger(r)
	c.Due = crm.Instant(r.Millis())
	if kind == kindTried {
		c.Ledger.Trials = decodeTrials(r)
	}
	return r.Done()
}

// FactBytes are the bytes of a customer item that say what is known, without the ledger:
// any order of the same events, the same bytes. A forward's are the whole of it.
func FactBytes(it table.Item) []byte {
	r := packed.NewReader(it.Body)
	if r.Byte() == kindForward {
		return it.Body
	}
	return r.Take(r.Count())
}

// IsCustomer reports whether an item met in a scan is a customer's record or forward.
func IsCustomer(it table.Item) bool {
	return len(it.PK) > 0 && it.PK[0] == 'C' && it.SK == customerSK
}

// StoreOfCustomer returns the store of an item met in a scan if it is a customer's record
// or forward.
func StoreOfCustomer(it table.Item) (store string, ok bool) {
	if !IsCustomer(it) {
		return "", false
	}
	_, store, _, _ = parseItemPK(it.PK)
	return store, true
}

// IsSpilled reports whether an item met in a scan is an order beyond the newest of its
// customer.
func IsSpilled(it table.Item) bool {
	return len(it.PK) > 0 && it.PK[0] == 'C' && len(it.SK) > len(spillSK) &&
		it.SK[:len(spillSK)] == spillSK
}

// NewCustomer is a customer of whom nothing is known yet.
func NewCustomer(store string, key crm.Key) *Customer {
	return &Customer{Store: store, Key: key, Facts: &crm.Facts{}}
}

// Save is the op that writes the customer on condition that nobody else did since it was
// loaded, and whether there is anything to write.
func (c *Customer) Save() (op table.Op, changed bool) {
	k := customerKey(c.Store, c.Key)
	it := table.Item{Key: k, Body: encodeCustomer(c)}
	if c.Root() {
		it.Due = dueKey(c.Store, c.Due, k)
	}
	return table.Op{Kind: table.Put, Item: it, If: c.Version}, !bytes.Equal(it.Body, c.stored)
}

// CheckUnchanged is the op that requires that the customer was not written since it was
// loaded.
func (c *Customer) CheckUnchanged() table.Op {
	return table.Op{
		Kind: table.Check,
		Item: table.Item{Key: customerKey(c.Store, c.Key)},
		If:   c.Version,
	}
}

// Empty reports whether nothing is known, and nothing was done: such a customer is not
// worth an item.
func (c *Customer) Empty() bool {
	return c.Root() && c.Due == 0 && len(c.Ledger.Decisions) == 0 &&
		bytes.Equal(crm.EncodeFacts(c.Facts), noFacts)
}

var noFacts = crm.EncodeFacts(&crm.Facts{})

// Join puts together what was decided and done for two customers that turned out to be
// one. Standing and tier are judged anew.
func (l Ledger) Join(o Ledger) Ledger {
	for _, d := range o.Decisions {
		if i, found := l.find(d.Task); found {
			l.Decisions[i].Open = l.Decisions[i].Open || d.Open
		} else {
			l.Decisions = slices.Insert(slices.Clone(l.Decisions), i, d)
		}
	}
	l.Trials = lift.Union(l.Trials, o.Trials, trialsKept)
	l.Contacts = slices.Concat(l.Contacts, o.Contacts)
	slices.SortFunc(l.Contacts, func(a, b crm.Contact) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Channel, b.Channel))
	})
	return l
}

func (l Ledger) find(task string) (int, bool) {
	return slices.BinarySearchFunc(
		l.Decisions,
		task,
		func(d Decision, id string) int { return cmp.Compare(d.Task, id) },
	)
}

// Decided reports whether the occasion of a task was decided before.
func (l Ledger) Decided(task string) bool { _, found := l.find(task); return found }

// Decide notes what was decided for the occasion of a task: open when it may have to be
// taken back.
func (l *Ledger) Decide(task string, open bool) {
	i, found := l.find(task)
	l.Decisions = slices.Clone(l.Decisions)
	if !found {
		l.Decisions = slices.Insert(l.Decisions, i, Decision{Task: task})
	}
	l.Decisions[i].Open = open
}

// DecidedTasks returns the ids of the tasks whose occasions were decided.
func (l Ledger) DecidedTasks() []string {
	ids := make([]string, len(l.Decisions))
	for i, d := range l.Decisions {
		ids[i] = d.Task
	}
	return ids
}

// Open lists the tasks that may have to be taken back.
func (l Ledger) Open() (ids []string) {
	for _, d := range l.Decisions {
		if d.Open {
			ids = append(ids, d.Task)
		}
	}
	return ids
}

// contactsFor is how long a claimed contact counts: as long as any cap looks back.
const contactsFor = playbook.MaxCapDays * crm.DayLength

// AddContact notes that the customer is about to be contacted on a channel by its name;
// the help desk's own is none.
func (c *Customer) AddContact(channel string, at crm.Instant) {
	ch, err := crm.ParseChannel(channel)
	if err != nil {
		return
	}
	kept := slices.DeleteFunc(
		slices.Clone(c.Ledger.Contacts),
		func(k crm.Contact) bool { return k.At+contactsFor < at },
	)
	c.Ledger.Contacts = append(kept, crm.Contact{At: at, Channel: ch})
}

// RemoveContact takes back what Contacted noted: nothing went out.
func (c *Customer) RemoveContact(channel string, at crm.Instant) {
	ch, err := crm.ParseChannel(channel)
	if err != nil {
		return
	}
	if i := slices.Index(c.Ledger.Contacts, crm.Contact{At: at, Channel: ch}); i >= 0 {
		c.Ledger.Contacts = slices.Delete(slices.Clone(c.Ledger.Contacts), i, i+1)
	}
}

// Book reads and writes records over a table.
type Book struct{ Table table.Table }

// FindCustomers loads the records under the given keys as they stand, forwards not
// followed. Keys unknown so far give new customers of version 0. If one of the records
// cannot be read, the error is its *Unreadable.
func (b Book) FindCustomers(
	ctx context.Context,
	store string,
	keys ...crm.Key,
) (map[crm.Key]*Customer, error) {
	found, left, err := b.FindReadableCustomers(ctx, store, keys...)
	if err == nil && len(left) > 0 {
		err = left[0]
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// FindReadableCustomers loads records as FindCustomers does, and lists those that it left
// out because they cannot be read.
func (b Book) FindReadableCustomers(
	ctx context.Context,
	store string,
	keys ...crm.Key,
) (found map[crm.Key]*Customer, left []*Unreadable, err error) {
	found = make(map[crm.Key]*Customer, len(keys))
	for chunk := range slices.Chunk(keys, table.MaxOps) {
		names := make([]table.Key, len(chunk))
		for i, k := range chunk {
			names[i] = customerKey(store, k)
		}
		items, err := b.Table.Get(ctx, true, names...)
		if err != nil {
			return nil, nil, fmt.Errorf("load %d customers of %s: %w", len(chunk), store, err)
		}

		for i, k := range chunk {
			item, ok := items[names[i]]
			if !ok {
				found[k] = NewCustomer(store, k)
				continue
			}
			c, err := DecodeCustomer(item)
			if u, ok := AsUnreadable(err); ok {
				left = append(left, u)
				continue
			}
			found[k] = c
		}
	}
	return found, left, nil
}

// Customers yields every record of a store: customers, forwards, and what erasures left.
// It reads the whole table, all stores, eventually consistent and unordered. A record that
// cannot be read comes as an *Unreadable, and the others follow; see Readable. Any other
// error comes as the last pair.
func (b Book) Customers(ctx context.Context, store string) iter.Seq2[*Customer, error] {
	return func(yield func(*Customer, error) bool) {
		for item, err := range table.ScanAll(ctx, b.Table) {
			if err != nil {
				yield(nil, fmt.Errorf("read the whole table: %w", err))
				return
			}
			if _, of, _, _ := parseItemPK(item.PK); of != store || !IsCustomer(item) {
				continue
			}

			if !yield(DecodeCustomer(item)) {
				return
			}
		}
	}
}

// hops is how many forwards may follow on each other: joins rewrite the forwards of the
// loser, so that two are rare and more are a fault.
const hops = 8

// FindCustomer loads the customer that a key stands for, forwards followed.
func (b Book) FindCustomer(ctx context.Context, store string, key crm.Key) (*Customer, error) {
	for range hops {
		found, err := b.FindCustomers(ctx, store, key)
		if err != nil {
			return nil, err
		}
		c := found[key]
		if c.Forward == "" {
			return c, nil
		}
		key = c.Forward
	}
	return nil, fmt.Errorf("load customer %s/%s: more than %d forwards", store, key, hops)
}

// Write applies ops in one transaction; a conflict is a *table.Conflict.
func (b Book) Write(ctx context.Context, ops ...table.Op) error {
	if len(ops) == 0 {
		return nil
	}
	return b.Table.Write(ctx, ops...)
}
