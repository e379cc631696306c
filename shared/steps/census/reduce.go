package census

import (
	"context"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// reduce makes a store's report of what all segments counted, and publishes new rules if
// it is time for them.
func (c *Census) reduce(
	ctx context.Context,
	m segmentMessage,
	done book.DoneSegments,
	store string,
) error {
	tally, err := c.Book.FindCensusTally(ctx, done, store)
	if err != nil {
		return err
	}
	if tally.SettingsUnreadable {
		c.Log.ErrorContext(ctx, "no report: a segment could not read the store's settings",
			"store", store, "run", m.run())
		return nil // no number is better than a wrong one
	}

	shop, err := c.Book.FindShop(ctx, store)
	if err != nil {
		return err
	}
	rules := m.rules(shop)
	basis := judge.CensusBasis(shop, rules, m.At)
	fit, err := tally.Exits.FitModel(basis)
	if err != nil { // the model in force stays, and the report says why
		c.Log.ErrorContext(ctx, "no model was found", "store", store, "run", m.run(), "error", err)
		fit = exitcost.KeepModel(rules.StoreModel, err)
	}
	report := newCensusReport(m.At, shop, tally, fit, basis)
	if err := c.Book.PutCensusReport(ctx, store, report); err != nil {
		return err
	}
	if m.ReportOnly {
		return nil
	}
	changed, err := c.mendCurrency(ctx, shop, &tally.Exits)
	if err != nil || changed || !TimeForRules(shop.Rules, report.Found) {
		return err
	}

	next := report.Found
	next.From = crm.InstantOf(c.Now().Add(RulesLeadTime))
	// A crash here leaves the report without new rules: this message comes again, or the
	// next census brings them.
	if err := c.Book.PublishRules(ctx, shop, next); err != nil {
		return err
	}
	c.Log.InfoContext(ctx, "census",
		"store", store,
		"run", m.run(),
		"customers", report.Estimate.Customers,
		"unreadable", report.LeftOut,
		"lost", report.Estimate.Rate.Lost,
	)
	return nil
}

// newCensusReport returns the report of a tally. Its Found holds the rules that the
// store's customers call for.
func newCensusReport(
	at crm.Instant,
	shop *book.Shop,
	tally *book.CensusTally,
	fit *exitcost.ModelFit,
	basis *exitcost.CensusBasis,
) book.CensusReport {
	cfg := &shop.Playbook
	tiers := tally.Ranking.Thresholds(cfg.Currency)
	found := book.Rules{
		Census:     at,
		Overdue:    tally.Calibration.Policy(overdue.DefaultPolicy()),
		Tiers:      tiers,
		Criteria:   tally.Segments.Criteria(tiers, cfg.MarginBP, cfg.RFM),
		StoreModel: fit.StoreModel,
	}
	costs := segmentCosts(cfg, tally.Exits.Year)
	return book.CensusReport{
		Estimate: exitcost.Reduce(&tally.Exits, fit, basis),
		Tiers:    tally.Ranking.Shares(tiers),
		Segments: tally.Segments.Overview(found.Criteria, costs, at-movesPeriod),
		Lift:     tally.Lift.Lifts(),
		LeftOut:  tally.LeftOut,
		Found:    found,
	}
}

// segmentCosts returns what a contact costs, by channel, and what an order brings.
func segmentCosts(cfg *playbook.Config, year segment.Sums) segment.Costs {
	call := cfg.Costs[playbook.Call]
	message := cfg.Costs[playbook.Message]
	costs := segment.Costs{
		Contact: map[string]int64{
			crm.ChannelCall.String():  call,
			crm.ChannelEmail.String(): message,
			crm.ChannelSMS.String():   message,
			crm.ChannelChat.String():  message,
		},
	}
	if priced := year.Orders - year.Apart; priced > 0 {
		costs.Order = year.Profit / int64(priced)
	}
	return costs
}

// rulesFor is how long rules stay in force. New ones may re-date everybody, a write each,
// so they do not come every night.
const rulesFor = 7 * crm.DayLength

// fewGaps is the number of completed gaps below which a store learns fast, and gets new
// rules every night.
const fewGaps = 2000

// RulesLeadTime is how long rules are published before they come into force: longer than
// any cache holds the old ones.
const RulesLeadTime = 2 * book.ShopsFor

// TimeForRules reports whether new rules are to replace the last of those there are.
func TimeForRules(have []book.Rules, next book.Rules) bool {
	if len(have) == 0 {
		return true
	}
	last := have[len(have)-1]
	return last.Overdue.Gaps < fewGaps || next.Census-last.Census >= rulesFor
}
