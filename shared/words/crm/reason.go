package crm

import "holdfast/shared/words/enum"

// Reason is why a customer leaves, or may: one of six classes, or unknown.
type Reason uint8

const (
	ReasonUnknown Reason = iota
	ReasonPrice
	ReasonProduct
	ReasonService
	ReasonMarket
	ReasonTechnology
	ReasonPolitical
)

// Reasons lists the six classes and, last, unknown.
var Reasons = [...]Reason{
	ReasonPrice,
	ReasonProduct,
	ReasonService,
	ReasonMarket,
	ReasonTechnology,
	ReasonPolitical,
	ReasonUnknown,
}

var reasons = enum.Names[Reason]{
	ReasonUnknown:    "unknown",
	ReasonPrice:      "price",
	ReasonProduct:    "product",
	ReasonService:    "service",
	ReasonMarket:     "market",
	ReasonTechnology: "technology",
	ReasonPolitical:  "political",
}

func (r Reason) String() string { return reasons.String(r) }

// Known reports whether this version has a name for the code.
func (r Reason) Known() bool { return reasons.Known(r) }

// ParseReason returns the class with the name.
func ParseReason(name string) (Reason, error) { return reasons.Parse(name) }
