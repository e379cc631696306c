package book

import (
	"testing"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

func TestReasonsOfFormerTasksAreMapped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ stored, want string }{
		{"market", "unknown"},
		{"technology", "service"},
		{"political", "political"},
		{"price", "price"},
		{"unknown", "unknown"},
		{"", ""},
	} {
		task, err := decodeTask([]byte(`{"reason":"` + c.stored + `","before":{"reason":"` + c.stored + `"}}`))
		if err != nil || task.Reason != c.want || task.Before.Reason != c.want {
			t.Errorf("%q is read as %q, %v; want %q", c.stored, task.Reason, err, c.want)
		}
	}
	for _, want := range crm.Reasons {
		body, err := encodeTask(Task{Task: playbook.Task{Reason: want.String()}})
		if err != nil {
			t.Fatal(err)
		}
		if task, err := decodeTask(body); err != nil || task.Reason != want.String() {
			t.Errorf("%s is read as %q, %v", want, task.Reason, err)
		}
	}
}
