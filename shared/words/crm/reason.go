package crm

import (
	"holdfast/shared/words/enum"
	"holdfast/shared/words/packed"
)

// Reason is why a customer leaves, or may: one of the six classes of exit management, or
// unknown. Gone to a competitor is no class: why is.
type Reason uint8

const (
	ReasonUnknown    Reason = iota
	ReasonPrice             // left for a lower price
	ReasonProduct           // found a better product, or ours was poor
	ReasonService           // let down by delivery, site, payment, people or answers
	ReasonMarket            // moved away, or has no more need
	ReasonTechnology        // changed to a technically superior substitute
	ReasonPolitical         // objects to the firm's conduct, or is kept by rules
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

// storedReasons is the table of the codes that stand for reasons in records. A code once
// given keeps its meaning. Until the classes meant what exit management means by them,
// market was gone to a competitor as well, which cannot be told any more, and technology
// was a failure of our own site.
var storedReasons = [...]Reason{
	0: ReasonUnknown,
	1: ReasonPrice,
	2: ReasonProduct,
	3: ReasonService,
	4: ReasonUnknown, // the former market
	5: ReasonService, // the former technology
	6: ReasonPolitical,
	7: ReasonMarket,
	8: ReasonTechnology,
}

// reasonCodes are the codes that reasons are written with.
var reasonCodes = [...]byte{
	ReasonUnknown:    0,
	ReasonPrice:      1,
	ReasonProduct:    2,
	ReasonService:    3,
	ReasonMarket:     7,
	ReasonTechnology: 8,
	ReasonPolitical:  6,
}

// noReasonCode is written for a reason that has no code. No version can read it.
const noReasonCode = 1<<6 - 1

// code returns the code that the reason is written with.
func (r Reason) code() byte {
	if !r.Known() {
		return noReasonCode
	}
	return reasonCodes[r]
}

// EncodeReason writes the code of a reason.
func EncodeReason(w *packed.Writer, r Reason) { w.Byte(r.code()) }

// DecodeReason reads the code of a reason. A code that this version does not know fails
// with packed.ErrNewer.
func DecodeReason(r *packed.Reader) Reason { return reasonOf(r, r.Byte()) }

// reasonOf returns the reason that a code stands for.
func reasonOf(r *packed.Reader, code byte) Reason {
	if int(code) >= len(storedReasons) {
		r.FailNewer("reason %d", code)
		return ReasonUnknown
	}
	return storedReasons[code]
}
