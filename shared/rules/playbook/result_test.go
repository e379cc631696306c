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
		"a customer's no":   {playbook.Task{Result: playbook.DoNotContact, ResultAt: noon}, false},
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

// Every playbook whose tasks reach customers takes a no. What is owed stays, and is answered on the ticket.
func TestACustomerMayWantToHearNothingMore(t *testing.T) {
	t.Parallel()
	for _, p := range playbook.All {
		if !p.Proposes() {
			continue
		}
		task := playbook.Task{Playbook: p.Name, Kind: p.Kind, State: playbook.Open, Channel: "call", Deadline: noon}
		out, err := playbook.ApplyFeedback(task, playbook.Feedback{Result: playbook.DoNotContact}, config(), noon)
		if err != nil || out.Consents != crm.Refusing(noon) {
			t.Errorf("%s: %+v, %v", p.Name, out.Consents, err)
		}
		state, channel := playbook.Done, "call"
		if p.Kind == playbook.Owed {
			state, channel = playbook.Open, playbook.Desk
		}
		if out.Task.State != state || out.Task.Channel != channel {
			t.Errorf("%s is %s by %s", p.Name, out.Task.State, out.Task.Channel)
		}
	}
}

func TestABusinessIsCalledUnaskedOnlyWhereTheShopSaysSo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		allowed bool
		company string
		said    crm.ConsentState
		want    bool
	}{
		"by default":             {false, "Sato KG", crm.ConsentUnknown, false},
		"a business":             {true, "Sato KG", crm.ConsentUnknown, true},
		"never asked":            {true, "Sato KG", crm.ConsentNotAsked, true},
		"one that said no":       {true, "Sato KG", crm.ConsentRefused, false},
		"one that is yet to say": {true, "Sato KG", crm.ConsentPending, false},
		"a private customer":     {true, "", crm.ConsentUnknown, false},
		"who agreed":             {false, "", crm.ConsentGiven, true},
	} {
		cfg := config()
		cfg.BusinessCalls = c.allowed
		f := &crm.Facts{}
		f.Profile[crm.Company].Value = c.company
		f.Profile[crm.Phone].Value = "+4930555123"
		f.Profile[crm.Email].Value = "a@example.com"
		f.Consents[crm.ChannelCall] = crm.Consent{State: c.said, At: noon}
		if got := cfg.Reachable(f, crm.ChannelCall); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
		if cfg.Reachable(f, crm.ChannelEmail) {
			t.Errorf("%s: written to", name)
		}
	}
}
