package census

import (
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// storeCount is the tally of one store while it grows, with what is the same for all its
// customers.
type storeCount struct {
	*book.CensusTally
	shop     *book.Shop
	rules    book.Rules
	criteria *segment.Criteria
	basis    *exitcost.CensusBasis
}

func newStoreCount(shop *book.Shop, rules book.Rules, at crm.Instant) *storeCount {
	return &storeCount{
		CensusTally: book.NewCensusTally(),
		shop:        shop,
		rules:       rules,
		criteria:    shop.Criteria(&rules),
		basis:       judge.CensusBasis(shop, rules, at),
	}
}

// judgedCustomer is how a customer stands at the instant of a census.
type judgedCustomer struct {
	facts   *crm.Facts // book.Shop.FactsAt
	history overdue.History
	verdict overdue.Verdict
	tier    segment.Tier
}

// add counts one record. It reports false for a record that no sweep judges: a forward,
// what an erasure left, an order without a customer, or a person who has not bought yet.
func (s *storeCount) add(
	c *book.Customer,
	at crm.Instant,
) (j judgedCustomer, isJudged bool, err error) {
	j.facts = s.shop.FactsAt(c.Facts, at)
	j.history = overdue.NewHistory(j.facts)
	j.verdict = overdue.Decide(j.history, s.rules.Overdue, at.Time())
	j.tier = judge.TierOf(j.facts, s.shop, s.rules, at)
	revenueOnly := !c.Root() || c.Facts.Gone(c.Key)

	err = s.Exits.Add(exitcost.Customer{
		Key:         c.Key,
		Facts:       j.facts,
		History:     j.history,
		Verdict:     j.verdict,
		Tier:        j.tier,
		RevenueOnly: revenueOnly,
	}, s.basis)
	if err != nil {
		return j, false, err
	}
	notJudged := revenueOnly || c.Key.Guest() || j.verdict.Standing == overdue.Prospect
	if notJudged {
		return j, false, nil
	}

	s.addToSegments(c, j, at)
	return j, true, nil
}

// movesPeriod is how far back moves from segment to segment are counted.
const movesPeriod = 30 * crm.DayLength

// addToSegments counts a buyer for the thresholds, the segments and the lift.
func (s *storeCount) addToSegments(c *book.Customer, j judgedCustomer, at crm.Instant) {
	cfg := &s.shop.Playbook
	s.Calibration.Add(j.history.Until(at))
	if j.verdict.Standing != overdue.Exited {
		year := segment.SumLastYear(j.facts, cfg.Currency, cfg.MarginBP, at)
		s.Ranking.Add(year.Profit)
	}

	_, why := reason.WeighEvidence(j.facts, s.rules.StoreModel.Weights, at)
	subject := &segment.Subject{
		Facts:    j.facts,
		History:  j.history,
		Verdict:  j.verdict,
		Tier:     j.tier,
		Reason:   why,
		Criteria: s.criteria,
		At:       at,
	}
	s.Segments.Add(c.Key, subject, c.Ledger.Contacts, at-movesPeriod)
	s.Lift.Add(j.facts, c.Ledger.Trials, cfg.Currency, cfg.MarginBP, at)
}
