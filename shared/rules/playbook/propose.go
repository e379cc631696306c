package playbook

import (
	"slices"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Input is all that a decision about one customer looks at.
type Input struct {
	Key     crm.Key
	Facts   *crm.Facts
	Verdict overdue.Verdict // at Now
	Tier    segment.Tier
	Reason  crm.Reason // the likely one: reason.WeighEvidence
	Stake   crm.Money  // exitcost.Stake
	Config  *Config
	Decided []string // ids of the tasks already in the customer's ledger, whatever became of them
	Now     crm.Instant

	// What only Holds looks at.
	Contacts []crm.Contact // of the last weeks
	Spent    int64         // minor units spent by the store this month
}

// Propose lists the tasks that the facts call for and the ledger does not hold, in a
// fixed order: obligations by ticket, then what silence asks for. It is pure. Tasks come
// as proposed, or decided at once: refused by the gate, or held out. Occasions older than
// the playbook's Within, or than the store's LiveSince, propose nothing; guests get
// nothing.
func Propose(in Input) []Task {
	if in.Key.Guest() {
		return nil
	}
	var out []Task
	for i := range in.Facts.Tickets {
		t := &in.Facts.Tickets[i]
		if at, ok := needsAnswer(t); ok {
			out = in.propose(out, Obligation, Answer, Trigger{ofTicket, t.Ref, at})
		}
		if at, ok := needsResult(t); ok {
			out = in.propose(out, Obligation, TellResult, Trigger{ofSolved, t.Ref, at})
		}
	}
	if p, entered := in.silence(); p != "" {
		if last, ok := lastOrder(in.Facts, in.Now); ok {
			out = in.propose(out, p, Message, Trigger{ofSilence, last, in.Verdict.Entered(entered)})
		}
	}
	return out
}

// silence is the playbook that the customer's silence calls for, and the standing that
// calls for it.
func (in *Input) silence() (Name, overdue.Standing) {
	s := in.Verdict.Standing
	switch {
	case in.Tier.Valued() && s.Alarming():
		return OwnerCall, overdue.Overdue
	case !in.Tier.Valued() && (s == overdue.AtRisk || s == overdue.Exited) && !careFirst(in.Facts):
		return WinBack, overdue.AtRisk
	}
	return "", 0
}

// careFirst reports whether a serious matter is still open: care comes before offers.
func careFirst(f *crm.Facts) bool {
	return slices.ContainsFunc(
		f.Tickets,
		func(t crm.Ticket) bool { return t.Serious() && t.Status.Open() },
	)
}

// needsAnswer reports whether a person owes an answer, and since when: a serious
// complaint that is open, or a bad rating, which usually comes when the desk has closed
// the ticket.
func needsAnswer(t *crm.Ticket) (crm.Instant, bool) {
	switch {
	case t.Status == crm.TicketDeleted:
		return 0, false
	case t.Bad():
		return max(t.ScoredAt, t.Created), true
	}
	return t.Created, t.Serious() && t.Status.Open()
}

// needsResult reports whether a serious complaint was solved, and when, as far as the
// desk says.
func needsResult(t *crm.Ticket) (crm.Instant, bool) {
	solved := t.Status == crm.TicketSolved || t.Status == crm.TicketClosed
	return t.Updated, solved && t.Serious() && !t.Bad()
}

// propose appends the task of an occasion, unless it is decided, too old, or no channel
// is open.
func (in *Input) propose(out []Task, p Name, m Measure, t Trigger) []Task {
	c := in.Config
	play, ok := c.Plays[p]
	if !ok || t.At < c.LiveSince || t.At > in.Now ||
		in.Now-t.At > crm.Instant(play.Within)*crm.DayLength {
		return out
	}
	id := TaskID(c.Store, p, t)
	if slices.Contains(in.Decided, id) {
		return out
	}
	task := Task{
		ID:         id,
		Store:      c.Store,
		Customer:   in.Key,
		Playbook:   p,
		Measure:    m,
		Kind:       kinds[p],
		Trigger:    t,
		ProposedAt: in.Now,
		NotBefore:  in.Now,
		Deadline:   in.Now + crm.Instant(play.Hours)*crm.DayLength/24,
		Owner:      ownerOf(in.Facts, c),
		Currency:   c.Currency,
		Stake:      in.Stake.Minor,
		Reason:     in.Reason.String(),
		State:      Proposed,
	}
	if !in.address(&task) {
		return out
	}
	if p == WinBack { // care comes first, and the offer after it has its own time
		task.NotBefore = max(task.NotBefore, in.caredFor())
	}
	if task.Channel != Desk {
		task.NotBefore = c.Quiet.Awake(task.NotBefore, c.ZoneOf(in.Facts))
	}
	task.Deadline += task.NotBefore - in.Now
	task.Cost = c.Costs[task.Measure]
	in.gate(&task, play)
	return append(out, task)
}

var kinds = map[Name]Kind{Obligation: Owed, OwnerCall: ByOwner, WinBack: Automatic}

func ownerOf(f *crm.Facts, c *Config) string {
	if o := f.Profile[crm.Owner].Value; o != "" {
		return o
	}
	return c.Owner
}

// Channels in the order in which a playbook prefers them.
var (
	inPerson  = []crm.Channel{crm.ChannelCall, crm.ChannelChat, crm.ChannelEmail, crm.ChannelSMS}
	byMachine = []crm.Channel{crm.ChannelEmail, crm.ChannelSMS, crm.ChannelChat}
)

// address chooses the channel, and for an owner the measure that goes with it. It reports
// false if the customer has agreed to none that reaches them. A complaint may always be
// answered where it was made.
func (in *Input) address(t *Task) bool {
	switch t.Playbook {
	case Obligation:
		t.Channel = Desk
		if Reachable(in.Facts, crm.ChannelCall) {
			t.Channel = crm.ChannelCall.String()
		}
		return true
	case OwnerCall:
		for _, ch := range inPerson {
			if Reachable(in.Facts, ch) {
				t.Channel = ch.String()
				t.Measure = Write
				if ch == crm.ChannelCall {
					t.Measure = Call
				}
				return true
			}
		}
	case WinBack:
		for _, ch := range byMachine {
			if Reachable(in.Facts, ch) {
				t.Channel = ch.String()
				t.Measure = Message
				return true
			}
		}
	}
	return false
}

// Reachable reports whether the customer has agreed to be contacted on a channel, and the
// address for it is known. An owner's personal call needs consent like every other.
func Reachable(f *crm.Facts, ch crm.Channel) bool {
	if !f.Consents.Allows(ch) {
		return false
	}
	switch ch {
	case crm.ChannelEmail:
		return f.Profile[crm.Email].Value != ""
	case crm.ChannelSMS, crm.ChannelCall:
		return f.Profile[crm.Phone].Value != ""
	}
	return true
}

// lastOrder is the newest order that counts, placed up to now.
func lastOrder(f *crm.Facts, now crm.Instant) (crm.Ref, bool) {
	for i := len(f.Orders) - 1; i >= 0; i-- {
		if o := &f.Orders[i]; o.Bought() && o.Placed <= now {
			return o.Ref, true
		}
	}
	return crm.Ref{}, false
}

// gate is the money decision: what the measure is expected to save must be strictly more
// than it costs. What passes may still be held out. Obligations pass both.
func (in *Input) gate(t *Task, play Play) {
	if t.Kind == Owed {
		return
	}
	t.Saving = segment.MulDiv(max(0, t.Stake), play.Uplift, 1000)
	switch {
	case t.Cost >= t.Saving:
		t.State = Refused
		t.Why = WhyCost
	case heldOut(in.Config, t.Playbook, HoldKey(in.Key, in.Facts)):
		t.State = HeldOut
		t.Why = WhyHoldout
	}
}
