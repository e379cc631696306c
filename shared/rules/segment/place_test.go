package segment_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// who is a customer as tests tell one: what was bought how many days ago, for how much.
type who struct {
	bought  []int
	amounts []int64 // of the last ones as many times as needed; nothing = 50.00
	goods   []string
	change  func(*crm.Facts)
	reason  crm.Reason
	norms   segment.Criteria
	tier    segment.Tier
}

func norms() segment.Criteria {
	return segment.Criteria{Currency: "EUR", MarginBP: 2000, Policy: overdue.DefaultPolicy(), Spending: [2]int64{3000, 9000}, Spec: segment.DefaultRFMSpec()}
}

func (w who) subject() *segment.Subject {
	f := &crm.Facts{}
	for i, days := range w.bought {
		o := crm.Order{Ref: crm.Ref{Source: "s", ID: string(rune('a' + i))}, Placed: ago(days), Updated: ago(days), Currency: "EUR", Total: 5000, Status: crm.OrderPaid}
		if len(w.amounts) > 0 {
			o.Total = w.amounts[min(i, len(w.amounts)-1)]
		}
		if len(w.goods) > 0 {
			o.Goods = crm.NewGoods(w.goods[min(i, len(w.goods)-1)])
		}
		f.Orders = append(f.Orders, o)
	}
	if w.change != nil {
		w.change(f)
	}
	n := w.norms
	if n.Currency == "" {
		n = norms()
	}
	h := overdue.NewHistory(f)
	return &segment.Subject{Facts: f, History: h, Verdict: overdue.Decide(h, n.Policy, now.Time()), Tier: w.tier, Reason: w.reason, Criteria: &n, At: now}
}

// every is purchases at an even rhythm, the last so many days ago.
func every(gap, times, last int) []int {
	out := make([]int, times)
	for i := range out {
		out[i] = last + gap*(times-1-i)
	}
	return out
}

func ticket(daysAgo int, status crm.TicketStatus, score uint8) func(*crm.Facts) {
	return func(f *crm.Facts) {
		t := crm.Ticket{Ref: crm.Ref{Source: "d", ID: "1"}, Created: ago(daysAgo), Updated: ago(daysAgo), Status: status, Complaint: true}
		if score > 0 {
			t.Score, t.ScoredAt = score, ago(daysAgo)
		}
		f.Tickets = append(f.Tickets, t)
	}
}

func rated(daysAgo int, score uint8) func(*crm.Facts) {
	return func(f *crm.Facts) {
		f.Tickets = append(f.Tickets, crm.Ticket{Ref: crm.Ref{Source: "d", ID: "2"}, Created: ago(daysAgo + 1), Score: score, ScoredAt: ago(daysAgo)})
	}
}

func TestTheStageFollowsSilenceThenWhatIsBought(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who  who
		want segment.Stage
	}{
		"has only asked":                       {who{}, segment.StageProspect},
		"bought once, lately":                  {who{bought: []int{5}}, segment.StageDeveloping},
		"bought twice, lately":                 {who{bought: []int{40, 5}}, segment.StageDeveloping},
		"bought once, long ago":                {who{bought: []int{1000}}, segment.StageExited},
		"bought six times within a year":       {who{bought: every(30, 6, 5)}, segment.StageGrowing},
		"as before for two years":              {who{bought: every(30, 24, 5)}, segment.StageMature},
		"silent for longer than ever":          {who{bought: every(30, 12, 70)}, segment.StageDeclining},
		"buys half as much as half a year ago": {who{bought: every(30, 24, 5), amounts: []int64{9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 4000}}, segment.StageDeclining},
		"buys twice as much":                   {who{bought: every(30, 24, 5), amounts: []int64{4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 9000}}, segment.StageGrowing},
		"was lost and is back":                 {who{bought: append(every(10, 6, 300), 3)}, segment.StageRecovered},
	} {
		if got := c.who.subject().Segments().Stage; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestLoyaltyAndWhichWayItLeans(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who   who
		class segment.Loyalty
		state segment.LoyaltyState
	}{
		"has only asked":                  {who{}, segment.LoyaltyPotential, segment.StateIndefinite},
		"one purchase":                    {who{bought: []int{5}}, segment.LoyaltyNew, segment.StateIndefinite},
		"three purchases in half a year":  {who{bought: every(60, 3, 5)}, segment.LoyaltyRegular, segment.StateIndefinite},
		"three over a year":               {who{bought: every(200, 3, 5)}, segment.LoyaltyLoyal, segment.StateLoyal},
		"twelve in an even rhythm":        {who{bought: every(30, 12, 5)}, segment.LoyaltyLoyal, segment.StateLoyal},
		"twelve, but dissatisfied":        {who{bought: every(30, 12, 5), change: rated(3, 1)}, segment.LoyaltyOld, segment.StateIndefinite},
		"twelve, silent after bad goods":  {who{bought: every(30, 12, 70), reason: crm.ReasonProduct}, segment.LoyaltyOld, segment.StateRepelled},
		"twelve, silent, moved away":      {who{bought: every(30, 12, 70), reason: crm.ReasonMarket}, segment.LoyaltyOld, segment.StateIndefinite},
		"went away for 150 days and back": {who{bought: append(every(10, 6, 160), every(10, 1, 3)...)}, segment.LoyaltyOld, segment.StateSwitching},
	} {
		got := c.who.subject().Segments()
		if got.Loyalty != c.class || got.State != c.state {
			t.Errorf("%s: %s, %s; want %s, %s", name, got.Loyalty, got.State, c.class, c.state)
		}
	}
}

func TestThePatternOfBuying(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who      who
		want     segment.Pattern
		spending segment.Spending
	}{
		"two purchases say nothing":      {who{bought: []int{40, 5}}, segment.PatternUnknown, segment.SpendingMid},
		"even gaps":                      {who{bought: []int{95, 64, 35, 5}}, segment.PatternRegular, segment.SpendingMid},
		"uneven gaps":                    {who{bought: []int{200, 190, 100, 95, 5}}, segment.PatternRandom, segment.SpendingMid},
		"much, seldom and unevenly":      {who{bought: []int{300, 280, 120, 5}, amounts: []int64{20000}}, segment.PatternBulk, segment.SpendingHigh},
		"little, often and unevenly":     {who{bought: []int{70, 69, 50, 48, 47, 5}, amounts: []int64{900}}, segment.PatternScattered, segment.SpendingLow},
		"two orders of one day are one":  {who{bought: []int{40, 40, 5}}, segment.PatternUnknown, segment.SpendingMid},
		"nothing bought spends nothing":  {who{}, segment.PatternUnknown, segment.SpendingUnknown},
		"without norms nobody is placed": {who{bought: []int{5}, norms: segment.Criteria{Currency: "EUR", Policy: overdue.DefaultPolicy(), Spec: segment.DefaultRFMSpec()}}, segment.PatternUnknown, segment.SpendingUnknown},
	} {
		got := c.who.subject().Segments()
		if got.Pattern != c.want || got.Spending != c.spending {
			t.Errorf("%s: %s and %s, want %s and %s", name, got.Pattern, got.Spending, c.want, c.spending)
		}
	}
}

func TestDemandHasBreadthPeriodAndVolatility(t *testing.T) {
	t.Parallel()
	got := who{bought: every(30, 3, 5), amounts: []int64{1000, 2000, 3000}, goods: []string{"tea", "cup", "tea"}}.subject().Segments().Demand
	// mean 20.00, standard deviation 10.00: half of it
	if diff := cmp.Diff(segment.Demand{Breadth: 2, Period: 30, Volatility: 500}, got); diff != "" {
		t.Error(diff)
	}
}

func TestQualityAndSatisfactionAreTwoScales(t *testing.T) {
	t.Parallel()
	late := func(f *crm.Facts) {
		f.Deliveries = append(f.Deliveries, crm.Delivery{Order: crm.Ref{Source: "s", ID: "a"}, Promised: ago(20), Delivered: ago(15)})
	}
	both := func(fs ...func(*crm.Facts)) func(*crm.Facts) {
		return func(f *crm.Facts) {
			for _, g := range fs {
				g(f)
			}
		}
	}
	refunded := func(f *crm.Facts) { f.Orders[0].Refunded = 5000 }
	for name, c := range map[string]struct {
		change  func(*crm.Facts)
		quality segment.Quality
		how     segment.Satisfaction
	}{
		"nothing went wrong, nothing was said": {nil, segment.QualityGood, segment.SatisfactionUnknown},
		"nothing went wrong, rated 5":          {rated(9, 5), segment.QualityExcellent, segment.HighlySatisfied},
		"nothing went wrong, rated 3":          {rated(9, 3), segment.QualityGood, segment.Satisfied},
		"nothing went wrong, rated 1":          {rated(9, 1), segment.QualityGood, segment.Dissatisfied},
		"a late parcel in six orders":          {late, segment.QualityAcceptable, segment.SatisfactionUnknown},
		"late, and content all the same":       {both(late, rated(9, 5)), segment.QualityAcceptable, segment.HighlySatisfied},
		"a complaint that is open":             {ticket(9, crm.TicketOpen, 0), segment.QualityUnacceptable, segment.Dissatisfied},
		"a complaint that was solved":          {ticket(9, crm.TicketSolved, 4), segment.QualityAcceptable, segment.Satisfied},
		"a complaint and a late parcel":        {both(late, ticket(9, crm.TicketSolved, 0)), segment.QualityUnacceptable, segment.SatisfactionUnknown},
		"money back alone says nothing":        {refunded, segment.QualityGood, segment.SatisfactionUnknown},
		"a complaint of two years ago":         {ticket(700, crm.TicketSolved, 1), segment.QualityGood, segment.SatisfactionUnknown},
	} {
		got := who{bought: every(30, 6, 5), change: c.change}.subject().Segments()
		if got.Quality != c.quality || got.Satisfaction != c.how {
			t.Errorf("%s: %s and %s, want %s and %s", name, got.Quality, got.Satisfaction, c.quality, c.how)
		}
	}
}

func TestWhoIsSatisfiedAndLeavesIsInTheTrap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who  who
		want bool
	}{
		"satisfied and here":       {who{bought: every(30, 6, 5), change: rated(9, 4)}, false},
		"satisfied and silent":     {who{bought: every(30, 6, 80), change: rated(79, 4)}, true},
		"dissatisfied and silent":  {who{bought: every(30, 6, 80), change: rated(79, 2)}, false},
		"said nothing, and silent": {who{bought: every(30, 6, 80)}, false},
	} {
		if got := c.who.subject().Segments().Trapped; got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Kotler's table of five levels, with many, medium and few customers, at a high, a medium and a low margin.
func TestTheLevelOfRelationshipIsKotlers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		customers, margin int64
		want              segment.Relationship
	}{
		{5000, 4000, segment.Accountable},
		{5000, 2000, segment.Reactive},
		{5000, 500, segment.Basic},
		{500, 4000, segment.Proactive},
		{500, 2000, segment.Accountable},
		{500, 500, segment.Reactive},
		{50, 4000, segment.Partnership},
		{50, 2000, segment.Accountable},
		{50, 500, segment.Reactive},
	} {
		if got := segment.RelationshipOf(c.customers, c.margin); got != c.want {
			t.Errorf("%d customers at %d: %s, want %s", c.customers, c.margin, got, c.want)
		}
	}
	last := segment.Service{Hours: 1000}
	for level := range segment.Relationship(segment.Relationships) {
		s := level.Service()
		if s.Hours > last.Hours || s.Contacts < last.Contacts {
			t.Errorf("%s promises less than the level below: %+v", level, s)
		}
		last = s
	}
}

func TestHabitsAreKnown(t *testing.T) {
	t.Parallel()
	w := who{bought: every(30, 4, 5), goods: []string{"tea", "tea", "cup", "cake"}, change: func(f *crm.Facts) {
		f.Orders[0].Discount, f.Orders[1].Discount, f.Orders[2].Discount = 100, 100, 100
		f.Orders[0].Via, f.Orders[1].Via, f.Orders[2].Via = crm.SalesStore, crm.SalesWeb, crm.SalesWeb
		f.Consents[crm.ChannelEmail].State = crm.ConsentGiven
		f.Profile[crm.Birthday].Value = "1990-06-03"
	}}
	want := segment.Habits{
		Channel: crm.SalesWeb, Goods: []string{"tea", "cake", "cup"}, Discounted: 750, Sensitive: true,
		Contact: []crm.Channel{crm.ChannelEmail}, Rhythm: 30, Birthday: crm.InstantOf(time.Date(2026, 6, 3, 0, 0, 0, 0, time.UTC)),
	}
	if diff := cmp.Diff(want, w.subject().Habits(time.UTC)); diff != "" {
		t.Error(diff)
	}
}

func TestBirthdaysComeAroundInTheCustomersOwnZone(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("Tokyo", 9*3600)
	at := crm.InstantOf(time.Date(2026, 5, 31, 20, 0, 0, 0, time.UTC)) // 1 June in Tokyo
	for day, want := range map[string]string{
		"1990-06-01": "2026-06-01", "--06-01": "2026-06-01", "1990-05-31": "2027-05-31", "--02-29": "2027-03-01", "": "", "1990-13-01": "", "soon": "", "--06-xx": "",
	} {
		got := ""
		if b := segment.Birthday(day, at, tokyo); b != 0 {
			got = b.Time().In(tokyo).Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", day, got, want)
		}
	}
}

func TestPlacingTouchesNoHeap(t *testing.T) {
	s := who{bought: every(30, 24, 5), goods: []string{"tea", "cup"}, change: ticket(9, crm.TicketSolved, 4)}.subject()
	if n := testing.AllocsPerRun(100, func() { s.Segments() }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkPlace(b *testing.B) {
	s := who{bought: every(30, 24, 5), goods: []string{"tea", "cup"}, change: ticket(9, crm.TicketSolved, 4)}.subject()
	b.ReportAllocs()
	for b.Loop() {
		s.Segments()
	}
}
