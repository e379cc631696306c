package overdue_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// shop draws customers whose gaps are exponential around a mean of their own, as NBD has it.
func shop(seed uint64, customers int) []overdue.History {
	rnd := rand.New(rand.NewPCG(seed, 7))
	out := make([]overdue.History, customers)
	for i := range out {
		mean := 10 + 50*rnd.ExpFloat64()
		at, days := day(rnd.IntN(90)), []crm.Instant{}
		for at < day(2000) && len(days) < crm.Keep {
			days = append(days, at)
			at += crm.DayLength + crm.Instant(mean*rnd.ExpFloat64()*float64(crm.DayLength))
		}
		out[i] = overdue.NewHistoryOn(days...)
	}
	return out
}

func calibrate(shop []overdue.History) *overdue.Calibration {
	c := overdue.NewCalibration()
	for _, h := range shop {
		c.Add(h)
	}
	return c
}

func TestOneCompletedGapInTenRaisesTheAlarm(t *testing.T) {
	t.Parallel()
	p := calibrate(shop(1, 3000)).Policy(overdue.DefaultPolicy())
	gaps, alarms := 0, 0
	for _, h := range shop(2, 3000) { // other customers of the same kind
		for i := 1; i < len(h.Days); i++ {
			before := overdue.NewHistoryOn(h.Days[:i]...)
			v := overdue.Decide(before, p, (h.Days[i] - 1).Time())
			if gaps++; v.Standing.Alarming() {
				alarms++
			}
		}
	}
	if perMille := alarms * 1000 / gaps; perMille < 85 || perMille > 110 {
		t.Fatalf("%d of %d gaps, %d per mille, raised the alarm; the budget is 100", alarms, gaps, perMille)
	}
}

func TestPartsOfACalibrationMergeToTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	all := shop(3, 60)
	whole, err := json.Marshal(calibrate(all))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		parts := []*overdue.Calibration{calibrate(all[:cut]), calibrate(all[cut:])}
		if rapid.Bool().Draw(t, "swapped") {
			parts[0], parts[1] = parts[1], parts[0]
		}
		merged := &overdue.Calibration{}
		for _, p := range parts {
			merged.Merge(throughJSON(t, p))
		}
		got, err := json.Marshal(merged)
		if err != nil || string(got) != string(whole) {
			t.Fatalf("merged otherwise: %v\n%s\n%s", err, got, whole)
		}
	})
}

func throughJSON(t *rapid.T, c *overdue.Calibration) *overdue.Calibration {
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var out overdue.Calibration
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return &out
}

func TestAShopWithoutGapsKeepsTheDefaults(t *testing.T) {
	t.Parallel()
	got := overdue.NewCalibration().Policy(overdue.DefaultPolicy())
	if diff := cmp.Diff(overdue.DefaultPolicy(), got); diff != "" {
		t.Fatal(diff)
	}
}

func TestAFewGapsMoveThePolicyOnlyALittle(t *testing.T) {
	t.Parallel()
	c := overdue.NewCalibration()
	c.Add(bought(0, 300))
	p := c.Policy(overdue.DefaultPolicy())
	if p.Typical < 30 || p.Typical > 40 || p.Gaps != 1 {
		t.Fatalf("one gap of 300 days: typical %d from %d gaps", p.Typical, p.Gaps)
	}
}

func TestAPolicyComesBackFromJSONAsItWas(t *testing.T) {
	t.Parallel()
	want := calibrate(shop(4, 50)).Policy(overdue.DefaultPolicy())
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got overdue.Policy
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func BenchmarkDecide(b *testing.B) {
	h, p := shop(5, 1)[0], overdue.DefaultPolicy()
	now := day(2000).Time()
	b.ReportAllocs()
	for b.Loop() {
		overdue.Decide(h, p, now)
	}
}
