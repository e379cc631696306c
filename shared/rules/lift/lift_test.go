package lift_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/lift"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

var now = crm.InstantOf(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))

func ago(days int) crm.Instant { return now - crm.Instant(days)*crm.DayLength }

func trial(held bool) lift.Trial {
	return lift.Trial{At: ago(120), Playbook: "owner_call", Reason: crm.ReasonService, Held: held, Cost: 1000, Stake: 20_000}
}

// who is a customer who bought for an amount some days ago; nothing = never again.
func who(daysAgo int, amount int64) *crm.Facts {
	f := &crm.Facts{}
	if amount > 0 {
		f.Orders = []crm.Order{{Ref: crm.Ref{Source: "s", ID: "1"}, Placed: ago(daysAgo), Currency: "EUR", Total: amount}}
	}
	return f
}

// trials draws so many customers of each arm, who buy for 200.00 with these probabilities, per cent; the margin is a half.
func trials(n, treated, alone int) lift.Tally {
	p, rnd := lift.Tally{}, rand.New(rand.NewPCG(1, 1))
	for i := range n {
		held := i%2 == 0
		chance := treated
		if held {
			chance = alone
		}
		f := who(100, 0)
		if rnd.IntN(100) < chance {
			f = who(100, 20_000)
		}
		p.Add(f, []lift.Trial{trial(held)}, "EUR", 5000, now)
	}
	return p
}

func TestAMeasureThatPaysOneThatDoesNotAndOneThatIsTooYoung(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		of   lift.Tally
		want lift.Finding
	}{
		"thirty in a hundred more come back, worth 30.00 for 10.00":     {trials(1000, 60, 30), lift.Pays},
		"nobody more comes back":                                        {trials(4000, 30, 30), lift.DoesNot},
		"of twenty nothing can be said":                                 {trials(20, 60, 30), lift.TooEarly},
		"a hundred leave it open whether five more in a hundred pay 10": {trials(200, 40, 30), lift.TooEarly},
		"nobody was left alone":                                         {onlyTreated(), lift.NoHoldout},
	} {
		if got := c.of.Lifts()[0]; got.Finding != c.want {
			t.Errorf("%s: %s: %+v", name, got.Finding, got)
		}
	}
}

func onlyTreated() lift.Tally {
	p := lift.Tally{}
	p.Add(who(100, 5000), []lift.Trial{trial(false)}, "EUR", 5000, now)
	return p
}

func TestTheNumbersOfALift(t *testing.T) {
	t.Parallel()
	p := lift.Tally{}
	for i := range 200 { // of a hundred treated 40 buy, of a hundred left alone 20
		f := who(100, 0)
		if i%2 == 0 && i < 80 || i%2 == 1 && i < 40 {
			f = who(100, 20_000)
		}
		p.Add(f, []lift.Trial{trial(i%2 == 1)}, "EUR", 5000, now)
	}
	all := p.Lifts()
	got := all[0]
	// Standard errors of the means: sqrt(2.4e7/99 + 1.6e7/99) = 635.6. Newcombe's interval for 40/100 - 20/100 is .0731 to .3185.
	want := lift.Lift{
		Playbook: "owner_call", Treated: 100, Held: 100, Bought: 4000, Alone: 2000, Points: tally.Interval{Mid: 2000, Low: 731, High: 3185},
		Each: tally.Interval{Mid: 2000, Low: 754, High: 3246}, CostEach: 1000, Return: tally.Interval{Mid: 100_000, Low: -24_600, High: 224_600}, Uplift: 100, Finding: lift.TooEarly,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(all) != 2 || all[1].Reason != "service" {
		t.Errorf("by reason: %+v", all)
	}
}

func TestOnlyTrialsThatHadTheirTimeCountAndOnlyWhatCameWithinIt(t *testing.T) {
	t.Parallel()
	p := lift.Tally{}
	young := trial(false)
	young.At = ago(lift.Days - 1)
	p.Add(who(10, 5000), []lift.Trial{young}, "EUR", 5000, now)
	if len(p) > 0 {
		t.Errorf("%+v", p)
	}
	p.Add(who(120-lift.Days-1, 5000), []lift.Trial{trial(false)}, "EUR", 5000, now) // after the window
	p.Add(who(121, 5000), []lift.Trial{trial(false)}, "EUR", 5000, now)             // before the decision
	if a := p["owner_call/service"].Treated; a.Customers != 2 || a.Bought != 0 || a.Profit != 0 {
		t.Errorf("%+v", a)
	}
}

func TestPartsMergeToTheWhole(t *testing.T) {
	t.Parallel()
	a, b := trials(40, 50, 20), trials(60, 10, 90)
	one, two := lift.Tally{}, lift.Tally{}
	one.Merge(a)
	one.Merge(b)
	two.Merge(b)
	two.Merge(a)
	if diff := cmp.Diff(one, two); diff != "" {
		t.Error(diff)
	}
}

func TestTrialsOfTwoWhoAreOneAreKeptOnceEach(t *testing.T) {
	t.Parallel()
	a := []lift.Trial{trial(true)}
	b := trial(false)
	b.At++
	got := lift.Union(a, []lift.Trial{b, trial(true)}, 8)
	if diff := cmp.Diff([]lift.Trial{trial(true), b}, got); diff != "" {
		t.Error(diff)
	}
	if got := lift.Union(got, nil, 1); len(got) != 1 || got[0].At != b.At {
		t.Errorf("the newest one is %+v", got)
	}
}

func TestAUselessMeasureIsSeldomFoundToPayHoweverFewBuy(t *testing.T) {
	t.Parallel()
	rnd, stores, pays := rand.New(rand.NewPCG(5, 6)), 500, 0
	for range stores {
		p := lift.Tally{}
		for i := range 111 { // a tenth is left alone; one in eight buys, whatever is done
			tr := trial(i%10 == 0)
			tr.Cost = 5
			f := who(100, 0)
			if rnd.IntN(8) == 0 {
				f = who(100, int64(1_000+rnd.IntN(3_000)))
			}
			p.Add(f, []lift.Trial{tr}, "EUR", 5000, now)
		}
		if p.Lifts()[0].Finding == lift.Pays {
			pays++
		}
	}
	if pays > stores/20 {
		t.Errorf("in %d of %d stores a measure that does nothing is found to pay", pays, stores)
	}
}

func TestTrialsOfTwoWhoAreOneAreJoinedTheSameInEitherOrder(t *testing.T) {
	t.Parallel()
	held, treated := trial(true), trial(false)
	one, other := lift.Union([]lift.Trial{held}, []lift.Trial{treated}, 9), lift.Union([]lift.Trial{treated}, []lift.Trial{held, held}, 9)
	if diff := cmp.Diff(one, other); diff != "" || len(one) != 2 {
		t.Errorf("%d trials, %s", len(one), diff)
	}
}
