package playbook_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

func TestANameThatIsNotKnownIsAnErrorThatListsTheKnownOnes(t *testing.T) {
	t.Parallel()
	c := config()
	c.Plays["owner_cal"] = playbook.Play{Within: 30, Hours: 72}
	c.Costs["cal"] = 5
	for what, err := range map[string]error{"written": c.Validate(), "read": c.CheckNames()} {
		if err == nil {
			t.Fatalf("settings that are %s are taken", what)
		}
		plays, costs, two := strings.Cut(err.Error(), "\n")
		if !two || !strings.HasPrefix(plays, `plays names "owner_cal", which is no playbook; there are `) ||
			!strings.HasPrefix(costs, `costs names "cal", which is no measure; there are `) {
			t.Errorf("settings that are %s: %v", what, err)
		}
		for _, p := range playbook.All {
			if p.Proposes() != strings.Contains(plays, string(p.Name)) {
				t.Errorf("settings that are %s: %s is not named, or has no settings: %s", what, p.Name, plays)
			}
			for _, m := range p.Measures {
				if p.Proposes() != strings.Contains(costs, string(m.Measure)) {
					t.Errorf("settings that are %s: %s is not named, or has no price: %s", what, m.Measure, costs)
				}
			}
		}
	}
}

func TestStoredSettingsGetWhatTheyLack(t *testing.T) {
	t.Parallel()
	stored := config()
	stored.Plays = map[playbook.Name]playbook.Play{playbook.OwnerCall: {Within: 5, Hours: 24, Uplift: 1, Off: true}}
	stored.Costs = map[playbook.Measure]int64{playbook.Call: 25_00}
	stored.RFM, stored.DiscountBP = segment.RFMSpec{}, 0

	want := config()
	want.Plays[playbook.OwnerCall] = stored.Plays[playbook.OwnerCall]
	want.Costs[playbook.Call] = 25_00

	stored.AddDefaults()
	if diff := cmp.Diff(want, stored); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

func TestWhatHasNoPriceIsNotFree(t *testing.T) {
	t.Parallel()
	c := config()
	delete(c.Costs, playbook.Call)
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "costs does not say what call costs") {
		t.Errorf("settings without the price of a call: %v", err)
	}
	in := judged(hana(82), segment.High, c, noon)
	in.Stake.Minor = 99_00
	got := playbook.Propose(in)[0]
	if got.State != playbook.Refused || got.Cost != 10_00 {
		t.Errorf("a call that saves 9.90 is %s at %d", got.State, got.Cost)
	}
}

func TestACostFollowsTheCurrencysUnitAndIsNeverNothing(t *testing.T) {
	t.Parallel()
	for currency, want := range map[crm.Currency][2]int64{ // a call, a message
		"EUR": {10_00, 5},
		"JPY": {10, 1},
		"KWD": {10_000, 50},
	} {
		costs := playbook.DefaultConfig("shop", currency).Costs
		got := [2]int64{costs[playbook.Call], costs[playbook.Message]}
		if got != want {
			t.Errorf("%s: %d, want %d", currency, got, want)
		}
	}
}

func TestEachPlaybookCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	complaining := hana(20)
	complaining.Tickets = []crm.Ticket{serious(crm.TicketOpen, 2)}
	for name, of := range map[playbook.Name]struct {
		facts *crm.Facts
		tier  segment.Tier
	}{
		playbook.Obligation: {complaining, segment.Low},
		playbook.OwnerCall:  {hana(82), segment.High},
		playbook.WinBack:    {hana(113), segment.Low},
	} {
		c := config()
		in := judged(of.facts, of.tier, c, noon)
		tasks := playbook.Propose(in)
		if len(tasks) != 1 || tasks[0].Playbook != name {
			t.Errorf("%s: %v", name, said(tasks))
			continue
		}

		play := c.Plays[name]
		play.Off = true
		c.Plays[name] = play
		if again := playbook.Propose(in); len(again) != 0 {
			t.Errorf("%s is off and proposes %v", name, said(again))
		}
		want := playbook.Ruling{State: playbook.Cancelled, Why: playbook.WhyOff}
		if diff := cmp.Diff(want, playbook.JudgeAgain(tasks[0], in)); diff != "" {
			t.Errorf("%s is off, and its task (-want +got):\n%s", name, diff)
		}
	}
}

func TestACustomerIsDueWhenADateOfATicketComes(t *testing.T) {
	t.Parallel()
	f := hana(20)
	f.Tickets = []crm.Ticket{serious(crm.TicketOpen, -3), serious(crm.TicketOpen, -2)}
	c := config()
	if got := playbook.NextOccasion(judged(f, segment.Low, c, noon)); got != ago(-2) {
		t.Errorf("due %v, want in two days", got.Time())
	}
	f.Tickets = nil
	in := judged(f, segment.Low, c, noon)
	if got := playbook.NextOccasion(in); got != in.Verdict.Next || got == 0 {
		t.Errorf("due %v, want at the next standing, %v", got.Time(), in.Verdict.Next.Time())
	}
	in.Key = "g:s:1"
	if got := playbook.NextOccasion(in); got != 0 {
		t.Errorf("a guest is due %v", got.Time())
	}
}
