package playbook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// proposed is the only task proposed for these facts.
func proposed(t *testing.T, f *crm.Facts, tier segment.Tier) playbook.Task {
	t.Helper()
	tasks := playbook.Propose(judged(f, tier, config(), noon))
	if len(tasks) != 1 {
		t.Fatalf("proposed %v", said(tasks))
	}
	return tasks[0]
}

func contact(ch crm.Channel, days int) crm.Contact { return crm.Contact{At: ago(days), Channel: ch} }

func TestWhetherATaskStillHolds(t *testing.T) {
	t.Parallel()
	ordered := hana(113)
	ordered.Orders = append(ordered.Orders, crm.Order{Ref: crm.Ref{Source: "s", ID: "99"}, Placed: ago(0), Currency: "EUR", Total: 1, Status: crm.OrderPaid})
	refusing := hana(113)
	refusing.Consents[crm.ChannelEmail].State = crm.ConsentRefused
	complaining := hana(113)
	complaining.Tickets = []crm.Ticket{serious(crm.TicketOpen, 1)}
	cancel := func(w playbook.Why) playbook.Ruling { return playbook.Ruling{State: playbook.Cancelled, Why: w} }
	for name, c := range map[string]struct {
		facts  *crm.Facts
		change func(*playbook.Input)
		want   playbook.Ruling
	}{
		"nothing has changed":          {hana(113), nil, playbook.Ruling{Go: true}},
		"the customer has ordered":     {ordered, nil, cancel(playbook.WhyOrdered)},
		"consent was withdrawn":        {refusing, nil, cancel(playbook.WhyConsent)},
		"the person was erased":        {&crm.Facts{}, nil, cancel(playbook.WhyGone)},
		"a complaint came: care first": {complaining, nil, playbook.Ruling{Until: ago(-1), Why: playbook.WhyCareFirst}},
		"another policy sees no alarm": {hana(113), func(in *playbook.Input) { in.Verdict.Standing = 1 }, cancel(playbook.WhyNoAlarm)},
		"its deadline has passed":      {hana(113), func(in *playbook.Input) { in.Now = ago(-4) }, playbook.Ruling{State: playbook.Expired, Why: playbook.WhyDeadline}},
		"contacted twice in thirty days": {hana(113), func(in *playbook.Input) {
			in.Ledger.Contacts = []crm.Contact{contact(crm.ChannelEmail, 3), contact(crm.ChannelEmail, 20), contact(crm.ChannelEmail, 40), contact(crm.ChannelCall, 1)}
		}, playbook.Ruling{Until: ago(-10), Why: playbook.WhyCap}},
		"contacted once in thirty days": {hana(113), func(in *playbook.Input) {
			in.Ledger.Contacts = []crm.Contact{contact(crm.ChannelEmail, 3), contact(crm.ChannelEmail, 30)}
		}, playbook.Ruling{Go: true}},
		"the last of the budget": {hana(113), func(in *playbook.Input) { in.Store.Spent = 1000_00 - 5 }, playbook.Ruling{Go: true}},
		"one cent less": {
			hana(113), func(in *playbook.Input) { in.Store.Spent = 1000_00 - 4 },
			playbook.Ruling{Until: crm.InstantOf(time.Date(2026, 6, 30, 22, 0, 0, 0, time.UTC)), Why: playbook.WhyBudget},
		},
	} {
		in := judged(c.facts, segment.Low, config(), noon)
		if c.change != nil {
			c.change(&in)
		}
		if diff := cmp.Diff(c.want, playbook.JudgeAgain(proposed(t, hana(113), segment.Low), in)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestAnAnswerIsOwedUntilTheTicketIsSolvedAndThenItsResult(t *testing.T) {
	t.Parallel()
	open, solved := hana(20), hana(20)
	open.Tickets = []crm.Ticket{serious(crm.TicketOpen, 2)}
	solved.Tickets = []crm.Ticket{serious(crm.TicketSolved, 1)}
	answer, tell := proposed(t, open, segment.Low), proposed(t, solved, segment.Low)
	if answer.ID == tell.ID || answer.Measure != playbook.Answer || tell.Measure != playbook.TellResult {
		t.Fatalf("%+v\n%+v", answer, tell)
	}
	if got := playbook.JudgeAgain(answer, judged(solved, segment.Low, config(), noon)); got.Why != playbook.WhySolved {
		t.Errorf("the answer, once solved: %+v", got)
	}
	if got := playbook.JudgeAgain(tell, judged(open, segment.Low, config(), noon)); got.Why != playbook.WhyReopened {
		t.Errorf("the result, once reopened: %+v", got)
	}
	in := judged(open, segment.Low, config(), noon)
	in.Store.Spent, in.Ledger.Contacts = 1e9, []crm.Contact{contact(crm.ChannelCall, 1)}
	if got := playbook.JudgeAgain(answer, in); !got.Go {
		t.Errorf("what is owed knows neither budget nor cap: %+v", got)
	}
}

func TestWhatAResultLeadsTo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		report playbook.Feedback
		state  playbook.State
		again  crm.Instant
		owner  string
	}{
		"reached":        {playbook.Feedback{Result: playbook.Reached}, playbook.Done, noon, "wang"},
		"no answer":      {playbook.Feedback{Result: playbook.NoAnswer}, playbook.Open, ago(-1), "wang"},
		"call back":      {playbook.Feedback{Result: playbook.CallBack}, playbook.Open, ago(-2), "wang"},
		"call back then": {playbook.Feedback{Result: playbook.CallBack, At: ago(-9)}, playbook.Open, ago(-9), "wang"},
		"promise":        {playbook.Feedback{Result: playbook.Promise}, playbook.Done, noon, "wang"},
		"recommendation": {playbook.Feedback{Result: playbook.Recommendation}, playbook.Done, noon, "wang"},
		"escalate":       {playbook.Feedback{Result: playbook.Escalate}, playbook.Open, noon, "li"},
		"unpaid risk":    {playbook.Feedback{Result: playbook.UnpaidRisk}, playbook.Open, noon, "li"},
		"why they left":  {playbook.Feedback{Result: playbook.ExitReason, Reason: crm.ReasonPrice}, playbook.Done, noon, "wang"},
	} {
		out, err := playbook.ApplyFeedback(proposed(t, hana(82), segment.High), c.report, config(), noon)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := out.Task
		if got.State != c.state || got.NotBefore != c.again || got.Owner != c.owner || got.Result != c.report.Result || got.ResultAt != noon {
			t.Errorf("%s: %s, not before %v, owner %s", name, got.State, got.NotBefore.Time(), got.Owner)
		}
		if got.State == playbook.Open && got.Deadline < got.NotBefore+crm.DayLength {
			t.Errorf("%s: deadline %v leaves no day", name, got.Deadline.Time())
		}
		if learned := out.Lesson != nil; learned != (c.report.Reason != crm.ReasonUnknown) {
			t.Errorf("%s: lesson %+v", name, out.Lesson)
		}
	}
}

func TestAnExitReasonKeepsTheCompetitorsName(t *testing.T) {
	t.Parallel()
	for told, want := range map[string]string{"": "", " Acme ": "Acme", "acme@example.com": ""} {
		report := playbook.Feedback{Result: playbook.ExitReason, Reason: crm.ReasonPrice, Competitor: told}
		task := proposed(t, hana(82), segment.High)
		out, err := playbook.ApplyFeedback(task, report, config(), noon)
		if err != nil {
			t.Fatal(err)
		}
		lesson := &crm.Lesson{Reason: crm.ReasonPrice, At: noon, Task: task.ID, Competitor: want}
		if diff := cmp.Diff(lesson, out.Lesson); diff != "" {
			t.Errorf("%q: %s", told, diff)
		}
	}
}

func TestNobodyIsCalledAFourthTime(t *testing.T) {
	t.Parallel()
	task := proposed(t, hana(82), segment.High)
	for try := 1; try <= 3; try++ {
		out, err := playbook.ApplyFeedback(task, playbook.Feedback{Result: playbook.NoAnswer}, config(), noon)
		if err != nil || (out.Task.State == playbook.Done) != (try == 3) {
			t.Fatalf("try %d: %s, %v", try, out.Task.State, err)
		}
		task = out.Task
	}
	if _, err := playbook.ApplyFeedback(task, playbook.Feedback{Result: playbook.NoAnswer}, config(), noon); err == nil {
		t.Fatal("a fourth try was allowed")
	}
}

func TestAReportThatSaysNothingIsRefused(t *testing.T) {
	t.Parallel()
	for _, r := range []playbook.Feedback{{}, {Result: "maybe"}, {Result: playbook.ExitReason}} {
		if _, err := playbook.ApplyFeedback(proposed(t, hana(82), segment.High), r, config(), noon); err == nil {
			t.Errorf("%+v was taken", r)
		}
	}
}

func TestABriefHoldsWhatAPersonNeedsToCall(t *testing.T) {
	t.Parallel()
	f := hana(82)
	f.Orders[4].Refunded = 20_00
	f.Tickets = []crm.Ticket{{Ref: crm.Ref{Source: "z", ID: "7"}, Created: ago(53), Status: crm.TicketOpen, Complaint: true, Reason: crm.ReasonService}}
	f.Consents[crm.ChannelSMS].State = crm.ConsentRefused
	in := judged(f, segment.Apex, config(), noon)
	evidence, _ := reason.WeighEvidence(f, reason.DefaultWeights(), noon)
	task := proposed(t, f, segment.Apex)
	eur := func(n int64) crm.Money { return crm.Money{Minor: n, Currency: "EUR"} }
	want := playbook.Brief{
		Task: task.Public(), Do: "Please call Hana Sato by 18 June 2026 12:00.",
		Script: []string{
			"Hello Hana Sato, we have not heard from you for a while. Do you have two minutes for a question?",
			"I know that we let you down last time, and I am sorry. Could you tell me how we can make up for it?",
			"Is there something that we could do better for you?",
		},
		Name: "Hana Sato", Contact: "hana@example.com", Phone: "+49 30 1", Channel: "call", Consents: []string{"call", "e-mail", "chat"},
		Local: "15 June 2026 12:00", Owner: "wang", Deadline: "18 June 2026 12:00",
		Why: "silent for 82 days; own cycle about 30; nine of ten such gaps end before 78",
		Orders: []playbook.OrderLine{
			{Number: "1009", Day: "25 March 2026", Amount: eur(480_00)},
			{Number: "1008", Day: "23 February 2026", Amount: eur(500_00)},
			{Number: "1007", Day: "24 January 2026", Amount: eur(500_00)},
		},
		Tickets: []playbook.TicketLine{{Number: "7", Day: "23 April 2026", Said: "complaint"}},
		Refunds: []playbook.OrderLine{{Number: "1009", Day: "25 March 2026", Amount: eur(20_00)}},
		Tier:    "apex", Profit: eur(248_00), Stake: eur(task.Stake),
		Sums:   "Profit of 12 months 248.00 EUR, at stake 137.31 EUR; this is expected to save 13.73 EUR and costs 10.00 EUR.",
		Reason: "service", Evidence: []string{"service: complaint in ticket 7 (23 April 2026)"},
	}
	if diff := cmp.Diff(want, playbook.NewBrief(task, in, evidence)); diff != "" {
		t.Fatal(diff)
	}
}

func TestABriefSpeaksTheStoresLanguage(t *testing.T) {
	t.Parallel()
	in := judged(hana(82), segment.Apex, config(), noon)
	in.Config.Language = "zh-CN"
	b := playbook.NewBrief(proposed(t, hana(82), segment.Apex), in, nil)
	got := []string{b.Do, b.Why, b.Tier, b.Channel, b.Reason, b.Script[0]}
	want := []string{
		"请在 2026年6月18日 12:00 前致电Hana Sato。", "已沉默 82 天；自身周期约 30 天；此类间隔十有九次在第 78 天之前结束", "顶级", "电话", "原因不明",
		"Hana Sato您好，有一段时间没有您的消息了。方便占用您两分钟请教一个问题吗？",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}
