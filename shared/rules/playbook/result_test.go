package playbook_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

func TestARequestOfTheLawIsDoneOrItWaits(t *testing.T) {
	t.Parallel()
	for _, name := range []playbook.Name{playbook.DataRequest, playbook.ShopRedact} {
		task := playbook.Task{Playbook: name, State: playbook.Open}
		if diff := cmp.Diff([]playbook.Result{playbook.Reached}, task.PossibleResults()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if _, err := playbook.ApplyFeedback(task, playbook.Feedback{Result: playbook.Promise}, config(), noon); err == nil {
			t.Errorf("%s: promised to order", name)
		}
		if out, err := playbook.ApplyFeedback(task, playbook.Feedback{Result: playbook.Reached}, config(), noon); err != nil || out.Task.State != playbook.Done {
			t.Errorf("%s is %s when done, %v", name, out.Task.State, err)
		}
	}
}

func TestAResultCanBeTakenBackForAWeek(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		task playbook.Task
		want bool
	}{
		"today":             {playbook.Task{Result: playbook.Reached, ResultAt: noon}, true},
		"a week ago":        {playbook.Task{Result: playbook.Reached, ResultAt: ago(7)}, true},
		"longer ago":        {playbook.Task{Result: playbook.Reached, ResultAt: ago(7) - 1}, false},
		"sent by a machine": {playbook.Task{Result: playbook.Sent, ResultAt: noon}, false},
		"no result":         {playbook.Task{}, false},
	} {
		if got := c.task.Undoable(noon); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWhichTasksAPersonCanDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  playbook.Kind
		state playbook.State
		want  bool
	}{
		{playbook.ByOwner, playbook.Proposed, true},
		{playbook.ByOwner, playbook.Claimed, false},
		{playbook.ByOwner, playbook.Open, true},
		{playbook.Owed, playbook.Open, true},
		{playbook.Owed, playbook.Done, false},
		{playbook.Automatic, playbook.Proposed, false},
		{playbook.Automatic, playbook.Claimed, false},
		{playbook.Automatic, playbook.Uncertain, true},
		{playbook.Automatic, playbook.Open, true},
	} {
		task := playbook.Task{Kind: c.kind, State: c.state}
		if got := task.NeedsPerson(); got != c.want {
			t.Errorf("%s, %s: %v", c.kind, c.state, got)
		}
	}
}

func TestAnOpenTaskWaitsForTheNightAndTheTimeAgreedAndForNothingElse(t *testing.T) {
	t.Parallel()
	in := judged(hana(82), segment.High, config(), noon)
	in.Store.Spent = 1e9
	in.Ledger.Contacts = []crm.Contact{contact(crm.ChannelCall, 1)}
	task := proposed(t, hana(82), segment.High)
	task.State = playbook.Open
	night := noon + crm.DayLength/2
	for name, c := range map[string]struct {
		now, agreed crm.Instant
		channel     string
		want        playbook.Ruling
	}{
		"at noon":             {noon, 0, "call", playbook.Ruling{Go: true}},
		"agreed for later":    {noon, ago(-2), "call", playbook.Ruling{Until: ago(-2)}},
		"in the night":        {night, 0, "call", playbook.Ruling{Until: in.Config.Quiet.Awake(night, in.Config.StoreZone()), Why: playbook.WhyNight}},
		"at the desk":         {night, 0, playbook.Desk, playbook.Ruling{Go: true}},
		"at night, for later": {night, ago(-2), "call", playbook.Ruling{Until: ago(-2)}},
	} {
		in.Now, task.NotBefore, task.Channel = c.now, c.agreed, c.channel
		if diff := cmp.Diff(c.want, playbook.JudgeOpen(task, in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
