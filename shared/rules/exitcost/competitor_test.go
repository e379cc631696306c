package exitcost_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
)

// leftFor returns customers who were lost in the quarter, each with the competitors that
// they named.
func leftFor(named ...[]string) []exitcost.Customer {
	all := []exitcost.Customer{monthly("p:buys", on(11, 1))}
	for i, names := range named {
		c := monthly("p:"+string(rune('a'+i)), on(2, 20))
		for j, name := range names {
			lesson := crm.Lesson{Reason: crm.ReasonPrice, At: on(5, 1+j), Competitor: name}
			c.Facts.Lessons = append(c.Facts.Lessons, lesson)
		}
		all = append(all, c)
	}
	return all
}

func TestTheCompetitorsThatTheLostNameAreCounted(t *testing.T) {
	t.Parallel()
	lost := leftFor([]string{"Acme"}, []string{"acme"}, []string{"Best", "Zeta"}, nil, []string{"京东"}, []string{""})
	want := []exitcost.Competitor{{Name: "Acme", Customers: 2}, {Name: "Zeta", Customers: 1}, {Name: "京东", Customers: 1}}
	if diff := cmp.Diff(want, estimated(t, lost).Competitors); diff != "" {
		t.Error(diff)
	}
	if got := estimated(t, shop()).Competitors; len(got) != 0 {
		t.Errorf("nobody named one, and there are %v", got)
	}
}

func TestTheCompetitorsOfTwoPartsAreThoseOfTheWhole(t *testing.T) {
	t.Parallel()
	lost := leftFor([]string{"acme"}, []string{"Best"}, []string{"ACME"}, []string{"Acme"})
	model := &exitcost.ModelFit{StoreModel: exitcost.DefaultStoreModel()}
	for cut := range lost {
		whole := census(t, lost[:cut])
		if err := whole.Merge(census(t, lost[cut:])); err != nil {
			t.Fatal(err)
		}
		got := exitcost.Reduce(whole, model, view()).Competitors
		want := []exitcost.Competitor{{Name: "ACME", Customers: 3}, {Name: "Best", Customers: 1}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("cut at %d: %s", cut, diff)
		}
	}
}

func TestWhatIsInTheShopsHandsIsWhatTheSettingsSay(t *testing.T) {
	t.Parallel()
	basis := view()
	model := &exitcost.ModelFit{StoreModel: exitcost.DefaultStoreModel()}
	budget := func(control reason.Control) int64 {
		basis.Settings.Control = control
		basis.Settings.Extras = exitcost.Extras{Told: 10, Prospects: 500, Deterred: 500}
		e := exitcost.Reduce(census(t, shop()), model, basis)
		for _, l := range e.Reasons {
			if l.Name == "service" && l.Controllable != control.Over(crm.ReasonService) {
				t.Errorf("%v: %+v", control, l)
			}
		}
		if hasLoss := e.Extras[0].Base > 0; hasLoss != control.Over(crm.ReasonService) {
			t.Errorf("%v: word of mouth counts %d", control, e.Extras[0].Base)
		}
		return e.BreakEven.Minor
	}
	byDefault := budget(nil)
	if byDefault <= 0 || budget(reason.Control{"service"}) != byDefault {
		t.Errorf("by default %d, for service alone %d", byDefault, budget(reason.Control{"service"}))
	}
	if n := budget(reason.Control{"price", "market"}); n != 0 {
		t.Errorf("nothing was lost for price or market, and the budget is %d", n)
	}
	if n := budget(reason.Control{}); n != 0 {
		t.Errorf("nothing is in our hands, and the budget is %d", n)
	}
}
