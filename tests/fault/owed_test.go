package fault

import (
	"testing"

	"holdfast/shared/rules/playbook"
	"holdfast/tests/stories"
)

func TestAnAnswerIsStillOwedToWhoNoLongerWantsToBeCalled(t *testing.T) {
	t.Parallel()
	for name, rest := range map[string]string{
		"while the owner has it":   "2026-03-02 11:00 consent ann refused call\n",
		"before the owner gets it": "2026-03-02 22:30 ticket T2 by ann complaint urgent \"and again\"\n2026-03-02 22:40 consent ann refused call\n",
		"while they still do":      "",
	} {
		p := tell(t, `sweep 09:30 10:30 11:30
--
2026-03-01 customer ann/ann@example.com name="Ann Berg" phone=+4917612345601
2026-03-01 consent ann given call
2026-03-02 ticket T1 by ann complaint urgent "nobody answers"
`+rest+`2026-03-03 10:00 end
`, stories.Walls{})
		sound(t, p)
		if t.Failed() {
			t.Fatal(name)
		}
		want := playbook.Desk
		if rest == "" {
			want = "call"
		}
		c, err := p.Book.FindCustomer(t.Context(), stories.Store, "p:shop:ann")
		if err != nil {
			t.Fatal(err)
		}
		tasks, err := p.Book.FindTasks(t.Context(), stories.Store, c.Ledger.Open()...)
		if err != nil || len(tasks) == 0 {
			t.Errorf("%s: nothing is owed any more, %v", name, err)
		}
		for _, task := range tasks {
			if task.State != playbook.Open || task.Channel != want {
				t.Errorf("%s: ticket %s is %s by %s", name, task.Trigger.Ref, task.State, task.Channel)
			}
		}
	}
}
