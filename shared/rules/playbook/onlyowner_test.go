package playbook_test

import (
	"slices"
	"testing"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

func TestContactWithACompanyHangsOnOneOwner(t *testing.T) {
	t.Parallel()
	var company, private crm.Facts
	company.Profile[crm.Company].Value = "Sato Studio"
	of := func(owner string, kind playbook.Kind, state playbook.State) *playbook.Task {
		return &playbook.Task{Owner: owner, Kind: kind, State: state}
	}
	mei, meiOpen := of("mei", playbook.ByOwner, playbook.Done), of("mei", playbook.Owed, playbook.Open)
	jonas := of("jonas", playbook.ByOwner, playbook.Done)
	for name, c := range map[string]struct {
		facts *crm.Facts
		tasks []*playbook.Task
		want  string
	}{
		"one owner":                {&company, []*playbook.Task{mei, meiOpen}, "mei"},
		"two owners":               {&company, []*playbook.Task{mei, meiOpen, jonas}, ""},
		"a single task":            {&company, []*playbook.Task{mei}, ""},
		"no task":                  {&company, nil, ""},
		"a private customer":       {&private, []*playbook.Task{mei, meiOpen}, ""},
		"a machine counts for one": {&company, []*playbook.Task{mei, of("mei", playbook.Automatic, playbook.Done)}, ""},
		"what was not done":        {&company, []*playbook.Task{mei, meiOpen, of("jonas", playbook.ByOwner, playbook.Expired)}, "mei"},
		"tasks of no owner":        {&company, []*playbook.Task{mei, of("", playbook.ByOwner, playbook.Done)}, ""},
	} {
		got, found := playbook.FindOnlyOwner(c.facts, slices.Values(c.tasks))
		if found != (c.want != "") || found && got != c.want {
			t.Errorf("%s: %q, %t", name, got, found)
		}
	}
}
