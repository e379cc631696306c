package crm

import "holdfast/shared/words/enum"

// Cause is what a customer says is the matter with an order that they send back, or whose
// payment they dispute. Those that blame the shop stand first.
type Cause uint8

const (
	CauseUnknown        Cause = iota
	CauseDefective            // it does not work, or is of poor make
	CauseNotAsDescribed       // it is not what the shop promised
	CauseDamaged              // it arrived broken
	CauseWrongItem            // another thing was sent
	CauseNotReceived          // it never came
	CauseLate                 // it came too late
	CauseNotCredited          // money that is owed was not given back
	CauseChargedTwice         // or charged wrongly, or after a subscription was cancelled
	CauseTooSmall
	CauseTooLarge
	CauseColor
	CauseStyle
	CauseUnwanted // the customer thought better of it
	CauseFraud    // the holder of the card did not order it
	CauseOther
)

var causes = enum.Names[Cause]{
	CauseUnknown:        "unknown",
	CauseDefective:      "defective",
	CauseNotAsDescribed: "not_as_described",
	CauseDamaged:        "damaged",
	CauseWrongItem:      "wrong_item",
	CauseNotReceived:    "not_received",
	CauseLate:           "late",
	CauseNotCredited:    "not_credited",
	CauseChargedTwice:   "charged_twice",
	CauseTooSmall:       "too_small",
	CauseTooLarge:       "too_large",
	CauseColor:          "color",
	CauseStyle:          "style",
	CauseUnwanted:       "unwanted",
	CauseFraud:          "fraud",
	CauseOther:          "other",
}

func (c Cause) String() string { return causes.String(c) }

// Known reports whether this version has a name for the code.
func (c Cause) Known() bool { return causes.Known(c) }

// ParseCause returns the cause with the name.
func ParseCause(name string) (Cause, error) { return causes.Parse(name) }

// BlamesShop reports whether the cause says by itself that the shop, its goods or its
// carrier did wrong. Of the others only the customer's words can tell more.
func (c Cause) BlamesShop() bool { return c != CauseUnknown && c < CauseTooSmall }

// AndCause returns the more telling of two causes that are stated for one order.
func (c Cause) AndCause(other Cause) Cause { return firstKnown(c, other) }
