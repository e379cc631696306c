package overdue_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/overdue"
)

// every is a customer who bought on 21 evenly spread days, the last of them day 365 less the silence: cycle 365/21 = 17.
func every(silence int) overdue.History {
	days := make([]int, 21)
	for i := range days {
		days[i] = 1 + (364-silence)*i/20
	}
	return bought(days...)
}

func TestTheTextbooksCustomerWithACycleOf17Days(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		silence int
		rank    overdue.Rank
		want    overdue.ClassicAction
	}{
		{43, overdue.Valued, overdue.ClassicTask},
		{39, overdue.Valued, overdue.ClassicTask},
		{25, overdue.Valued, overdue.ClassicWatch},
		{10, overdue.Valued, overdue.ClassicNothing},
		{43, overdue.Top, overdue.ClassicSenior},
		{43, overdue.Ordinary, overdue.ClassicWatch},
	} {
		got := overdue.DecideClassic(every(c.silence), c.rank, day(365).Time())
		want := overdue.ClassicVerdict{Action: c.want, Purchases: 21, Cycle: 17, Silence: c.silence}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("silent for %d days, rank %d:\n%s", c.silence, c.rank, diff)
		}
	}
}

func TestTheClassicCycleOfAYoungCustomerIsTenureOverPurchases(t *testing.T) {
	t.Parallel()
	got := overdue.DecideClassic(bought(0, 20, 40, 60), overdue.Valued, day(100).Time())
	want := overdue.ClassicVerdict{Action: overdue.ClassicWatch, Purchases: 4, Cycle: 25, Silence: 40}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestWithoutAPurchaseInAYearTheClassicCycleIsUndefined(t *testing.T) {
	t.Parallel()
	for name, got := range map[string]overdue.ClassicVerdict{
		"never bought":      overdue.DecideClassic(overdue.History{}, overdue.Valued, day(100).Time()),
		"not within a year": overdue.DecideClassic(bought(0, 20), overdue.Valued, day(500).Time()),
	} {
		if got.Action != overdue.ClassicUndefined || got.Cycle != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
