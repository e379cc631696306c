package webhook

import "holdfast/shared/words/crm"

// DeletedOrder returns the event of a delivery that says by its id alone that an order was
// deleted. It is a version like any other: of the time it was sent, or received if the
// platform does not say. A later version, of an order that was restored, wins over it.
func DeletedOrder(ref crm.Ref, d Delivery) crm.Event {
	at := d.SentAt()
	return crm.Event{
		Kind: crm.KindOrder,
		ID:   "order/" + ref.ID,
		At:   at,
		Order: &crm.Order{
			Ref:       ref,
			Updated:   at,
			Triggered: d.Triggered,
			Status:    crm.OrderDeleted,
		},
	}
}

// DeletedRequester returns the event of a delivery that says that a help desk deleted a
// requester. One whom the shop knows too stays.
func DeletedRequester(ref crm.Ref, d Delivery) crm.Event {
	return crm.Event{
		Kind: crm.KindRedact,
		ID:   "redact/" + ref.ID,
		At:   d.Received,
		Redact: &crm.Redact{
			Desk:    ref,
			Deleted: true,
		},
	}
}

// DeletedAccount returns the event of a delivery that says that the shop deleted an
// account. What the shop no longer keeps is not kept here: the person is erased, unless the
// account was merged into another.
func DeletedAccount(ref crm.Ref, d Delivery) crm.Event {
	return crm.Event{
		Kind: crm.KindRedact,
		ID:   "redact/" + ref.ID,
		At:   d.Received,
		Redact: &crm.Redact{
			Account: ref,
			Deleted: true,
		},
	}
}
