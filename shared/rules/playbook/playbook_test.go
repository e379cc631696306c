package playbook_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// noon in Berlin on a day in June.
var noon = crm.InstantOf(time.Date(2026, 6, 15, 10, 0, 0, 0, time.UTC))

func ago(days int) crm.Instant { return noon - crm.Instant(days)*crm.DayLength }

func config() *playbook.Config {
	c := playbook.DefaultConfig("shop", "EUR")
	c.Zone, c.Owner, c.Manager, c.Holdout = "Europe/Berlin", "wang", "li", 0
	return &c
}

// hana bought every thirty days, five times, and has been silent since: her alarm is at 78 days, at risk 111, exited 180.
func hana(silent int) *crm.Facts {
	f := &crm.Facts{}
	for i := 4; i >= 0; i-- {
		at := ago(silent + 30*i)
		f.Orders = append(f.Orders, crm.Order{
			Ref: crm.Ref{Source: "s", ID: string(rune('9' - i))}, Number: "100" + string(rune('9'-i)), Placed: at, Updated: at,
			Status: crm.OrderPaid, Currency: "EUR", Total: 500_00,
		})
	}
	f.Profile[crm.Name] = crm.Text{Value: "Hana Sato", At: ago(900)}
	f.Profile[crm.Email] = crm.Text{Value: "hana@example.com", At: ago(900)}
	f.Profile[crm.Phone] = crm.Text{Value: "+49 30 1", At: ago(900)}
	for i := range f.Consents {
		f.Consents[i] = crm.Consent{State: crm.ConsentGiven, At: ago(900)}
	}
	return f
}

// judged is what the steps put together before they ask the playbooks.
func judged(f *crm.Facts, tier segment.Tier, c *playbook.Config, now crm.Instant) playbook.Input {
	h := overdue.NewHistory(f)
	v := overdue.Decide(h, overdue.DefaultPolicy(), now.Time())
	_, why := reason.WeighEvidence(f, reason.DefaultWeights(), now)
	return playbook.Input{
		Key: "p:s:1", Facts: f, Verdict: v, Tier: tier, Reason: why, Config: c, Now: now,
		Stake: exitcost.Stake(f, h, v, exitcost.DefaultStoreModel(), c.PricingSettings()),
	}
}

// said is what was proposed, in short.
func said(tasks []playbook.Task) []string {
	out := []string{}
	for _, t := range tasks {
		out = append(out, string(t.Playbook)+" "+string(t.Measure)+" "+t.Channel+" "+string(t.State))
	}
	return out
}

func serious(status crm.TicketStatus, days int) crm.Ticket {
	return crm.Ticket{Ref: crm.Ref{Source: "z", ID: "12"}, Created: ago(days), Updated: ago(days), Status: status, Priority: crm.PriorityUrgent, Complaint: true, Reason: crm.ReasonService}
}

func TestWhatIsProposedForWhom(t *testing.T) {
	t.Parallel()
	with := func(f *crm.Facts, change func(*crm.Facts)) *crm.Facts {
		change(f)
		return f
	}
	refuse := func(channels ...crm.Channel) func(*crm.Facts) {
		return func(f *crm.Facts) {
			for _, ch := range channels {
				f.Consents[ch].State = crm.ConsentRefused
			}
		}
	}
	complaint := func(s crm.TicketStatus) crm.Ticket {
		return crm.Ticket{Ref: crm.Ref{Source: "z", ID: "1"}, Created: ago(2), Updated: ago(1), Status: s, Complaint: true}
	}
	ticket := func(k crm.Ticket) func(*crm.Facts) { return func(f *crm.Facts) { f.Tickets = []crm.Ticket{k} } }
	none := []string{}
	for name, c := range map[string]struct {
		facts *crm.Facts
		tier  segment.Tier
		want  []string
	}{
		"a valued customer in time":              {hana(20), segment.Apex, none},
		"a valued customer overdue":              {hana(82), segment.Apex, []string{"owner_call call call proposed"}},
		"a valued customer who refuses calls":    {with(hana(82), refuse(crm.ChannelCall)), segment.High, []string{"owner_call write chat proposed"}},
		"a valued customer who refuses all":      {with(hana(82), refuse(0, 1, 2, 3)), segment.High, []string{"find_way ask_consent none proposed"}},
		"a valued customer silent for too long":  {hana(78 + 31), segment.High, none},
		"an ordinary customer overdue":           {hana(82), segment.Middle, none},
		"an ordinary customer at risk":           {hana(113), segment.Middle, []string{"win_back message email proposed"}},
		"an ordinary customer without consent":   {with(hana(113), func(f *crm.Facts) { f.Consents = crm.Consents{} }), segment.Low, none},
		"an ordinary customer at risk for long":  {hana(111 + 15), segment.Low, none},
		"a customer of an unranked store":        {hana(113), segment.Unknown, []string{"win_back message email proposed"}},
		"a serious complaint":                    {with(hana(20), ticket(serious(crm.TicketOpen, 2))), segment.Low, []string{"obligation answer call proposed"}},
		"a serious complaint of last month":      {with(hana(20), ticket(serious(crm.TicketOpen, 30))), segment.Low, none},
		"a serious complaint, solved":            {with(hana(20), ticket(serious(crm.TicketSolved, 2))), segment.Low, []string{"obligation tell_result call proposed"}},
		"a complaint of one who refuses calls":   {with(hana(20), func(f *crm.Facts) { refuse(crm.ChannelCall)(f); ticket(serious(crm.TicketOpen, 2))(f) }), segment.Low, []string{"obligation answer desk proposed"}},
		"a bad rating of a closed ticket":        {with(hana(20), ticket(crm.Ticket{Ref: crm.Ref{Source: "z", ID: "1"}, Status: crm.TicketClosed, Score: 1, ScoredAt: ago(1)})), segment.Low, []string{"obligation answer call proposed"}},
		"an ordinary question":                   {with(hana(20), ticket(crm.Ticket{Ref: crm.Ref{Source: "z", ID: "1"}, Created: ago(1), Status: crm.TicketOpen})), segment.Low, none},
		"a valued customer's complaint":          {with(hana(20), ticket(complaint(crm.TicketOpen))), segment.High, []string{"obligation answer call proposed"}},
		"a valued customer's complaint, solved":  {with(hana(20), ticket(complaint(crm.TicketSolved))), segment.Apex, []string{"obligation tell_result call proposed"}},
		"an ordinary customer's complaint":       {with(hana(20), ticket(complaint(crm.TicketOpen))), segment.Low, none},
		"at risk with a serious complaint: care": {with(hana(113), ticket(serious(crm.TicketOpen, 2))), segment.Low, []string{"obligation answer call proposed"}},
		"an enquiry without a purchase":          {&crm.Facts{Enquiries: []crm.Enquiry{{At: ago(3)}}}, segment.Unknown, none},
		"an ordinary customer who ordered just now": {with(hana(113), func(f *crm.Facts) {
			f.Orders = append(f.Orders, crm.Order{Ref: crm.Ref{Source: "s", ID: "99"}, Placed: ago(1), Currency: "EUR", Total: 1, Status: crm.OrderPaid})
		}), segment.Low, none},
	} {
		got := said(playbook.Propose(judged(c.facts, c.tier, config(), noon)))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestAGuestGetsNothing(t *testing.T) {
	t.Parallel()
	in := judged(hana(113), segment.Low, config(), noon)
	in.Key = "g:s:1"
	if got := playbook.Propose(in); got != nil {
		t.Fatalf("proposed %v", said(got))
	}
}

func TestAnOccasionFromBeforeTheStoreWentLiveProposesNothing(t *testing.T) {
	t.Parallel()
	c := config()
	c.LiveSince = ago(5) // she is at risk since five days ago, to the millisecond
	if got := playbook.Propose(judged(hana(116), segment.Low, c, noon)); len(got) != 1 {
		t.Errorf("live since the occasion: %v", said(got))
	}
	c.LiveSince++
	if got := playbook.Propose(judged(hana(116), segment.Low, c, noon)); len(got) != 0 {
		t.Errorf("live since after it: %v", said(got))
	}
}

func TestTheGateRefusesWhatIsNotStrictlyWorthIt(t *testing.T) {
	t.Parallel()
	in := judged(hana(82), segment.High, config(), noon)
	for stake, want := range map[int64]playbook.State{100_00: playbook.Refused, 100_10: playbook.Proposed, -5: playbook.Refused} {
		in.Stake.Minor = stake // a call costs 10.00 and is expected to save a tenth
		got := playbook.Propose(in)[0]
		if got.State != want || got.Cost != 10_00 || got.Stake != stake || got.Saving != max(0, stake)/10 {
			t.Errorf("at stake %d: %s, saving %d, cost %d", stake, got.State, got.Saving, got.Cost)
		}
	}
}

func TestObligationsPassGateAndHoldout(t *testing.T) {
	t.Parallel()
	c := config()
	c.Holdout = 1000
	f := hana(113)
	f.Tickets = []crm.Ticket{serious(crm.TicketSolved, 1)}
	in := judged(f, segment.Low, c, noon)
	want := []string{"obligation tell_result call proposed", "win_back message email held_out"}
	if diff := cmp.Diff(want, said(playbook.Propose(in))); diff != "" {
		t.Fatal(diff)
	}
}

func TestAHoldoutHoldsOutItsShareAndKeepsThem(t *testing.T) {
	t.Parallel()
	c := config()
	held := func(perMille int) (keys []crm.Key) {
		c.Holdout = perMille
		for i := range 2000 {
			in := judged(hana(113), segment.Low, c, noon)
			in.Key = crm.Key("p:s:" + time.Duration(i).String())
			if playbook.Propose(in)[0].State == playbook.HeldOut {
				keys = append(keys, in.Key)
			}
		}
		return keys
	}
	tenth, fifth := held(100), held(200)
	if n := len(tenth); n < 150 || n > 250 {
		t.Errorf("%d of 2000 held out, want about 200", n)
	}
	for _, k := range tenth {
		if !slices.Contains(fifth, k) {
			t.Errorf("%s was held out of a tenth, but not of a fifth", k)
		}
	}
}

func TestALinkBetweenAddressAndAccountKeepsTheHoldout(t *testing.T) {
	t.Parallel()
	before := playbook.HoldKey("e:abc", &crm.Facts{})
	after := playbook.HoldKey("p:s:1", &crm.Facts{Aliases: []crm.Key{"d:z:7", "e:abc"}})
	if before != after {
		t.Fatalf("%s before, %s after", before, after)
	}
}

func TestTheSameOccasionIsTheSameTaskWhoeverTheCustomerIs(t *testing.T) {
	t.Parallel()
	in := judged(hana(113), segment.Low, config(), noon)
	a := playbook.Propose(in)[0]
	in.Key, in.Now = "p:s:0", noon+1
	b := playbook.Propose(in)[0]
	if a.ID != b.ID || len(a.ID) != 32 {
		t.Fatalf("%s and %s", a.ID, b.ID)
	}
	in.Ledger.Decided = []string{a.ID}
	if got := playbook.Propose(in); len(got) != 0 {
		t.Fatalf("proposed again: %v", said(got))
	}
}

func TestProposingIsPureAndDecidesEachOccasionOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := hana(rapid.IntRange(0, 200).Draw(t, "silent"))
		for i := range rapid.IntRange(0, 3).Draw(t, "tickets") {
			k := serious(crm.TicketStatus(rapid.IntRange(1, 7).Draw(t, "status")), rapid.IntRange(0, 10).Draw(t, "age"))
			k.ID, k.Score = string(rune('a'+i)), uint8(rapid.IntRange(0, 5).Draw(t, "score"))
			k.ScoredAt = k.Created
			f.Tickets = append(f.Tickets, k)
		}
		c := config()
		c.Holdout = 500
		in := judged(f, segment.Tier(rapid.IntRange(0, 4).Draw(t, "tier")), c, noon)
		first, second := playbook.Propose(in), playbook.Propose(in)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatal(diff)
		}
		for _, task := range first {
			if slices.Contains(in.Ledger.Decided, task.ID) {
				t.Fatalf("%s twice", task.ID)
			}
			in.Ledger.Decided = append(in.Ledger.Decided, task.ID)
			if r := playbook.JudgeAgain(task, in); !r.Go && r.Why != playbook.WhyCareFirst {
				t.Fatalf("proposed at noon, and at once not: %+v", r)
			}
		}
		if again := playbook.Propose(in); len(again) != 0 {
			t.Fatalf("proposed once more: %v", said(again))
		}
	})
}

func TestNobodyIsContactedInTheirNight(t *testing.T) {
	t.Parallel()
	f := hana(82)
	f.Profile[crm.Zone] = crm.Text{Value: "Asia/Shanghai", At: ago(1)}
	evening := crm.InstantOf(time.Date(2026, 6, 15, 12, 30, 0, 0, time.UTC)) // 20:30 there
	got := playbook.Propose(judged(f, segment.High, config(), evening))[0]
	if want := time.Date(2026, 6, 16, 1, 0, 0, 0, time.UTC); got.NotBefore.Time() != want || got.Deadline.Since(got.NotBefore) != 72*time.Hour {
		t.Errorf("not before %v, deadline %v", got.NotBefore.Time(), got.Deadline.Time())
	}
	r := playbook.JudgeAgain(got, judged(f, segment.High, config(), evening))
	if diff := cmp.Diff(playbook.Ruling{Until: got.NotBefore, Why: playbook.WhyNight}, r); diff != "" {
		t.Error(diff)
	}
}

func TestAwakeIsNeverInTheQuietHours(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		q := playbook.Quiet{From: rapid.IntRange(0, 23).Draw(t, "from"), To: rapid.IntRange(0, 23).Draw(t, "to")}
		now := crm.Instant(rapid.Int64Range(1_700_000_000_000, 1_800_000_000_000).Draw(t, "now"))
		at := q.Awake(now, berlin)
		if at < now || at > now+crm.DayLength+crm.DayLength/24 || q.Awake(at, berlin) != at {
			t.Fatalf("%v gives %v, which gives %v", now.Time(), at.Time(), q.Awake(at, berlin).Time())
		}
	})
}

func TestConfigurationsThatCannotBeAreRefusedInWords(t *testing.T) {
	t.Parallel()
	c := config()
	if err := c.Validate(); err != nil {
		t.Fatalf("the default: %v", err)
	}
	c.Zone, c.Currency, c.Caps["pigeon"] = "Mars/Olympus", "€", playbook.Cap{Contacts: 1, Days: 1}
	c.Survey = playbook.Survey{Source: "acme/ask", Days: 400}
	want := "\"Mars/Olympus\" is no time zone; one looks like Europe/Berlin\n\"€\" is no currency; one looks like EUR\n" +
		"survey.source is \"acme/ask\"; it names a source, as in STORE/SOURCE, or is empty\nsurvey.days is 400; a link is good for 1 to 365 days\n" +
		"the cap of \"pigeon\" cannot be kept"
	if err := c.Validate(); err == nil || err.Error() != want {
		t.Fatalf("got %v", err)
	}
}

func TestEveryCodeHasItsWords(t *testing.T) {
	t.Parallel()
	keys := []string{"result." + string(playbook.Sent), "channel." + playbook.Desk}
	for _, r := range playbook.Results {
		keys = append(keys, "result."+string(r))
	}
	for _, m := range []playbook.Measure{playbook.Answer, playbook.TellResult, playbook.Call, playbook.Write, playbook.Message} {
		keys = append(keys, "task.do."+string(m), "script.hello."+string(m), "script.ask."+string(m))
	}
	for _, s := range []playbook.State{playbook.Proposed, playbook.Claimed, playbook.Open, playbook.Done, playbook.Refused, playbook.HeldOut, playbook.Cancelled, playbook.Expired, playbook.Uncertain} {
		keys = append(keys, "task.state."+string(s))
	}
	for _, w := range []playbook.Why{playbook.WhyCost, playbook.WhyHoldout, playbook.WhyOff, playbook.WhyNewer, playbook.WhyOrdered, playbook.WhyNoAlarm, playbook.WhySolved, playbook.WhyReopened, playbook.WhyGone, playbook.WhyConsent, playbook.WhyDeadline, playbook.WhyNight, playbook.WhyCap, playbook.WhyBudget, playbook.WhyCareFirst} {
		keys = append(keys, "task.why_not."+string(w))
	}
	for s := range overdue.Standing(overdue.Standings) {
		keys = append(keys, "standing."+s.String())
	}
	for i := range segment.Tier(segment.Tiers) {
		keys = append(keys, "tier."+i.String())
	}
	for _, r := range crm.Reasons {
		keys = append(keys, "reason."+r.String())
	}
	for _, k := range keys {
		if !phrase.Has(k) {
			t.Errorf("no message %q", k)
		}
	}
}

func BenchmarkDecideAndPropose(b *testing.B) {
	f, c, p, o := hana(113), config(), overdue.DefaultPolicy(), exitcost.DefaultStoreModel()
	now, s := noon.Time(), c.PricingSettings()
	b.ReportAllocs()
	for b.Loop() {
		h := overdue.NewHistory(f)
		v := overdue.Decide(h, p, now)
		_, why := reason.WeighEvidence(f, reason.DefaultWeights(), noon)
		playbook.Propose(playbook.Input{
			Key: "p:s:1", Facts: f, Verdict: v, Tier: segment.Middle, Reason: why, Config: c, Now: noon,
			Stake: exitcost.Stake(f, h, v, o, s),
		})
	}
}
