package reason

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"holdfast/shared/words/crm"
)

// Control is the names of the reasons that a shop can do something about. Nil stands for
// DefaultControl; a shop may also name none.
type Control []string

// DefaultControl returns price, product and service. A shop usually can only watch market,
// technology and politics.
func DefaultControl() Control {
	return Control{
		crm.ReasonPrice.String(),
		crm.ReasonProduct.String(),
		crm.ReasonService.String(),
	}
}

// Over reports whether the shop can do something about a reason. Control of what is unknown
// cannot be claimed.
func (c Control) Over(r crm.Reason) bool {
	if c == nil {
		c = DefaultControl()
	}
	return r != crm.ReasonUnknown && slices.Contains(c, r.String())
}

// Split returns the names of the six classes: those that the shop can do something about,
// and the others.
func (c Control) Split() (ours, others []string) {
	for _, name := range classNames() {
		if r, _ := crm.ParseReason(name); c.Over(r) {
			ours = append(ours, name)
		} else {
			others = append(others, name)
		}
	}
	return ours, others
}

// Check returns an error for each name that is no reason; unknown is none.
func (c Control) Check() error {
	var faults []error
	for _, name := range c {
		r, err := crm.ParseReason(name)
		if err != nil || r == crm.ReasonUnknown {
			faults = append(faults, fmt.Errorf(
				"controllable names %q; there are %s",
				name,
				strings.Join(classNames(), ", "),
			))
		}
	}
	return errors.Join(faults...)
}

// classNames returns the names of the six classes.
func classNames() (names []string) {
	for _, r := range crm.Reasons {
		if r != crm.ReasonUnknown {
			names = append(names, r.String())
		}
	}
	return names
}
