package console

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"holdfast/tests/invented"
)

func TestACompanyThatOneOwnerAloneDealsWithIsFlagged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const flag = "On our side, all contact with this company hangs on mei."
	if page := plain(w.page(customerPath("1"))); strings.Contains(page, flag) {
		t.Error("one task is too few to tell")
	}
	ticket := fmt.Sprintf(`{"id":"T9","customer":{"id":"1"},"status":"open","priority":"urgent","complaint":true,"created_at":%q}`, lastDay.Format(time.RFC3339))
	if err := invented.Tell(w.sys, "ticket.updated", ticket); err != nil {
		t.Fatal(err)
	}
	if err := w.sys.Turn(t.Context(), lastDay.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	contains(t, plain(w.page(customerPath("1"))), flag)
}
