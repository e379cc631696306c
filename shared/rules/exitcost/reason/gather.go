package reason

import "holdfast/shared/words/crm"

// Weights of fresh evidence. Assumptions, ordered by what is known: a complaint raises
// dropout substantially and its effect is short-lived if the customer buys on (Knox & van
// Oest 2014); words that say why a customer leaves tell more than a complaint about
// something; how much a rating weighs is fitted to the store (Weights); refunds by
// themselves mark activity, not dissatisfaction (reference: clv 5.2), so without a stated
// reason they weigh nothing.
const (
	weighLesson       = 1000
	weighAnswer       = 700
	weighSerious      = 600
	weighTold         = 500
	weighComplaint    = 400
	weighDisputed     = 600 // as a serious complaint: the bank was called in
	weighCancelled    = 300
	weighReturned     = 200
	weighLost         = 400 // as much as the latest parcel can
	weighDelayed      = 200
	weighUnsubscribed = 500 // as words that say that the customer leaves
	weighPaused       = 200
	weighLate         = 200 // and weighLateDay for each day after the first, at most as much again
	weighLateDay      = 20
	weighUndiscounted = 150
)

// gathering collects the evidence that was known at an instant, each piece with its weight
// when fresh.
type gathering struct {
	weights Weights
	now     crm.Instant
	found   []Evidence
}

// gatherEvidence returns the evidence in a customer's facts that was known at an instant.
func gatherEvidence(f *crm.Facts, w Weights, now crm.Instant) []Evidence {
	g := gathering{weights: w, now: now}
	for _, l := range f.Lessons {
		g.addLesson(l)
	}
	for _, t := range f.Tickets {
		g.addTicket(t)
		g.addRating(t)
	}
	for _, d := range f.Deliveries {
		g.addParcel(d)
	}
	for _, o := range f.Objections {
		g.addObjection(o)
	}
	for _, s := range f.Subscriptions {
		g.addSubscription(s)
	}
	for i := range f.Orders {
		order := &f.Orders[i]
		if order.Cancelled || !tellsReturn(f, order.Ref) {
			g.addStatedReason(order)
		}
	}
	g.addLostDiscount(f.Orders)
	return g.found
}

func (g *gathering) add(e Evidence) { g.found = append(g.found, e) }

// addLesson adds what a customer told an owner or answered in a survey.
func (g *gathering) addLesson(l crm.Lesson) {
	if l.At > g.now || l.Reason == crm.ReasonUnknown {
		return
	}
	e := Evidence{
		Kind:   Lesson,
		Reason: l.Reason,
		At:     l.At,
		Weight: weighLesson,
	}
	if l.Survey {
		e.Kind = Answer
		e.Weight = weighAnswer
	}
	g.add(e)
}

// addTicket adds a complaint, and a ticket whose words tell why the customer leaves.
func (g *gathering) addTicket(t crm.Ticket) {
	if t.Began() > g.now || t.Status == crm.TicketDeleted {
		return
	}
	e := Evidence{
		Reason: t.Why(),
		At:     t.Began(),
		Ref:    t.Ref,
	}
	switch {
	case t.Complains() && t.Priority >= crm.PriorityHigh:
		e.Kind = Complaint
		e.Weight = weighSerious
	case t.Complains():
		e.Kind = Complaint
		e.Weight = weighComplaint
	case t.Tells():
		e.Kind = Told
		e.Weight = weighTold
	default:
		return
	}
	g.add(e)
}

// addRating adds a rating of 1 or 2. Without a reason it is of the service: what was rated
// is how the desk dealt with the ticket.
func (g *gathering) addRating(t crm.Ticket) {
	if !t.Bad() || t.ScoredAt > g.now || g.weights.Rating <= 0 {
		return
	}
	why := t.Why()
	if why == crm.ReasonUnknown {
		why = crm.ReasonService
	}
	g.add(Evidence{
		Kind:   Rating,
		Reason: why,
		At:     t.ScoredAt,
		Ref:    t.Ref,
		Number: int(t.Score),
		Weight: g.weights.Rating,
	})
}

// addStatedReason adds an order that was cancelled or sent back with a reason.
func (g *gathering) addStatedReason(o *crm.Order) {
	if o.Reason == crm.ReasonUnknown || o.Updated > g.now {
		return
	}
	e := Evidence{
		Reason: o.Reason,
		At:     o.Updated,
		Ref:    o.Ref,
	}
	switch {
	case o.Cancelled:
		e.Kind = Cancelled
		e.Weight = weighCancelled
	case o.Refunded > 0:
		e.Kind = Returned
		e.Weight = weighReturned
	default:
		return
	}
	g.add(e)
}

// addLostDiscount adds evidence for the price: of three orders or more before the last,
// two in three had a discount, and the last had none.
func (g *gathering) addLostDiscount(orders []crm.Order) {
	var last *crm.Order
	earlier := 0
	discounted := 0
	for i := range orders {
		o := &orders[i]
		if !o.Bought() || o.Placed > g.now {
			continue
		}
		if last != nil {
			earlier++
			if last.Discount > 0 {
				discounted++
			}
		}
		last = o
	}

	isHabit := earlier >= 3 && 3*discounted >= 2*earlier
	if !isHabit || last.Discount > 0 {
		return
	}
	g.add(Evidence{
		Kind:   Undiscounted,
		Reason: crm.ReasonPrice,
		At:     last.Placed,
		Ref:    last.Ref,
		Number: discounted,
		Weight: weighUndiscounted,
	})
}
