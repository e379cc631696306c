package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPerfectRuleHasAnAUCOfOne(t *testing.T) {
	t.Parallel()
	none := []bool{true, false, true, false}
	got := []float64{
		auc([]float64{3, 1, 4, 2}, none), auc([]float64{1, 3, 2, 4}, none), auc([]float64{7, 7, 7, 7}, none), auc([]float64{2, 1, 1, 0}, none),
		auc([]float64{1, 2}, []bool{true, true}),
	}
	if diff := cmp.Diff([]float64{1, 0, 0.5, 0.875, 0}, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestWhatIsCaughtIsWhatTheFirstWereWorth(t *testing.T) {
	t.Parallel()
	worth := []float64{5, 0, 7, 1}
	got := []float64{
		caught(worth, worth, 2), caught([]float64{0, 9, 8, 7}, worth, 2), caught([]float64{1, 1, 1, 1}, worth, 1), caught(worth, worth, 99),
	}
	if diff := cmp.Diff([]float64{12, 7, 5, 13}, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestWhoKnowsTheFutureCatchesAllThatCanBeCaught(t *testing.T) {
	t.Parallel()
	var people []person
	for i := range 40 {
		people = append(people, person{x: &silence{customer: i, state: state{gaps: i % 5}}, none: i%3 == 0, worth: float64(100 * i)})
	}
	oracle := ranking{name: "oracle", score: func(p person) float64 {
		if p.none {
			return 1
		}
		return 0
	}}
	blind := ranking{name: defaultName, score: func(person) float64 { return 1 }}
	all := standings(people, []ranking{oracle, blind})
	if all[0].auc[0] != 1 || all[0].caught[0][1] != 1 || all[0].caught[1][1] != 1 || all[0].won != tenths {
		t.Errorf("the oracle: %+v", all[0])
	}
	if all[1].auc[0] != 0.5 || all[1].won != 0 {
		t.Errorf("the blind: %+v", all[1])
	}
}
