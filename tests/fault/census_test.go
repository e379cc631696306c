package fault

import (
	"testing"

	"holdfast/shared/rules/playbook"
	"holdfast/tests/stories"
)

func TestWhoIsOverdueWhenTheFirstCensusFindsThemValuedIsCalled(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30 10:30 11:30
--
2026-01-31 crowd 30 2
`+valued+`
2026-03-02 02:00 census
2026-03-03 02:00 census
2026-03-04 end
`, stories.Walls{})
	sound(t, p)
	if call := only(t, p, playbook.OwnerCall); call.State != playbook.Open {
		t.Errorf("the call is %s (%s)", call.State, call.Why)
	}
}
