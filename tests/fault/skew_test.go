package fault

import (
	"testing"

	"holdfast/shared/rules/playbook"
	"holdfast/tests/stories"
)

func TestAComplaintFromADeskWhoseClockIsAheadIsAnsweredAllTheSame(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30 10:30 11:30
--
2026-03-01 order A1 by ann/ann@example.com 70.00
2026-03-02 ahead 20 ticket T1 by desk:R1/ann@example.com complaint urgent "nobody answers"
2026-03-02 12:00 end
`, stories.Walls{})
	sound(t, p)
	if state := only(t, p, playbook.Obligation).State; state != playbook.Open {
		t.Errorf("the answer is %s", state)
	}
}
