package judge

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// A customer's date in the due index only ever moves to an earlier one: moving an entry
// costs two writes, being met too early one. A sweep that meets the customer sets it anew.

// nextDate returns when a customer is to be judged again, although nothing new is heard of
// them: their standing changes by itself, an occasion may arise, or an order counts no
// more because nobody paid it; 0 = never.
func nextDate(in playbook.Input) crm.Instant {
	return crm.Earliest(
		in.Verdict.Next,
		playbook.NextOccasion(in),
		in.Facts.NextUnpaid(in.Now),
	)
}

// Redate sets the date of a customer whom a census meets, if they are due sooner than the
// index says: because rules, settings or playbooks have changed since they were judged.
// It reports whether the date changed.
func Redate(
	c *book.Customer,
	shop *book.Shop,
	v overdue.Verdict,
	tier segment.Tier,
	at crm.Instant,
) bool {
	in := inputOf(c, shop, at)
	in.Verdict = v
	in.Tier = tier
	next := nextDate(in)
	if v.Standing != c.Ledger.Standing || tier != c.Ledger.Tier {
		next = at
	}

	before := c.Due
	c.Due = crm.Earliest(c.Due, next)
	return c.Due != before
}
