package segment_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// counted is a census of customers who each bought so often, the last time so long ago, for so much.
func counted(n segment.Criteria, each ...who) *segment.Tally {
	c := &segment.Tally{}
	for i, w := range each {
		w.norms = n
		c.Add(crm.Key(rune('A'+i)), w.subject(), nil, now-90*crm.DayLength)
	}
	return c
}

func hundred() (out []who) {
	for i := range 100 {
		out = append(out, who{bought: every(2, 1+i%20, 1+i*3), amounts: []int64{int64(100 * (1 + i*7%100))}})
	}
	return out
}

func TestCustomersAreCutIntoEqualParts(t *testing.T) {
	t.Parallel()
	for _, parts := range []int{3, 5, 10} {
		n := norms()
		n.Spec.Parts = parts
		c := counted(n, hundred()...)
		n.RFM = c.Criteria(segment.Thresholds{Currency: "EUR"}, 2000, n.Spec).RFM
		var r, f, m [11]int
		for _, w := range hundred() {
			w.norms = n
			p := w.subject().Segments().RFM
			r[p.R]++
			f[p.F]++
			m[p.M]++
		}
		for part := 1; part <= parts; part++ { // bins are an eighth wide, and equals stay together
			for name, k := range map[string]int{"recency": r[part], "frequency": f[part], "monetary": m[part]} {
				if share := 100 / parts; k < share/2 || k > share*2 {
					t.Errorf("%d parts: part %d of %s holds %d customers", parts, part, name, k)
				}
			}
		}
		if newest := (who{bought: []int{1}, norms: n}).subject().Segments().RFM; int(newest.R) != parts {
			t.Errorf("who bought yesterday has recency %d of %d", newest.R, parts)
		}
	}
}

func TestPartsBySalesBringAsMuch(t *testing.T) {
	t.Parallel()
	n := norms()
	n.Spec.By = segment.BySales
	c := counted(n, hundred()...)
	cuts := c.Criteria(segment.Thresholds{Currency: "EUR"}, 2000, n.Spec).RFM
	var sales [6]int64
	var all int64
	for _, cell := range c.Overview(segment.Criteria{Currency: "EUR", RFM: cuts}, segment.Costs{}, 0).Cells {
		sales[cell.M] += cell.Sales.Minor
		all += cell.Sales.Minor
	}
	for part := 1; part <= 5; part++ {
		if share := sales[part] * 100 / all; share < 10 || share > 32 {
			t.Errorf("part %d by amount brings %d %%", part, share)
		}
	}
}

func TestTheAmountOfRFMMayBeProfitOrPoints(t *testing.T) {
	t.Parallel()
	for monetary, want := range map[string]int64{segment.InRevenue: 6000, segment.InProfit: 1200, segment.InPoints: 120} {
		n := norms()
		n.Spec.Monetary, n.Spec.PointsBP = monetary, 20_000 // two points for a euro
		c := counted(n, who{bought: []int{9}, amounts: []int64{6000}}, who{bought: []int{9}, amounts: []int64{10}})
		n.Spec.Parts = 3
		cuts := c.Criteria(segment.Thresholds{Currency: "EUR"}, 2000, n.Spec).RFM
		top := cuts.Monetary[len(cuts.Monetary)-1]
		if top > want*9/8 || top < want*7/8 {
			t.Errorf("%s: the best part begins at %d, want about %d", monetary, top, want)
		}
	}
}

func TestWhoBoughtNothingInTheSpanHasNoPlace(t *testing.T) {
	t.Parallel()
	n := norms()
	n.Spec.Days = 91
	c := counted(n, hundred()...)
	n.RFM = c.Criteria(segment.Thresholds{Currency: "EUR"}, 2000, n.Spec).RFM
	if p := (who{bought: []int{200}, norms: n}).subject().Segments().RFM; !p.Zero() {
		t.Errorf("%+v", p)
	}
}

func TestASpecThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	if err := segment.DefaultRFMSpec().Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*segment.RFMSpec){
		"four parts":     func(s *segment.RFMSpec) { s.Parts = 4 },
		"a month":        func(s *segment.RFMSpec) { s.Days = 30 },
		"by nothing":     func(s *segment.RFMSpec) { s.By = "" },
		"by smiles":      func(s *segment.RFMSpec) { s.Monetary = "smiles" },
		"negative cells": func(s *segment.RFMSpec) { s.MinCell = -1 },
	} {
		s := segment.DefaultRFMSpec()
		change(&s)
		if s.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// Hughes's own example: a mailing of .55 each, 40 profit an order: 1.375 % must answer; of a cell in which 1.5 % did, the index is 9.
func TestTheBreakEvenIndexIsHughess(t *testing.T) {
	t.Parallel()
	n := norms()
	n.RFM = segment.RFMCuts{Spec: n.Spec}
	n.Spec.MinCell, n.RFM.Spec.MinCell = 1, 1
	c := &segment.Tally{}
	contact := []crm.Contact{{Channel: crm.ChannelEmail, At: ago(60)}}
	for i := range 1000 {
		w := who{bought: []int{100}, norms: n}
		if i < 15 {
			w.bought = append(w.bought, 50)
		}
		c.Add("k", w.subject(), contact, ago(90))
	}
	got := c.Overview(n, segment.Costs{Contact: map[string]int64{"email": 55}, Order: 4000}, 0).Campaigns
	want := []segment.Campaign{{Channel: "email", R: 1, F: 1, Contacts: 1000, Purchases: 15, PerMyriad: 150, Index: 9}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAContactThatHadNoTimeYetIsNotCounted(t *testing.T) {
	t.Parallel()
	n := norms()
	n.RFM = segment.RFMCuts{Spec: n.Spec}
	c := &segment.Tally{}
	c.Add("k", who{bought: []int{100}, norms: n}.subject(), []crm.Contact{{Channel: crm.ChannelEmail, At: ago(segment.ResponseDays - 1)}}, ago(90))
	if len(c.Responses) > 0 {
		t.Errorf("%v", c.Responses)
	}
}

func TestWhoLosesMoneyIsNamed(t *testing.T) {
	t.Parallel()
	loss := func(f *crm.Facts) { f.Orders[0].Refunded = 9000 }
	c := counted(norms(), who{bought: []int{9}}, who{bought: []int{9}, change: loss}, who{bought: []int{8}})
	r := c.Overview(norms(), segment.Costs{}, 0)
	if r.Losing != 1 || r.LostMoney.Minor != 800 || len(r.Losers) != 1 || r.Losers[0].Key != "B" {
		t.Errorf("%d lose %v: %v", r.Losing, r.LostMoney, r.Losers)
	}
}

func TestMovesAreCountedFromStageToStage(t *testing.T) {
	t.Parallel()
	n := norms()
	c := counted(n, who{bought: every(30, 6, 80)}, who{bought: []int{20}}, who{bought: every(30, 24, 5)})
	got := c.Overview(n, segment.Costs{}, 0).Moves
	want := []segment.Move{{From: "prospect", To: "developing", Customers: 1}, {From: "growing", To: "declining", Customers: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPartsOfACountMergeToTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	n := norms()
	n.RFM = segment.RFMCuts{Spec: n.Spec}
	rapid.Check(t, func(t *rapid.T) {
		var all []*segment.Tally
		whole := &segment.Tally{}
		for i := range rapid.IntRange(2, 5).Draw(t, "parts") {
			part := &segment.Tally{}
			for k := range rapid.IntRange(0, 6).Draw(t, "customers") {
				w := who{norms: n, bought: every(rapid.IntRange(1, 60).Draw(t, "gap"), rapid.IntRange(1, 9).Draw(t, "times"), rapid.IntRange(0, 90).Draw(t, "last"))}
				if rapid.Bool().Draw(t, "refunded") {
					w.change = func(f *crm.Facts) { f.Orders[0].Refunded = 500_000 }
				}
				contacts := []crm.Contact{{Channel: crm.ChannelCall, At: ago(rapid.IntRange(30, 90).Draw(t, "contact"))}}
				key := crm.Key([]byte{byte('a' + i), byte('a' + k)})
				part.Add(key, w.subject(), contacts, ago(90))
				whole.Add(key, w.subject(), contacts, ago(90))
			}
			all = append(all, part)
		}
		merged := &segment.Tally{}
		for _, p := range rapid.Permutation(all).Draw(t, "order") {
			b, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			var back segment.Tally
			if err := json.Unmarshal(b, &back); err != nil {
				t.Fatal(err)
			}
			merged.Merge(&back)
		}
		whole.Merge(&segment.Tally{})
		a, err := json.Marshal(merged)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(whole)
		if err != nil || string(a) != string(b) {
			t.Fatalf("%v\n%s\n%s", err, a, b)
		}
	})
}

// Bad input has a stated rule each: nobody is placed by what cannot be.
func TestOddCustomersArePlacedAllTheSame(t *testing.T) {
	t.Parallel()
	long := who{bought: every(3, 400, 1)}
	for name, w := range map[string]who{
		"refunds above the order":   {bought: []int{9}, change: func(f *crm.Facts) { f.Orders[0].Refunded = 99_000 }},
		"an order of nothing":       {bought: []int{9}, amounts: []int64{0}},
		"orders of one day":         {bought: []int{9, 9, 9}},
		"an order still to come":    {bought: []int{-9}},
		"another currency":          {bought: []int{9}, change: func(f *crm.Facts) { f.Orders[0].Currency = "USD" }},
		"only cancelled orders":     {bought: []int{9}, change: func(f *crm.Facts) { f.Orders[0].Cancelled = true }},
		"a marketplace's account":   {bought: long.bought, change: func(f *crm.Facts) { f.Spill() }},
		"a record of spilled alone": {bought: long.bought, change: func(f *crm.Facts) { f.Spill(); f.Orders = nil }},
	} {
		c := &segment.Tally{}
		c.Add("k", w.subject(), nil, ago(90))
		p := w.subject().Segments()
		if p.RFM.R > 5 || p.Demand.Volatility < 0 || p.Demand.Breadth < 0 {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p := long.subject(); p.Segments().Stage != segment.StageMature && p.Segments().Stage != segment.StageGrowing {
		t.Errorf("a customer of 400 orders is %s", p.Segments().Stage)
	}
}

func TestWhoIsPlacedAtAPastInstantStandsWhereTheyStoodThen(t *testing.T) {
	t.Parallel()
	s := (who{bought: []int{300, 250, 200, 150, 100, 50}}).subject()
	s.At -= 290 * crm.DayLength
	past := *s
	past.History = s.History.Until(s.At)
	if diff := cmp.Diff(past.Segments(), s.Segments()); diff != "" {
		t.Errorf("what was bought later is known: %s", diff)
	}
}
