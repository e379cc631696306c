package console

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/tasks"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/rules/playbook"
)

func TestTheCommandListsTheSameTasksAsTheConsoleInTheSameOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, owner := range []string{"", "jonas"} {
		var today struct{ Uncertain, Ready, Privacy, Asleep, Later []playbook.WaitingBrief }
		if err := json.Unmarshal([]byte(w.page("/"+store+"/today.json?owner="+owner)), &today); err != nil {
			t.Fatal(err)
		}
		var want []playbook.WaitingBrief
		want = append(want, today.Uncertain...)
		want = append(want, today.Ready...)
		want = append(want, today.Privacy...)
		want = append(want, today.Asleep...)
		want = append(want, today.Later...)
		if len(want) < 2 {
			t.Errorf("the console lists only %d tasks of owner %q", len(want), owner)
		}
		if diff := cmp.Diff(want, w.listed(owner)); diff != "" {
			t.Errorf("owner %q (-console +command):\n%s", owner, diff)
		}
	}
}

// listed is what holdfast tasks lists for people to do.
func (w *world) listed(owner string) (all []playbook.WaitingBrief) {
	w.t.Helper()
	var out bytes.Buffer
	s := &session.Session{
		Terminal: terminal.Terminal{Out: &out, JSON: true},
		Where:    session.Where{Store: store},
		Live:     &session.Live{System: w.sys},
	}
	list := &tasks.List{Limit: 1000, Owner: owner}
	if err := list.Run(w.t.Context(), s); err != nil {
		w.t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &all); err != nil {
		w.t.Fatal(err)
	}
	for i, b := range all {
		if b.Task.Kind == playbook.Automatic && b.Task.State == playbook.Proposed {
			return all[:i] // these a machine carries out
		}
	}
	return all
}
