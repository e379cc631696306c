package table

import (
	"fmt"
	"unicode/utf8"
)

// MaxKey is the most bytes in each half of a key.
const MaxKey = 1000

// CheckKey returns an error that wraps ErrInvalid unless both halves of a key are UTF-8
// text of 1..MaxKey bytes.
func CheckKey(k Key) error {
	for _, s := range [2]string{k.PK, k.SK} {
		switch {
		case s == "":
			return fmt.Errorf("%w: half of a key is empty", ErrInvalid)
		case len(s) > MaxKey:
			const format = "%w: half of a key has %d bytes, more than %d"
			return fmt.Errorf(format, ErrInvalid, len(s), MaxKey)
		case !utf8.ValidString(s):
			return fmt.Errorf("%w: a key is not UTF-8", ErrInvalid)
		}
	}
	return nil
}

// CheckGet returns an error that wraps ErrInvalid if no table may take these keys.
func CheckGet(keys []Key) error {
	if len(keys) > MaxOps {
		return fmt.Errorf("%w: %d keys, more than %d", ErrInvalid, len(keys), MaxOps)
	}
	for _, k := range keys {
		if err := CheckKey(k); err != nil {
			return err
		}
	}
	return nil
}

// CheckWrite returns an error that wraps ErrInvalid if no table may take these ops.
func CheckWrite(ops []Op) error {
	if len(ops) == 0 || len(ops) > MaxOps {
		return fmt.Errorf("%w: %d ops, not 1..%d", ErrInvalid, len(ops), MaxOps)
	}
	seen := make(map[Key]bool, len(ops))
	for i, op := range ops {
		if err := checkOp(op); err != nil {
			return fmt.Errorf("op %d: %w", i, err)
		}
		if seen[op.Item.Key] {
			return fmt.Errorf("op %d: %w: its key comes twice", i, ErrInvalid)
		}
		seen[op.Item.Key] = true
	}
	return nil
}

func checkOp(op Op) error {
	if op.Kind < Put || op.Kind > Check {
		return fmt.Errorf("%w: unknown kind %d", ErrInvalid, op.Kind)
	}
	if err := CheckKey(op.Item.Key); err != nil || op.Kind != Put {
		return err
	}
	if n := len(op.Item.Body); n > MaxBody {
		return fmt.Errorf("%w: body of %d bytes, more than %d", ErrInvalid, n, MaxBody)
	}
	if op.Item.Expires < 0 {
		return fmt.Errorf("%w: expires before 1970", ErrInvalid)
	}
	for _, k := range [2]Key{op.Item.Due, op.Item.List} {
		if k.Zero() {
			continue
		}
		if err := CheckKey(k); err != nil {
			return fmt.Errorf("index key: %w", err)
		}
	}
	return nil
}

// CheckQuery returns an error that wraps ErrInvalid if no table may take this query. It
// does not check the cursor.
func CheckQuery(q Query) error {
	if q.PK == "" || q.Limit < 0 || q.Index > List {
		const format = "%w: query of index %d, limit %d, or without a partition"
		return fmt.Errorf(format, ErrInvalid, q.Index, q.Limit)
	}
	return nil
}

// CheckScan returns an error that wraps ErrInvalid unless segment is in 0..of-1.
func CheckScan(segment, of int) error {
	if of < 1 || segment < 0 || segment >= of {
		return fmt.Errorf("%w: segment %d of %d", ErrInvalid, segment, of)
	}
	return nil
}
