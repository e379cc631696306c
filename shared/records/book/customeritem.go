package book

import (
	"fmt"
	"strings"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// The kinds of a customer item, its first byte.
const (
	kindCustomer = 1
	kindForward  = 2
	kindTried    = 3 // a customer with trials, which follow the rest
	kindPointer  = 4 // an order's or ticket's own key: a forward to where it stands
	kindAddress  = 5 // what was said of an address: facts alone

	newestKind = kindAddress
)

// forwardKind returns the kind of a record that is a forward.
func forwardKind(key crm.Key) byte {
	if key.Guest() || key.Ticket() {
		return kindPointer
	}
	return kindForward
}

// encodeCustomer returns the body of a customer's item. A forward is its kind, the key of
// the other customer and the facts; that of an address is its kind and the facts. Others are
// their kind, the length of the facts, the
// facts, the ledger, the due date and the trials.
func encodeCustomer(c *Customer) []byte {
	facts := crm.EncodeFacts(c.Facts)
	w := packed.Writer{Bytes: make([]byte, 0, len(facts)+64)}
	if c.Key.Address() {
		w.Byte(kindAddress)
		w.Bytes = append(w.Bytes, facts...)
		return w.Bytes
	}
	if !c.Root() {
		w.Byte(forwardKind(c.Key))
		w.String(string(c.Forward))
		w.Bytes = append(w.Bytes, facts...)
		return w.Bytes
	}

	tried := len(c.Ledger.Trials) > 0
	if tried {
		w.Byte(kindTried)
	} else {
		w.Byte(kindCustomer)
	}
	w.Uint(uint64(len(facts)))
	w.Bytes = append(w.Bytes, facts...)
	c.Ledger.encode(&w)
	w.Millis(int64(c.Due))
	if tried {
		encodeTrials(&w, c.Ledger.Trials)
	}
	return w.Bytes
}

// DecodeCustomer reads a customer item. Its error is an *Unreadable.
func DecodeCustomer(item table.Item) (*Customer, error) {
	_, store, name, ok := parseItemPK(item.PK)
	if !ok || item.SK != customerSK {
		return nil, unreadable(item, fmt.Errorf("%w: no customer's key", packed.ErrCorrupt))
	}

	c := &Customer{
		Store:   store,
		Key:     crm.Key(name),
		Version: item.Version,
		stored:  item.Body,
	}
	if err := c.decode(item.Body); err != nil {
		return nil, unreadable(item, err)
	}
	return c, nil
}

// decode reads what encodeCustomer wrote.
func (c *Customer) decode(body []byte) (err error) {
	r := packed.NewReader(body)
	kind := r.Byte()
	switch {
	case r.Err() != nil:
		return r.Err()
	case kind > newestKind:
		r.FailNewer("kind %d of customer, newest known is %d", kind, newestKind)
		return r.Err()
	case kind == 0:
		r.Fail("kind %d of customer", kind)
		return r.Err()
	case kind == kindForward || kind == kindPointer:
		c.Forward = crm.Key(r.String())
		c.Facts, err = crm.DecodeFacts(r.Rest())
		return err
	case kind == kindAddress:
		c.Facts, err = crm.DecodeFacts(r.Rest())
		return err
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

// FactBytes returns the bytes of a customer item that say what is known, without the
// ledger: any order of the same events, the same bytes. A forward's are all its bytes.
func FactBytes(item table.Item) []byte {
	r := packed.NewReader(item.Body)
	if r.Byte() == kindForward {
		return item.Body
	}
	return r.Take(r.Count())
}

// IsCustomer reports whether an item met in a scan is a customer's record or forward. What
// leads from an order or ticket to where it stands is neither, nor is the record of an
// address.
func IsCustomer(item table.Item) bool {
	if !strings.HasPrefix(item.PK, customerPrefix) || item.SK != customerSK {
		return false
	}
	isOther := len(item.Body) > 0 && (item.Body[0] == kindPointer || item.Body[0] == kindAddress)
	return !isOther
}

// IsAddress reports whether an item met in a scan is the record of an address.
func IsAddress(item table.Item) bool {
	isRecord := strings.HasPrefix(item.PK, customerPrefix) && item.SK == customerSK
	return isRecord && len(item.Body) > 0 && item.Body[0] == kindAddress
}

// StoreOfCustomer returns the store of an item met in a scan if it is a customer's record
// or forward.
func StoreOfCustomer(item table.Item) (store string, ok bool) {
	if !IsCustomer(item) {
		return "", false
	}
	_, store, _, _ = parseItemPK(item.PK)
	return store, true
}

// IsSpilled reports whether an item met in a scan is an order beyond the newest of its
// customer.
func IsSpilled(item table.Item) bool {
	order, found := strings.CutPrefix(item.SK, spillSK)
	return strings.HasPrefix(item.PK, customerPrefix) && found && order != ""
}
