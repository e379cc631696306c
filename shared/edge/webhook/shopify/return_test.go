package shopify_test

import (
	"fmt"
	"testing"

	"holdfast/shared/words/crm"
)

func TestTheCausesOfReturns(t *testing.T) {
	t.Parallel()
	for lines, want := range map[string]crm.Cause{
		`[{"return_reason":"DEFECTIVE"}]`:                                          crm.CauseDefective,
		`[{"return_reason":"NOT_AS_DESCRIBED"}]`:                                   crm.CauseNotAsDescribed,
		`[{"return_reason":"WRONG_ITEM"}]`:                                         crm.CauseWrongItem,
		`[{"return_reason":"SIZE_TOO_LARGE"}]`:                                     crm.CauseTooLarge,
		`[{"return_reason":"UNWANTED"},{"return_reason":"WRONG_ITEM"}]`:            crm.CauseWrongItem,
		`[{"return_reason":"UNKNOWN"}]`:                                            crm.CauseUnknown,
		`[{"return_reason":null,"return_reason_definition":{"handle":"damaged"}}]`: crm.CauseDamaged,
		`[{"return_reason_definition":{"handle":"wrong-item"}}]`:                   crm.CauseWrongItem,
		`[]`: crm.CauseUnknown,
	} {
		body := fmt.Sprintf(`{"id":3,"order":{"id":7},"status":"requested","return_line_items":%s}`, lines)
		ev, err := parse(t, "returns/request", body)
		if err != nil || ev.Objection.Cause != want || ev.Objection.Order.ID != "7" {
			t.Errorf("%s: %+v, %v", lines, ev.Objection, err)
		}
	}
}

func TestTheCausesAndStatesOfDisputes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason, status string
		cause          crm.Cause
		state          crm.ObjectionState
	}{
		{"product_not_received", "needs_response", crm.CauseNotReceived, crm.ObjectionOpen},
		{"product_unacceptable", "under_review", crm.CauseDefective, crm.ObjectionOpen},
		{"fraudulent", "won", crm.CauseFraud, crm.ObjectionRefused},
		{"duplicate", "lost", crm.CauseChargedTwice, crm.ObjectionLost},
		{"credit_not_processed", "accepted", crm.CauseNotCredited, crm.ObjectionLost},
		{"general", "charge_refunded", crm.CauseOther, crm.ObjectionDone},
		{"insufficient_funds", "something new", crm.CauseUnknown, crm.ObjectionUnknown},
	} {
		body := fmt.Sprintf(`{"id":285,"order_id":7,"type":"chargeback","amount":"11.50","currency":"USD","reason":%q,"status":%q}`, c.reason, c.status)
		ev, err := parse(t, "disputes/update", body)
		if err != nil || ev.Objection.Cause != c.cause || ev.Objection.State != c.state || ev.Objection.Amount != 1150 {
			t.Errorf("%s, %s: %+v, %v", c.reason, c.status, ev.Objection, err)
		}
	}
	for _, body := range []string{
		`{"id":255,"order_id":7,"status":"success","updated_at":"2026-05-03T10:00:00Z"}`,
		`{"order_id":7,"type":"chargeback","status":"lost"}`,
		`{"id":285,"order_id":7,"type":"chargeback","status":"lost","amount":"a lot","currency":"EUR"}`,
	} {
		if ev, err := parse(t, "disputes/update", body); err == nil {
			t.Errorf("%s is read as %+v", body, ev)
		}
	}
}
