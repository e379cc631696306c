package segment

import (
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Tier is a customer's importance by the profit they bring.
type Tier uint8

// The tiers. Every customer's is Unknown before the first census, and in a store with too
// few customers to rank.
const (
	Unknown Tier = iota
	Apex         // the first 1 % of customers
	High         // the next 4 %
	Middle       // the next 15 %
	Low          // the remaining 80 %
	Tiers   = iota
)

var tiers = enum.Names[Tier]{
	Unknown: "unknown",
	Apex:    "apex",
	High:    "high",
	Middle:  "middle",
	Low:     "low",
}

func (t Tier) String() string { return tiers.String(t) }

// Known reports whether this version has a name for the code.
func (t Tier) Known() bool { return tiers.Known(t) }

// ParseTier returns the tier with the name.
func ParseTier(name string) (Tier, error) { return tiers.Parse(name) }

// MarshalText writes the name.
func (t Tier) MarshalText() ([]byte, error) { return tiers.MarshalText(t) }

// UnmarshalText reads the name.
func (t *Tier) UnmarshalText(name []byte) error { return tiers.UnmarshalText(t, name) }

// Valued reports whether an owner looks after the customer in person: apex or high.
func (t Tier) Valued() bool { return t == Apex || t == High }

// Thresholds holds the least profit of a year, in minor units, from which each tier
// begins. The zero value ranks no customer.
type Thresholds struct {
	Currency crm.Currency `json:"currency"`
	Apex     int64        `json:"apex"`
	High     int64        `json:"high"`
	Middle   int64        `json:"middle"`
}

// TierOf returns the tier of a yearly profit. Without thresholds, or in another currency
// than theirs, it is Unknown.
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
