package fault

import (
	"testing"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/tests/stories"
)

func TestNoCapLooksBackFurtherThanContactsAreRemembered(t *testing.T) {
	t.Parallel()
	config := playbook.DefaultConfig(stories.Store, "EUR")
	config.Caps["email"] = playbook.Cap{Contacts: 1, Days: playbook.MaxCapDays}
	if err := config.Validate(); err != nil {
		t.Error(err)
	}
	config.Caps["email"] = playbook.Cap{Contacts: 1, Days: playbook.MaxCapDays + 1}
	if err := config.Validate(); err == nil {
		t.Error("a cap was accepted that will forget")
	}
	c := book.NewCustomer(stories.Store, "p:shop:ann")
	c.AddContact("email", 1)
	c.AddContact("call", 1+playbook.MaxCapDays*crm.DayLength-1)
	if n := len(c.Ledger.Contacts); n != 2 {
		t.Errorf("%d contacts are remembered within the longest cap", n)
	}
	c.AddContact("call", 2+playbook.MaxCapDays*crm.DayLength)
	if n := len(c.Ledger.Contacts); n != 2 {
		t.Errorf("%d contacts are remembered, one of them for ever", n)
	}
}
