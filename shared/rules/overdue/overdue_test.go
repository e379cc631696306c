package overdue_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// start is noon of the first day of these tests.
var start = crm.InstantOf(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC))

func day(n int) crm.Instant { return start + crm.Instant(n)*crm.DayLength }

// bought is the history of a customer who bought on these days.
func bought(days ...int) overdue.History {
	at := make([]crm.Instant, len(days))
	for i, d := range days {
		at[i] = day(d)
	}
	return overdue.NewHistoryOn(at...)
}

func decide(h overdue.History, at crm.Instant) overdue.Verdict {
	return overdue.Decide(h, overdue.DefaultPolicy(), at.Time())
}

func TestSilenceLeadsUpTheLadderAtTheDaysItNames(t *testing.T) {
	t.Parallel()
	h := bought(0, 30, 61, 90) // gaps 30, 31, 29: cycle 30, alarm 2.6 x 30
	v := decide(h, day(91))
	want := overdue.Ladder{Due: 30, Allowed: 78, AtRisk: 111, Exited: 180}
	if diff := cmp.Diff(want, v.Ladder); diff != "" {
		t.Fatal(diff)
	}
	for _, step := range []struct {
		days int
		want overdue.Standing
	}{
		{0, overdue.Active},
		{29, overdue.Active},
		{30, overdue.Due},
		{77, overdue.Due},
		{78, overdue.Overdue},
		{110, overdue.Overdue},
		{111, overdue.AtRisk},
		{179, overdue.AtRisk},
		{180, overdue.Exited},
		{2000, overdue.Exited},
	} {
		v := decide(h, day(90+step.days))
		if v.Standing != step.want || v.Silence != step.days {
			t.Errorf("after %d days: %s at %d, want %s", step.days, v.Standing, v.Silence, step.want)
		}
	}
}

func TestAStandingBeganWhenItsThresholdPassedNotWhenItWasNoticed(t *testing.T) {
	t.Parallel()
	h := bought(0, 30, 61, 90)
	early, late := decide(h, day(90+111)), decide(h, day(90+140))
	if early.Since != day(90+111) || late.Since != early.Since {
		t.Fatalf("at risk since %v and %v", early.Since.Time(), late.Since.Time())
	}
	if got := late.Entered(overdue.Overdue); got != day(90+78) {
		t.Fatalf("overdue since %v", got.Time())
	}
}

func TestWhoComesBackFromRiskIsRecoveredUntilTheNextCycleOrPurchase(t *testing.T) {
	t.Parallel()
	h := bought(0, 30, 61, 90, 210) // 120 days of silence: at risk from 111
	v := decide(h, day(215))
	if v.Standing != overdue.Recovered || v.Since != day(210) {
		t.Fatalf("got %s since %v", v.Standing, v.Since.Time())
	}
	if got := decide(h, v.Next).Standing; got != overdue.Due {
		t.Fatalf("after the cycle: %s", got)
	}
	if v := decide(bought(0, 30, 61, 90, 210, 220), day(221)); v.Standing != overdue.Active || v.Since != day(220) {
		t.Fatalf("after another purchase: %s since %v", v.Standing, v.Since.Time())
	}
}

func TestACustomerWithoutGapsIsMeasuredAgainstTheStore(t *testing.T) {
	t.Parallel()
	v := decide(bought(0), day(100))
	if v.Standing != overdue.Due || v.Cycle != 30 || v.Allowed != 195 {
		t.Fatalf("got %s, cycle %d, allowed %d", v.Standing, v.Cycle, v.Allowed)
	}
}

func TestWhoHasOnlyAskedIsAProspectForEver(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{Enquiries: []crm.Enquiry{{At: day(3)}, {At: day(1)}}, Orders: []crm.Order{{Placed: day(2), Cancelled: true}}}
	v := decide(overdue.NewHistory(f), day(900))
	if v.Standing != overdue.Prospect || v.Since != day(1) || v.Next != 0 {
		t.Fatalf("got %+v", v)
	}
}

func TestTheSentenceSaysSilenceCycleAndAlarm(t *testing.T) {
	t.Parallel()
	v := decide(bought(0, 30, 61, 94), day(94+74))
	got := []string{
		v.Explain("en"), v.Explain("zh"), decide(bought(0), day(1)).Explain("en"), decide(bought(0, 30, 61, 90, 210), day(215)).Explain("en"),
		decide(overdue.History{}, day(1)).Explain("en"),
	}
	want := []string{
		"silent for 74 days; own cycle about 31; nine of ten such gaps end before 81",
		"已沉默 74 天；自身周期约 31 天；此类间隔十有九次在第 81 天之前结束",
		"silent for 1 day; no cycle of their own yet, the shop's is about 30; nine of ten such gaps end before 195",
		"came back after a silence of 120 days; silent for 5 days; own cycle about 48; nine of ten such gaps end before 125",
		"has asked, has not bought yet",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestOrdersOfOneDayAreOnePurchase(t *testing.T) {
	t.Parallel()
	one := overdue.NewHistoryOn(day(0), day(10))
	many := overdue.NewHistoryOn(day(10)+5, day(0), day(0)+1, day(10), day(0)+3_600_000)
	if diff := cmp.Diff(one.Days, many.Days); diff != "" {
		t.Fatal(diff)
	}
}

// histories draws up to thirty purchases, so that some have more than a record holds.
func histories() *rapid.Generator[overdue.History] {
	return rapid.Custom(func(t *rapid.T) overdue.History {
		n := rapid.IntRange(1, 30).Draw(t, "purchases")
		at, out := day(0), []crm.Instant{}
		for range n {
			out = append(out, at)
			at += crm.Instant(rapid.Int64Range(1, int64(90*crm.DayLength)).Draw(t, "gap"))
		}
		return overdue.NewHistoryOn(out...)
	})
}

func policies() *rapid.Generator[overdue.Policy] {
	return rapid.Custom(func(t *rapid.T) overdue.Policy {
		p := overdue.DefaultPolicy()
		p.Typical = rapid.IntRange(0, 200).Draw(t, "typical")
		p.Floor = rapid.IntRange(0, 20).Draw(t, "floor")
		for i := range p.Classes {
			for j := range p.Classes[i].Factors {
				p.Classes[i].Factors[j] = rapid.IntRange(0, 9000).Draw(t, "factor")
			}
		}
		return p
	})
}

func TestAStandingStaysTheSameUntilNextAndChangesThere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, p := histories().Draw(t, "history"), policies().Draw(t, "policy")
		last := h.Days[len(h.Days)-1]
		now := last + crm.Instant(rapid.Int64Range(0, int64(400*crm.DayLength)).Draw(t, "now"))
		v := overdue.Decide(h, p, now.Time())
		if v.Since > now || v.Since < h.Days[0] {
			t.Fatalf("since %d, now %d", v.Since, now)
		}
		if v.Next == 0 {
			if v.Standing != overdue.Exited {
				t.Fatalf("%s is for ever", v.Standing)
			}
			return
		}
		if v.Next <= now {
			t.Fatalf("next %d is not after now %d", v.Next, now)
		}
		between := now + crm.Instant(rapid.Int64Range(0, int64(v.Next-now-1)).Draw(t, "between"))
		for _, at := range []crm.Instant{between, v.Next - 1} {
			if w := overdue.Decide(h, p, at.Time()); w.Standing != v.Standing || w.Since != v.Since || w.Next != v.Next {
				t.Fatalf("before Next: %+v, then %+v", v, w)
			}
		}
		if w := overdue.Decide(h, p, v.Next.Time()); w.Standing == v.Standing || w.Since != v.Next {
			t.Fatalf("at Next still %s since %d", w.Standing, w.Since)
		}
	})
}

func TestMoreSilenceNeverMeansLessRisk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, p := histories().Draw(t, "history"), policies().Draw(t, "policy")
		last := h.Days[len(h.Days)-1]
		a := crm.Instant(rapid.Int64Range(0, int64(900*crm.DayLength)).Draw(t, "a"))
		b := a + crm.Instant(rapid.Int64Range(0, int64(900*crm.DayLength)).Draw(t, "more"))
		va, vb := overdue.Decide(h, p, (last+a).Time()), overdue.Decide(h, p, (last+b).Time())
		if va.Standing != overdue.Recovered && vb.Standing < va.Standing || vb.Standing == overdue.Recovered && va.Standing != overdue.Recovered {
			t.Fatalf("%s after %d, %s after %d", va.Standing, va.Silence, vb.Standing, vb.Silence)
		}
	})
}

func TestWhatIsBoughtLaterDoesNotChangeThePast(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, p := histories().Draw(t, "history"), policies().Draw(t, "policy")
		cut := rapid.IntRange(1, len(h.Days)).Draw(t, "cut")
		now := h.Days[cut-1]
		full, then := overdue.Decide(h, p, now.Time()), overdue.Decide(h.Until(now), p, now.Time())
		if cut < len(h.Days) && (full.Next == 0 || full.Next > h.Days[cut]) {
			t.Fatalf("Next %d is after the next purchase", full.Next)
		}
		full.Next = then.Next
		if diff := cmp.Diff(then, full); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSpillingOldOrdersDoesNotChangeTheVerdict(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := &crm.Facts{}
		at := day(0)
		for range rapid.IntRange(0, 60).Draw(t, "orders") {
			f.Orders = append(f.Orders, crm.Order{Ref: crm.Ref{Source: "s", ID: at.Time().String()}, Placed: at, Cancelled: rapid.Bool().Draw(t, "cancelled")})
			at += crm.Instant(rapid.Int64Range(1, int64(3*crm.DayLength)).Draw(t, "gap"))
		}
		before := overdue.NewHistory(f)
		f.Spill()
		if diff := cmp.Diff(before, overdue.NewHistory(f)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOrdersThatFailedNeitherHideASilenceNorCountAsPurchases(t *testing.T) {
	t.Parallel()
	facts := func(purchases, failed int, failedFirst bool) *crm.Facts {
		f := &crm.Facts{}
		for i := range purchases + failed {
			o := crm.Order{Ref: crm.Ref{Source: "s", ID: fmt.Sprint(i)}, Placed: day(10 * i), Updated: day(10 * i), Currency: "EUR", Total: 100, Status: crm.OrderPaid}
			if (i < failed) == failedFirst && (failedFirst || i >= purchases) {
				o.Status = crm.OrderFailed
			}
			f.Orders = append(f.Orders, o)
		}
		return f
	}
	for _, spilled := range []bool{false, true} {
		lapsed, early := facts(8, 26, false), facts(24, 6, true)
		if spilled {
			lapsed.Spill()
			early.Spill()
		}
		h := overdue.NewHistory(lapsed)
		if v := decide(h, day(8*10+26*10+700)); v.Standing != overdue.Exited {
			t.Errorf("eight purchases, then only failed orders: %+v of %+v", v, h)
		}
		if h := overdue.NewHistory(early); h.Older != 0 || len(h.Days) != 24 {
			t.Errorf("six failed orders, then 24 purchases: %d and %d", h.Older, len(h.Days))
		}
	}
}

func TestWhoBuysAtTheVeryInstantOfTheThresholdHasNeverBeenExited(t *testing.T) {
	t.Parallel()
	p := overdue.DefaultPolicy()
	exited := overdue.Decide(bought(0), p, day(1).Time()).Exited
	if got := overdue.FindExits(bought(0, exited), p, day(exited+1)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := overdue.FindExits(bought(0, exited+1), p, day(exited+2)); len(got) != 1 {
		t.Errorf("a day later: %+v", got)
	}
}
