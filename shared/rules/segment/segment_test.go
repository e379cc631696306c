package segment_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

func rank(profits ...int64) *segment.Ranking {
	r := &segment.Ranking{}
	for _, p := range profits {
		r.Add(p)
	}
	return r
}

func tiers(r *segment.Ranking) [4]int64 {
	var out [4]int64
	for i, s := range r.Shares(r.Thresholds("EUR")) {
		out[i] = s.Customers
	}
	return out
}

func TestAThousandCustomersFallIntoTiersOf1And4And15And80PerCent(t *testing.T) {
	t.Parallel()
	profits := make([]int64, 1000)
	for i := range profits {
		profits[i] = int64(1000 * (i + 1) * (i + 1))
	}
	got := tiers(rank(profits...))
	for i, want := range [4]int64{10, 40, 150, 800} { // equals within a bin of 0.8 % stay together
		if got[i] < want-3 || got[i] > want+3 {
			t.Errorf("tier %d holds %d customers, want about %d", i, got[i], want)
		}
	}
}

func TestSmallShopsAndEqualsAndLosses(t *testing.T) {
	t.Parallel()
	equal := make([]int64, 100)
	for i := range equal {
		equal[i] = 5000
	}
	for name, c := range map[string]struct {
		profits []int64
		want    [4]int64 // apex, high, middle, low
	}{
		"four customers are too few to rank":       {[]int64{9, 7, 5, 3}, [4]int64{}},
		"of five, the best is apex":                {[]int64{900, 70, 50, 30, 10}, [4]int64{1, 0, 0, 4}},
		"of ten, one is apex and one middle":       {[]int64{900, 800, 70, 60, 50, 40, 30, 20, 10, 5}, [4]int64{1, 0, 1, 8}},
		"of thirty, one apex, one high, four next": {count(30), [4]int64{1, 1, 4, 24}},
		"a hundred equals are all ordinary":        {equal, [4]int64{0, 0, 0, 100}},
		"two equal at the top rise together":       {append(count(98), 100_000, 100_000), [4]int64{2, 3, 15, 80}},
		"who brings no profit is ordinary":         {[]int64{0, 0, 0, -5, -900}, [4]int64{0, 0, 0, 5}},
		"losses do not make others apex":           {[]int64{50, -1, -2, -3, -4, -5}, [4]int64{1, 0, 0, 5}},
	} {
		if diff := cmp.Diff(c.want, tiers(rank(c.profits...))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// count is n profits, so far apart that each has a bin of its own.
func count(n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(i+1) * 100
	}
	return out
}

func TestSharesStandBesideTheTextbooks(t *testing.T) {
	t.Parallel()
	profits := make([]int64, 100)
	for i := range profits {
		profits[i] = 25 // 80 ordinary ones bring 20 %
	}
	profits[0] = 1400
	for i := 1; i < 5; i++ {
		profits[i] = 900 // with the first: 50 %
	}
	for i := 5; i < 20; i++ {
		profits[i] = 200 // 30 %
	}
	r := rank(profits...)
	eur := func(n int64) crm.Money { return crm.Money{Minor: n, Currency: "EUR"} }
	want := []segment.Share{
		{Tier: segment.Apex, Customers: 1, Profit: eur(1400), PerMyriad: 1400, Textbook: 5000},
		{Tier: segment.High, Customers: 4, Profit: eur(3600), PerMyriad: 3600, Textbook: 5000},
		{Tier: segment.Middle, Customers: 15, Profit: eur(3000), PerMyriad: 3000, Textbook: 3000},
		{Tier: segment.Low, Customers: 80, Profit: eur(2000), PerMyriad: 2000, Textbook: 2000},
	}
	if diff := cmp.Diff(want, r.Shares(r.Thresholds("EUR"))); diff != "" {
		t.Fatal(diff)
	}
}

func TestPartsOfARankingMergeToTheSameAndCountEveryCustomerOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		profits := rapid.SliceOfN(rapid.Int64Range(-1e9, 1e12), 5, 80).Draw(t, "profits")
		cut := rapid.IntRange(0, len(profits)).Draw(t, "cut")
		merged := &segment.Ranking{}
		merged.Merge(rank(profits[cut:]...))
		merged.Merge(rank(profits[:cut]...))
		a, err := json.Marshal(merged)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(rank(profits...))
		if err != nil || string(a) != string(b) {
			t.Fatalf("%v\n%s\n%s", err, a, b)
		}
		th := merged.Thresholds("EUR")
		if th.Apex < th.High || th.High < th.Middle || th.Middle < 1 {
			t.Fatalf("thresholds out of order: %+v", th)
		}
		var byShare, byTier [segment.Tiers]int64
		for _, s := range merged.Shares(th) {
			byShare[s.Tier] = s.Customers
		}
		for _, p := range profits {
			byTier[segment.TierOf(crm.Money{Minor: p, Currency: "EUR"}, th)]++
		}
		if byShare != byTier {
			t.Fatalf("shares count %v, TierOf counts %v", byShare, byTier)
		}
	})
}

func TestATierNeedsThresholdsInItsOwnCurrency(t *testing.T) {
	t.Parallel()
	th := segment.Thresholds{Currency: "EUR", Apex: 30, High: 20, Middle: 10}
	got := []segment.Tier{
		segment.TierOf(crm.Money{Minor: 30, Currency: "EUR"}, th), segment.TierOf(crm.Money{Minor: 29, Currency: "EUR"}, th),
		segment.TierOf(crm.Money{Minor: 10, Currency: "EUR"}, th), segment.TierOf(crm.Money{Minor: 9, Currency: "EUR"}, th),
		segment.TierOf(crm.Money{Minor: 30, Currency: "USD"}, th), segment.TierOf(crm.Money{Minor: 30, Currency: "EUR"}, segment.Thresholds{Currency: "EUR"}),
	}
	want := []segment.Tier{segment.Apex, segment.High, segment.Middle, segment.Low, segment.Unknown, segment.Unknown}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestProfitIsNetLessCostOrNetTimesMargin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		order crm.Order
		want  int64
	}{
		"margin":                         {crm.Order{Total: 10_000, Refunded: 2_000}, 800},
		"margin, rounded half away":      {crm.Order{Total: 5}, 1},
		"known cost":                     {crm.Order{Total: 10_000, Refunded: 2_000, Cost: 5_000, CostKnown: true}, 3_000},
		"a known cost of nothing":        {crm.Order{Total: 10_000, CostKnown: true}, 10_000},
		"refunds above the order lose":   {crm.Order{Total: 1_000, Refunded: 3_000}, -200},
		"a cancelled order":              {crm.Order{Total: 10_000, Cancelled: true, Cost: 5_000, CostKnown: true}, 0},
		"an order whose payment failed":  {crm.Order{Total: 10_000, Status: crm.OrderFailed}, 0},
		"an order given back altogether": {crm.Order{Total: 10_000, Refunded: 10_000}, 0},
	} {
		c.order.Currency = "EUR"
		if got := segment.ProfitOf(c.order, 1000); got != (crm.Money{Minor: c.want, Currency: "EUR"}) {
			t.Errorf("%s: %v, want %d", name, got, c.want)
		}
	}
}

var now = crm.InstantOf(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))

func ago(days int) crm.Instant { return now - crm.Instant(days)*crm.DayLength }

func TestAYearCountsItsOwnOrdersAndAddsUpOneCurrencyOnly(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{Orders: []crm.Order{
		{Placed: ago(365), Currency: "EUR", Total: 1},
		{Placed: ago(364), Currency: "EUR", Total: 10_000},
		{Placed: ago(200), Currency: "USD", Total: 77_700},
		{Placed: ago(100), Currency: "EUR", Total: 20_000, Cost: 4_000, CostKnown: true},
		{Placed: ago(50), Currency: "EUR", Total: 9_999, Cancelled: true},
		{Placed: ago(-1), Currency: "EUR", Total: 5_000},
	}}
	want := segment.Sums{Orders: 3, Apart: 1, Revenue: 30_000, Profit: 17_000, Costed: 1}
	if diff := cmp.Diff(want, segment.SumYear(f, "EUR", 1000, now)); diff != "" {
		t.Fatal(diff)
	}
	apart := []segment.Apart{{Money: crm.Money{Minor: 77_700, Currency: "USD"}, Orders: 1}}
	if diff := cmp.Diff(apart, segment.ListApart(f, "EUR", ago(365), now)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsKeptApartIsSaidInASentence(t *testing.T) {
	t.Parallel()
	var all []segment.Apart
	for range 3 {
		all = segment.AddApart(all, segment.Apart{Money: crm.Currency("USD").Of(80_00), Orders: 1})
	}
	all = segment.AddApart(all, segment.Apart{Money: crm.Currency("CNY").Of(880_00), Orders: 1})
	want := "1 order of 880.00 CNY and 3 orders of 240.00 USD kept apart: no rate to the store's currency is set, so this money is in no figure."
	if got := segment.SayApart("en", all); got != want {
		t.Error(got)
	}
	if got := segment.SayApart("en", nil); got != "" {
		t.Error(got)
	}
}

// Orders that have left the record are known by their sums: those of another currency are counted and kept apart.
func TestSpilledOrdersOfOtherCurrenciesAreCountedAndKeptApart(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{
		Orders: []crm.Order{{Placed: ago(0), Currency: "EUR", Total: 100}},
		Older: crm.Older{Orders: 30, First: ago(100), Sums: []crm.Sum{
			{Currency: "EUR", Orders: 10, Total: 1000},
			{Currency: "USD", Orders: 20, Total: 9000},
		}},
	}
	want := segment.Sums{Orders: 31, Apart: 20, Revenue: 1100, Profit: 110}
	if diff := cmp.Diff(want, segment.SumYear(f, "EUR", 1000, now)); diff != "" {
		t.Error(diff)
	}
	apart := []segment.Apart{{Money: crm.Money{Minor: 9000, Currency: "USD"}, Orders: 20}}
	if diff := cmp.Diff(apart, segment.ListApart(f, "EUR", ago(365), now)); diff != "" {
		t.Error(diff)
	}
}

func TestSilenceAloneDoesNotTakeAwayAYearsProfit(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{Orders: []crm.Order{{Placed: ago(700), Currency: "EUR", Total: 10_000}, {Placed: ago(500), Currency: "EUR", Total: 20_000}}}
	if got := segment.SumYear(f, "EUR", 1000, now); got != (segment.Sums{}) {
		t.Fatalf("the last 12 months: %+v", got)
	}
	if got := segment.SumLastYear(f, "EUR", 1000, now); got.Profit != 3_000 {
		t.Fatalf("the year of the last purchase: %+v", got)
	}
}

func TestSpillingChangesAYearByLessThanOneOrder(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{}
	for i := range 48 { // one order every ten days, 100.00 each
		f.Orders = append(f.Orders, crm.Order{Ref: crm.Ref{Source: "s", ID: string(rune('a' + i))}, Placed: ago(470 - 10*i), Currency: "EUR", Total: 10_000})
	}
	before := segment.SumYear(f, "EUR", 1000, now)
	f.Spill()
	after := segment.SumYear(f, "EUR", 1000, now)
	if d := after.Revenue - before.Revenue; d <= -10_000 || d >= 10_000 || before.Orders != 37 {
		t.Fatalf("before %+v, after %+v", before, after)
	}
}

func TestTheSharesOfAGreatShopDoNotOverflow(t *testing.T) {
	t.Parallel()
	const much = 200_000_000_000_000 // two trillion rupiahs
	r := rank(much, much, much, much, much, much, much, much, much, much)
	var sum int64
	for _, s := range r.Shares(r.Thresholds("IDR")) {
		sum += s.PerMyriad
	}
	if sum < 9_995 || sum > 10_005 {
		t.Errorf("shares of %d per myriad", sum)
	}
}

func TestWhereTheLastPurchaseIsOnlyCountedTheYearEndsWhereTheRecordBegins(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{}
	for i := range 60 { // one order a day
		f.Orders = append(f.Orders, crm.Order{Ref: crm.Ref{Source: "s", ID: fmt.Sprint(i)}, Placed: ago(60 - i), Currency: "EUR", Total: 10_000})
	}
	f.Spill()
	if got := segment.SumLastYear(f, "EUR", 1000, ago(30)); got.Orders < 29 || got.Orders > 31 || got.Revenue != int64(got.Orders)*10_000 {
		t.Errorf("thirty days ago: %+v", got)
	}
	for i := range f.Orders {
		f.Orders[i].Cancelled = true
	}
	if got := segment.SumLastYear(f, "EUR", 1000, now); got.Orders != 36 {
		t.Errorf("the newest were cancelled: %+v", got)
	}
}
