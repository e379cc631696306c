package book_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// tried is a customer with a trial of each playbook.
func tried() *book.Customer {
	c := book.NewCustomer("acme", "p:shop:1")
	for i, p := range playbook.All {
		c.Ledger.Trials = append(c.Ledger.Trials, lift.Trial{
			At:       crm.Instant(i+1) * crm.DayLength,
			Playbook: string(p.Name),
			Reason:   crm.ReasonPrice,
			Held:     i%2 == 0,
			Cost:     1000,
			Stake:    int64(i) * 5000,
		})
	}
	return c
}

func TestTrialsOfEveryPlaybookAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	op, _ := tried().Save()
	c, err := book.DecodeCustomer(op.Item)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tried().Ledger.Trials, c.Ledger.Trials); diff != "" {
		t.Errorf("trials (-written +read):\n%s", diff)
	}
}

func TestATrialOfANewerVersionsPlaybookIsLeftForIt(t *testing.T) {
	t.Parallel()
	c := tried()
	c.Ledger.Trials = c.Ledger.Trials[:1]
	op, _ := c.Save()
	body := op.Item.Body
	p, _ := playbook.Find(playbook.Name(c.Ledger.Trials[0].Playbook))
	found := 0
	for i, b := range body {
		if b != p.Code|1<<7 { // held out
			continue
		}
		found++
		body[i] = 100 | 1<<7
	}
	if found != 1 {
		t.Fatalf("%d bytes may be the trial's code", found)
	}
	if _, err := book.DecodeCustomer(op.Item); !errors.Is(err, packed.ErrNewer) || !strings.Contains(err.Error(), "playbook 100") {
		t.Errorf("read with %v", err)
	}
}
