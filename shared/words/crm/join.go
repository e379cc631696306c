package crm

import (
	"cmp"
	"strings"
)

// Join puts together what two records know of one customer. It is commutative,
// associative and idempotent, so facts may come in any order and any number of times.
// Neither argument is changed; the result may share memory with both.
//
// Older is no part of the join: spilled orders are joined one by one (see Unspill), so at
// most one side may have any.
func Join(a, b *Facts) *Facts {
	joined := &Facts{}
	for _, kind := range factKinds {
		kind.join(joined, a, b)
	}
	return joined
}

// newerText returns the register with the later time, or with the greater value if both
// have one time. An empty value never wins over another.
func newerText(a, b Text) Text {
	switch {
	case a.Value == "":
		return b
	case b.Value == "":
		return a
	case cmp.Or(cmp.Compare(a.At, b.At), strings.Compare(a.Value, b.Value)) < 0:
		return b
	}
	return a
}

// olderText returns the register with the earlier time, or with the smaller value if both
// have one time. A time that is not known is no earlier one. An empty value never wins
// over another.
func olderText(a, b Text) Text {
	switch {
	case a.Value == "":
		return b
	case b.Value == "":
		return a
	}
	byDate := cmp.Compare(b.At.lastIfUndated(), a.At.lastIfUndated())
	if cmp.Or(byDate, strings.Compare(b.Value, a.Value)) < 0 {
		return b
	}
	return a
}
