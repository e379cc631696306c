package main

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/words/crm"
)

// on is a day of 2024.
func on(month time.Month, day int) int {
	return dayOf(crm.InstantOf(time.Date(2024, month, day, 0, 0, 0, 0, time.UTC)))
}

func TestWhereEveryDayIsAlikeAClockTellsDays(t *testing.T) {
	t.Parallel()
	var purchases []int
	for day := 100; day <= 400; day++ {
		purchases = append(purchases, day, day)
	}
	for _, foresees := range []bool{false, true} {
		c := newClock(purchases, 100, 400, 7, 45, foresees)
		if got := c.between(150, 250); math.Abs(got-100) > 1e-9 {
			t.Errorf("foreseeing %v: 100 days are %v", foresees, got)
		}
		if got := c.between(390, 450); math.Abs(got-60) > 1e-9 {
			t.Errorf("foreseeing %v: 60 days over the end are %v", foresees, got)
		}
	}
}

func TestMoreTimePassesWhenMoreIsBought(t *testing.T) {
	t.Parallel()
	var purchases []int
	for day := range 300 {
		purchases = append(purchases, day)
		if day >= 150 && day < 170 {
			purchases = append(purchases, day, day)
		}
	}
	c := newClock(purchases, 0, 299, 3, 45, true)
	if peak, before := c.between(150, 170), c.between(120, 140); peak < 30 || before > 20 {
		t.Errorf("20 days of the peak are %v, 20 before it %v", peak, before)
	}
}

func TestWhoComesBackAfterTheSeasonIsCountedOnlyWhereItCanBeSeen(t *testing.T) {
	t.Parallel()
	s := &shop{end: on(12, 31), silences: []*silence{
		{begun: on(11, 1), days: 20, ended: true},
		{begun: on(11, 1), days: 60},              // the season's: one of two came back
		{begun: on(12, 25), days: 3, ended: true}, // too close to the end
		{begun: on(3, 1), days: 31, ended: true},
		{begun: on(3, 1), days: 100, ended: true},
		{begun: on(3, 1), days: 305},
		{begun: on(3, 2), days: 29, ended: true},
		{begun: on(5, 1), days: 10, ended: true, state: state{gaps: 1}},
	}}
	want := []returning{
		{"first order in November or December", 2, 0.5},
		{"first order in another month", 4, 0.25},
		{"later order in November or December", 0, 0},
		{"later order in another month", 1, 1},
	}
	if diff := cmp.Diff(want, s.returns(30), cmp.AllowUnexported(returning{})); diff != "" {
		t.Error(diff)
	}
	wantHopes := []hope{{30, 3, 2.0 / 3}, {60, 2, 0.5}, {90, 2, 0.5}, {120, 1, 0}, {180, 1, 0}} // the silence of the season is not seen for a quarter more
	if diff := cmp.Diff(wantHopes, s.hopes(), cmp.AllowUnexported(hope{})); diff != "" {
		t.Error(diff)
	}
	if _, ok := s.giftsApart(0.1); ok {
		t.Error("two numbers were learnt from nothing")
	}
}

func TestFalseAlarmsAreCountedInTheMonthThatShowsThem(t *testing.T) {
	t.Parallel()
	s := &shop{first: on(1, 1), end: on(4, 30), silences: []*silence{
		{begun: on(1, 1), days: 40, ended: true, state: state{allowed: 40}},
		{begun: on(1, 31), days: 5, ended: true, state: state{allowed: 40, gaps: 3}},
		{begun: on(4, 1), days: 9, ended: true, state: state{allowed: 9, gaps: 3}},
		{begun: on(4, 1), days: 29, state: state{allowed: 9}},
	}}
	want := []monthly{{"2024-02", 2, 0.5, 1, 0}, {"2024-04", 1, 1, 1, 1}}
	if diff := cmp.Diff(want, s.months(), cmp.AllowUnexported(monthly{})); diff != "" {
		t.Error(diff)
	}
}

func TestAMeanOfTwoIsKnownByStudentsT(t *testing.T) {
	t.Parallel()
	if got := give([]float64{1, 3}); math.Abs(got-12.706) > 1e-3 { // t = 12.706, standard error 1
		t.Errorf("within %v", got)
	}
	if got := give([]float64{1}); !math.IsInf(got, 1) {
		t.Errorf("of one value: within %v", got)
	}
}

func TestTheDefaultStandsWhereNothingIsClearlySooner(t *testing.T) {
	t.Parallel()
	shop := func(sooner ...outcome) finding {
		return finding{steady: append(sooner, outcome{rule: defaultName, alarmed: 0.1, equal: delay{mean: 100}})}
	}
	a := outcome{rule: "a", sooner: 20, give: 5, alarmed: 0.12}
	b := outcome{rule: "b", sooner: 30, give: 5, alarmed: 0.4}
	chance := outcome{rule: "b", sooner: 30, give: 40, alarmed: 0.4}
	got := claims([]finding{shop(a, b), shop(a, b)})
	want := []claim{{"b", 0.3, false}, {"a", 0.2, true}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(claim{})); diff != "" {
		t.Fatal(diff)
	}
	if got := claims([]finding{shop(a, b), shop(a, chance)}); len(got) != 1 || got[0].rule != "a" {
		t.Errorf("sooner in one shop only: %+v", got)
	}
	if got := verdict(nil); !strings.Contains(got, "stands") {
		t.Error(got)
	}
	if got := verdict(want); !strings.Contains(got, "loses") || !strings.Contains(got, `by "a" (20.0 %).`) {
		t.Error(got)
	}
}

func TestTablesAlignAndParagraphsBreak(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := report{&out}
	r.table([]string{"", "days", "± x"}, [][]string{{"a rule", "7", "1"}, {"another", "12"}})
	want := "          days   ± x\na rule       7     1\nanother     12\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Fatal(diff)
	}
	out.Reset()
	r.say("%s", strings.Repeat("word ", 60))
	for line := range strings.Lines(out.String()) {
		if len(line) > wide+1 || strings.TrimSpace(line) != strings.TrimSuffix(line, "\n") {
			t.Errorf("line %q", line)
		}
	}
}
