// Package census judges every customer of every store, in parallel segments: thresholds,
// the store's own policy, the exit-cost estimate. Each segment puts its part if absent;
// whoever then can read all parts reduces them and puts the result if absent. What it
// finds is as of one instant, as seen by the scan.
package census

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
	"holdfast/shared/words/parallel"
)

// Census is the step. Its fields are what it needs; all are required.
type Census struct {
	Book     book.Book
	Shops    *book.Shops
	Segments queue.Queue
	Of       int // into how many segments the table is cut; 0 = DefaultSegments
	Workers  int // how many segments of one batch are counted side by side; 0 = 1
	Now      func() time.Time
	Log      *slog.Logger
}

// DefaultSegments is enough for Lambda to read a million customers in minutes, and few
// enough for an idle table.
const DefaultSegments = 4

// segmentMessage is the message that asks for one segment.
type segmentMessage struct {
	V       int         `json:"v"`
	At      crm.Instant `json:"at"`
	Segment int         `json:"segment"`
	Of      int         `json:"of"`
	Look    bool        `json:"look,omitempty"`  // only a report
	Store   string      `json:"store,omitempty"` // of this store alone
	Rules   *book.Rules `json:"rules,omitempty"` // by these, instead of those in force
}

func (o segmentMessage) run() string {
	if o.Look {
		return fmt.Sprintf("%013d-look-%s", o.At, o.Store)
	}
	return fmt.Sprintf("%013d", o.At)
}

// Start asks for a census as of an instant. Asked twice, the same census is done.
func (c *Census) Start(ctx context.Context, at time.Time) error {
	return c.ask(ctx, segmentMessage{V: 1, At: crm.InstantOf(at)})
}

// StartReport asks for a report of one store alone, as of any instant, by the given
// rules; without any, by those in force then. It changes no rules and no dates.
func (c *Census) StartReport(
	ctx context.Context,
	store string,
	at time.Time,
	by *book.Rules,
) error {
	return c.ask(ctx, segmentMessage{
		V:     1,
		At:    crm.InstantOf(at),
		Look:  true,
		Store: store,
		Rules: by,
	})
}

func (c *Census) ask(ctx context.Context, o segmentMessage) error {
	of := c.Of
	if of == 0 {
		of = DefaultSegments
	}
	bodies := make([][]byte, of)
	for i := range bodies {
		o.Segment = i
		o.Of = of
		body, err := json.Marshal(o)
		if err != nil {
			return fmt.Errorf("ask for census: %w", err)
		}
		bodies[i] = body
	}
	if err := c.Segments.Send(ctx, 0, bodies...); err != nil {
		return fmt.Errorf("ask for census: %w", err)
	}
	return nil
}

// CountSegments does the segments that messages ask for, and reduces the census if they
// were the last.
func (c *Census) CountSegments(ctx context.Context, messages []queue.Message) []error {
	return parallel.Each(max(1, c.Workers), messages, func(m queue.Message) error {
		return c.one(ctx, m)
	})
}

func (c *Census) one(ctx context.Context, m queue.Message) error {
	var o segmentMessage
	if err := json.Unmarshal(m.Body, &o); err != nil || o.V != 1 || o.Of < 1 || o.Segment < 0 ||
		o.Segment >= o.Of {
		c.Log.ErrorContext(ctx, "not a census segment", "message", m.ID)
		return outcome.Reject("not a census segment")
	}
	err := c.segment(ctx, o)
	if table.IsConflict(err) {
		return outcome.Later(time.Second, "another reducer is writing the same records")
	}
	return err
}

func (c *Census) segment(ctx context.Context, o segmentMessage) error {
	parts, n, err := c.scan(ctx, o)
	if err != nil {
		return err
	}
	if err := c.Book.PutCensusTallies(ctx, o.run(), c.Now(), o.Segment, parts); err != nil {
		return err
	}
	c.Log.InfoContext(
		ctx,
		"census segment",
		"run",
		o.run(),
		"segment",
		o.Segment,
		"of",
		o.Of,
		"customers",
		n,
	)
	// A crash here leaves all parts and no result: this message comes again.
	all, done, err := c.Book.FindDoneSegments(ctx, o.run(), o.Of)
	if err != nil || !done {
		return err
	}
	for _, store := range all.Stores() { // one store's trouble is not the others'
		err = errors.Join(err, c.reduce(ctx, o, all, store))
	}
	return err
}

// gathering is one store's part while it grows.
type gathering struct {
	*book.CensusTally
	shop  *book.Shop
	rules book.Rules
	norms *segment.Criteria
	view  *exitcost.CensusBasis
}

func (c *Census) scan(
	ctx context.Context,
	o segmentMessage,
) (map[string]*book.CensusTally, int, error) {
	stores := map[string]*gathering{}
	n := 0
	for item, err := range table.ScanSegment(ctx, c.Book.Table, o.Segment, o.Of) {
		if err != nil {
			return nil, n, fmt.Errorf("scan segment %d of %d: %w", o.Segment, o.Of, err)
		}
		if !book.IsCustomer(item) {
			continue
		}
		if err := c.meet(ctx, o, stores, item); err != nil {
			return nil, n, err
		}
		n++
	}
	parts := make(map[string]*book.CensusTally, len(stores))
	for store, g := range stores {
		if g != nil {
			parts[store] = g.CensusTally
		}
	}
	return parts, n, nil
}

// meet counts one customer, and corrects the date in the due index where the rules in
// force call for an earlier one.
func (c *Census) meet(
	ctx context.Context,
	o segmentMessage,
	stores map[string]*gathering,
	it table.Item,
) error {
	customer, err := book.DecodeCustomer(it)
	if err != nil {
		return err
	}
	if o.Store != "" && customer.Store != o.Store {
		return nil
	}
	g, err := c.gathering(ctx, o, stores, customer.Store)
	if err != nil || g == nil {
		return err
	}
	history := overdue.NewHistory(customer.Facts)
	verdict := overdue.Decide(history, g.rules.Overdue, o.At.Time())
	tier := judge.TierOf(customer, g.shop, g.rules, o.At)
	nobody := !customer.Root() || customer.Facts.Gone(customer.Key)
	err = g.Exits.Add(exitcost.Customer{
		Key:         customer.Key,
		Facts:       customer.Facts,
		History:     history,
		Verdict:     verdict,
		Tier:        tier,
		RevenueOnly: nobody,
	}, g.view)
	if err != nil || nobody || customer.Key.Guest() || verdict.Standing == overdue.Prospect {
		return err
	}
	g.place(customer, history, verdict, tier, o.At)
	if o.Look || !judge.Redate(customer, g.shop, verdict, tier, o.At) {
		return nil
	}
	return c.redate(ctx, customer)
}

// rules are those by which a census judges.
func (o segmentMessage) rules(shop *book.Shop) book.Rules {
	if o.Rules != nil {
		return *o.Rules
	}
	return shop.RulesAt(o.At.Time())
}

// place counts a customer among the store's segments.
func (g *gathering) place(
	c *book.Customer,
	history overdue.History,
	v overdue.Verdict,
	tier segment.Tier,
	at crm.Instant,
) {
	cfg := &g.shop.Playbook
	g.Calibration.Add(history.Until(at))
	if v.Standing != overdue.Exited {
		g.Ranking.Add(segment.LastYear(c.Facts, cfg.Currency, cfg.MarginBP, at).Profit)
	}
	_, why := reason.WeighEvidence(c.Facts, g.rules.StoreModel.Weights, at)
	subject := &segment.Subject{
		Facts:    c.Facts,
		History:  history,
		Verdict:  v,
		Tier:     tier,
		Reason:   why,
		Criteria: g.norms,
		At:       at,
	}
	g.Segments.Add(c.Key, subject, c.Ledger.Contacts, at-movesSince)
	g.Lift.Add(c.Facts, c.Ledger.Trials, cfg.Currency, cfg.MarginBP, at)
}

// movesSince is how far back moves from segment to segment are counted.
const movesSince = 30 * crm.DayLength

func (c *Census) gathering(
	ctx context.Context,
	o segmentMessage,
	stores map[string]*gathering,
	store string,
) (*gathering, error) {
	if g, ok := stores[store]; ok {
		return g, nil
	}
	shop, err := c.Shops.FindShop(ctx, store)
	if errors.Is(err, book.ErrNoStore) {
		c.Log.WarnContext(ctx, "customers of a store without settings are left out", "store", store)
		stores[store] = nil
		return nil, nil
	}
	if errors.Is(err, packed.ErrNewer) { // it stops no other store: the next census counts it
		c.Log.ErrorContext(ctx, "a store is left out", "store", store, "error", err)
		stores[store] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rules := o.rules(shop)
	g := &gathering{
		CensusTally: book.NewCensusTally(),
		shop:        shop,
		rules:       rules,
		norms:       shop.Criteria(&rules),
		view:        judge.CensusBasis(shop, rules, o.At),
	}
	stores[store] = g
	return g, nil
}

// costs is what contacts cost and orders bring.
func costs(cfg *playbook.Config, year segment.Sums) segment.Costs {
	out := segment.Costs{
		Contact: map[string]int64{crm.ChannelCall.String(): cfg.Costs[playbook.Call]},
	}
	for _, ch := range [...]crm.Channel{crm.ChannelEmail, crm.ChannelSMS, crm.ChannelChat} {
		out.Contact[ch.String()] = cfg.Costs[playbook.Message]
	}
	if year.Orders > 0 {
		out.Order = year.Profit / int64(year.Orders)
	}
	return out
}

// redate writes the earlier date that judge.Redate gave a customer. If another worker
// wrote the customer first, it judged by the rules in force, and that stands.
func (c *Census) redate(ctx context.Context, customer *book.Customer) error {
	op, _ := customer.Save()
	err := table.Retry(ctx, tries, func(bool) error {
		err := c.Book.Write(ctx, op)
		if book.AlreadyThere(err) {
			return nil
		}
		return err
	})
	if err != nil && !table.IsConflict(err) {
		return fmt.Errorf("redate a customer of %s: %w", customer.Store, err)
	}
	return nil // busy all the time: the next census meets the customer again
}

// tries is how often a record that is busy is written before it is left as it is.
const tries = 3

// rulesFor is how long rules stay in force. New ones may re-date everybody, a write each,
// so they do not come every night.
const rulesFor = 7 * crm.DayLength

// fewGaps is the number of completed gaps below which a store learns fast, and gets new
// rules every night.
const fewGaps = 2000

func timeForRules(have []book.Rules, next book.Rules) bool {
	if len(have) == 0 {
		return true
	}
	last := have[len(have)-1]
	return last.Overdue.Gaps < fewGaps || next.Census-last.Census >= rulesFor
}

// ahead is how long before they come into force rules are published: longer than any
// cache holds the old ones.
const ahead = 2 * book.ShopsFor

func (c *Census) reduce(
	ctx context.Context,
	o segmentMessage,
	all book.DoneSegments,
	store string,
) error {
	shop, err := c.Book.FindShop(ctx, store)
	if err != nil {
		return err
	}
	whole, err := c.Book.FindCensusTally(ctx, all, store)
	if err != nil {
		return err
	}
	rules := o.rules(shop)
	view := judge.CensusBasis(shop, rules, o.At)
	study, err := whole.Exits.FitModel(view)
	if err != nil { // no number is better than a wrong one: the model in force stays, and the report says why
		c.Log.ErrorContext(ctx, "no model was found", "store", store, "run", o.run(), "err", err)
		study = exitcost.KeepModel(rules.StoreModel, err)
	}
	cfg := &shop.Playbook
	tiers := whole.Ranking.Thresholds(cfg.Currency)
	next := book.Rules{
		Census:     o.At,
		Overdue:    whole.Calibration.Policy(overdue.DefaultPolicy()),
		Tiers:      tiers,
		Criteria:   whole.Segments.Criteria(tiers, cfg.MarginBP, cfg.RFM),
		StoreModel: study.StoreModel,
	}
	report := book.CensusReport{
		Estimate: exitcost.Reduce(&whole.Exits, study, view),
		Tiers:    whole.Ranking.Shares(tiers),
		Segments: whole.Segments.Overview(
			next.Criteria,
			costs(cfg, whole.Exits.Year),
			o.At-movesSince,
		),
		Lift:  whole.Lift.Lifts(),
		Found: next,
	}
	if err := c.Book.PutCensusReport(ctx, store, report); err != nil {
		return err
	}
	if o.Look || !timeForRules(shop.Rules, next) {
		return nil
	}
	next.From = crm.InstantOf(c.Now().Add(ahead))
	// A crash here leaves the report without new rules: this message comes again, or the
	// next census brings them.
	err = c.Book.PublishRules(ctx, shop, next)
	if err == nil {
		c.Log.InfoContext(
			ctx,
			"census",
			"store",
			store,
			"run",
			o.run(),
			"customers",
			report.Estimate.Customers,
			"lost",
			report.Estimate.Rate.Lost,
		)
	}
	return err
}
