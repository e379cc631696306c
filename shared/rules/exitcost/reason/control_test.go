package reason_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
)

func TestWhatAShopCanDoSomethingAboutIsASetting(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		control reason.Control
		ours    []string
		others  []string
	}{
		"not set":     {nil, []string{"price", "product", "service"}, []string{"market", "technology", "political"}},
		"by default":  {reason.DefaultControl(), []string{"price", "product", "service"}, []string{"market", "technology", "political"}},
		"technology":  {reason.Control{"technology", "product"}, []string{"product", "technology"}, []string{"price", "service", "market", "political"}},
		"none at all": {reason.Control{}, nil, []string{"price", "product", "service", "market", "technology", "political"}},
	} {
		ours, others := c.control.Split()
		if diff := cmp.Diff([][]string{c.ours, c.others}, [][]string{ours, others}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if c.control.Over(crm.ReasonUnknown) {
			t.Errorf("%s: nobody controls what is unknown", name)
		}
		if err := c.control.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAReasonThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"unknown", "competitor", "", "Price"} {
		err := reason.Control{"price", name}.Check()
		want := `controllable names "` + name + `"; there are price, product, service, market, technology, political`
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v", name, err)
		}
	}
}
