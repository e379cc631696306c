package reason

import "holdfast/shared/words/crm"

// causeReasons says which class a cause speaks of: a poor product is product; what went
// wrong on the way, or with the payment, is service. A size, a colour or a change of mind
// tells no reason to leave, and neither does a payment by a stolen card.
var causeReasons = map[crm.Cause]crm.Reason{
	crm.CauseDefective:      crm.ReasonProduct,
	crm.CauseNotAsDescribed: crm.ReasonProduct,
	crm.CauseDamaged:        crm.ReasonService,
	crm.CauseWrongItem:      crm.ReasonService,
	crm.CauseNotReceived:    crm.ReasonService,
	crm.CauseLate:           crm.ReasonService,
	crm.CauseNotCredited:    crm.ReasonService,
	crm.CauseChargedTwice:   crm.ReasonService,
}

// ReasonOf returns the class that a return or a dispute speaks of: that of its cause, else
// that of the customer's words.
func ReasonOf(o crm.Objection) crm.Reason {
	if why, ok := causeReasons[o.Cause]; ok {
		return why
	}
	return o.Reason
}

// addObjection adds a return whose reason is known, and a dispute unless it says that the
// card was stolen. What a customer withdrew is no evidence.
func (g *gathering) addObjection(o crm.Objection) {
	if o.At > g.now || o.State == crm.ObjectionWithdrawn {
		return
	}
	e := Evidence{
		Kind:   Returned,
		Reason: ReasonOf(o),
		At:     o.At,
		Ref:    o.Order,
		Weight: weighReturned,
	}
	switch {
	case o.Kind == crm.Dispute && o.Cause == crm.CauseFraud:
		return
	case o.Kind == crm.Dispute:
		e.Kind = Disputed
		e.Weight = weighDisputed
	case e.Reason == crm.ReasonUnknown:
		return
	}
	g.add(e)
}

// tellsReturn reports whether the facts have a return of an order with its reason: then the
// order's own note is not counted besides.
func tellsReturn(f *crm.Facts, order crm.Ref) bool {
	for _, o := range f.Objections {
		isReturn := o.Kind == crm.Return && o.Order == order && o.State != crm.ObjectionWithdrawn
		if isReturn && ReasonOf(o) != crm.ReasonUnknown {
			return true
		}
	}
	return false
}
