// Package segment places customers by what they are worth to the store: value tiers by
// net profit.
package segment

import (
	"fmt"

	"holdfast/shared/words/crm"
)

// Tier is a customer's importance by the profit they bring.
type Tier uint8

// The tiers. Unknown is everyone's before the first census, and in a store with too few
// customers to rank.
const (
	Unknown Tier = iota
	Apex         // the first 1 % of customers
	High         // the next 4 %
	Middle       // the next 15 %
	Low          // the remaining 80 %
	Tiers   = iota
)

var tierNames = [Tiers]string{"unknown", "apex", "high", "middle", "low"}

func (t Tier) String() string {
	if int(t) >= len(tierNames) {
		return fmt.Sprintf("tier(%d)", uint8(t))
	}
	return tierNames[t]
}

// ParseTier reads a tier by its name and reports whether there is one.
func ParseTier(name string) (Tier, bool) {
	for i, n := range tierNames {
		if n == name {
			return Tier(i), true
		}
	}
	return Unknown, false
}

// MarshalText writes the name.
func (t Tier) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the name.
func (t *Tier) UnmarshalText(b []byte) error {
	p, ok := ParseTier(string(b))
	if !ok {
		return fmt.Errorf("no tier is called %q", b)
	}
	*t = p
	return nil
}

// Valued reports whether an owner looks after the customer in person: apex or high.
func (t Tier) Valued() bool { return t == Apex || t == High }

// Thresholds is the least profit of a year, in minor units, from which each tier begins.
// The zero value ranks nobody.
type Thresholds struct {
	Currency crm.Currency `json:"currency"`
	Apex     int64        `json:"apex"`
	High     int64        `json:"high"`
	Middle   int64        `json:"middle"`
}

// TierOf places a profit. Without thresholds, or in another currency than theirs, the
// tier is unknown.
func TierOf(profit crm.Money, t Thresholds) Tier {
	switch {
	case t.Middle <= 0 || profit.Currency != t.Currency:
		return Unknown
	case profit.Minor >= t.Apex:
		return Apex
	case profit.Minor >= t.High:
		return High
	case profit.Minor >= t.Middle:
		return Middle
	}
	return Low
}
