package fault

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/tests/stories"
)

// unsure is a sender whose first errands fail.
type unsure struct {
	act.Sender
	fails []error
}

func (u *unsure) Send(ctx context.Context, e act.Errand) error {
	if len(u.fails) > 0 {
		err := u.fails[0]
		u.fails = u.fails[1:]
		return err
	}
	return u.Sender.Send(ctx, e)
}

func failing(errs ...error) stories.Walls {
	return stories.Walls{Sender: func(s act.Sender) act.Sender { return &unsure{s, errs} }}
}

func TestWhatCertainlyDidNotGoOutCostsNothingAndIsNoContact(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30 10:30 11:30
tiers apex 1000.00 high 500.00 middle 100.00
--
`+valued+`
2026-03-02 end
`, failing(fmt.Errorf("%w: the mail server is away", act.ErrNotSent)))
	sound(t, p)
	call := only(t, p, playbook.OwnerCall)
	if call.State != playbook.Open || len(p.Outbox.Sent()) != 1 {
		t.Errorf("the call is %s %s, and %d errands went out", call.State, call.Why, len(p.Outbox.Sent()))
	}
	c, err := p.Book.FindCustomer(t.Context(), stories.Store, "p:shop:ann")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.Ledger.Contacts); n != 1 {
		t.Errorf("%d contacts are counted", n)
	}
	shop, err := p.Book.FindShop(t.Context(), stories.Store)
	if err != nil {
		t.Fatal(err)
	}
	spent, err := p.Book.FindSpent(t.Context(), shop, call.ClaimedAt)
	if err != nil || spent.Minor != call.Cost {
		t.Errorf("%d was spent on a call that costs %d, %v", spent.Minor, call.Cost, err)
	}
}

var errDown = errors.New("no answer from the mail server")

// ordinary is a customer at risk on the evening of 11 March 2026, with an evening sweep a minute before their night.
const ordinary = `sweep 19:59 09:30
tiers apex 5000.00 high 2000.00 middle 500.00
--
2026-02-01 customer bob/bob@example.com name="Bob Bloom"
2026-02-01 consent bob given email
2026-02-01 18:00 order B1 by bob 45.00 placed 2026-01-13
2026-02-01 18:00 order B2 by bob 45.00 placed 2026-01-18
2026-02-01 18:00 order B3 by bob 45.00 placed 2026-01-23
2026-02-01 18:00 order B4 by bob 45.00 placed 2026-01-28
2026-02-02 18:00 order B5 by bob 45.00
`

func TestWhatIsSentAgainHoursLaterStaysOutOfTheNight(t *testing.T) {
	t.Parallel()
	p := tell(t, ordinary+`2026-03-20 end
`, failing(errDown, errDown, errDown))
	p.Errors = nil // they were to be expected
	sound(t, p)
	if state := only(t, p, playbook.WinBack).State; state != playbook.Done {
		t.Errorf("the message is %s", state)
	}
	for _, e := range p.Outbox.Sent() {
		if h := e.At.Hour(); h >= 20 || h < 9 {
			t.Errorf("sent at %s", e.At)
		}
	}
}

func TestWhatIsSentAgainHoursLaterAsksForConsentAgain(t *testing.T) {
	t.Parallel()
	p := tell(t, ordinary+`2026-03-11 20:01 consent bob refused email
2026-03-20 end
`, failing(errDown, errDown, errDown))
	p.Errors = nil // they were to be expected
	sound(t, p)
	if got := only(t, p, playbook.WinBack); got.State != playbook.Uncertain || got.Why != playbook.WhyConsent {
		t.Errorf("the message is %s (%s)", got.State, got.Why)
	}
	if n := len(p.Outbox.Sent()); n > 0 {
		t.Errorf("%d messages went out without consent", n)
	}
}

func TestATaskThatMustWaitBeyondItsDeadlineExpiresAtItsDeadline(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30
tiers apex 1000.00 high 500.00 middle 100.00
budget 5.00
--
`+valued+`
2026-03-20 end
`, stories.Walls{})
	sound(t, p)
	call := only(t, p, playbook.OwnerCall)
	if late := call.ResultAt.Since(call.Deadline); call.State != playbook.Expired || late < 0 || late > 24*time.Hour {
		t.Errorf("a call without a budget is %s, %s after its deadline", call.State, late)
	}
}

func TestWhatPerhapsWentOutOnceStaysAContactThatWasPaidFor(t *testing.T) {
	t.Parallel()
	fails := []error{errDown}
	for range 10_000 {
		fails = append(fails, act.ErrNotSent)
	}
	p := tell(t, ordinary+"2026-03-20 end\n", failing(fails...))
	p.Errors = nil // they were to be expected
	sound(t, p)
	message := only(t, p, playbook.WinBack)
	c, err := p.Book.FindCustomer(t.Context(), stories.Store, "p:shop:bob")
	if err != nil {
		t.Fatal(err)
	}
	shop, err := p.Book.FindShop(t.Context(), stories.Store)
	if err != nil {
		t.Fatal(err)
	}
	spent, err := p.Book.FindSpent(t.Context(), shop, message.ClaimedAt)
	if message.State != playbook.Uncertain || len(c.Ledger.Contacts) != 1 || spent.Minor != message.Cost || err != nil {
		t.Errorf("the message is %s, %d contacts, %d spent, %v", message.State, len(c.Ledger.Contacts), spent.Minor, err)
	}
}
