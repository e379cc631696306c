package fault

import (
	"testing"

	"holdfast/shared/rules/playbook"
	"holdfast/tests/stories"
)

func TestErasingAnAddressTakesBackTheTasksOfWhoeverIsKnownByItAlone(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30
--
2026-03-01 order G1 by cleo@example.com 70.00
2026-03-02 ticket T1 by desk:R1/cleo@example.com complaint urgent "nobody answers"
2026-03-03 erase nobody/cleo@example.com
2026-03-04 end
`, stories.Walls{})
	sound(t, p)
	if got := only(t, p, playbook.Obligation); got.State != playbook.Cancelled {
		t.Errorf("an answer to somebody who was erased is %s", got.State)
	}
}

func TestWhoOrdersAgainUnderAnErasedAddressIsANewCustomerWithADate(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30
--
2026-03-01 order A1 by cleo/cleo@example.com 70.00
2026-03-05 order G2 by cleo@example.com 70.00 placed 2026-03-04
2026-03-06 order G3 by cleo@example.com 70.00
2026-03-06 erase cleo/cleo@example.com
2026-03-08 order G4 by cleo@example.com 70.00
2026-06-08 end
`, stories.Walls{})
	sound(t, p)
}
