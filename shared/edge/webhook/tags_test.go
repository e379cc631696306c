package webhook_test

import (
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

func TestTagsSayThatSomebodyDoesNotWantToBeContacted(t *testing.T) {
	t.Parallel()
	all := crm.Refusing(7)
	call := crm.Consents{crm.ChannelCall: {State: crm.ConsentRefused, At: 7}}
	for tag, want := range map[string]crm.Consents{
		"do-not-contact": all, "Do Not Contact": all, "do_not_contact": all, "DONOTCONTACT": all, "opt-out": all, "请勿联系": all, "Kontaktsperre": all,
		"do not call": call, "no-calls": call,
		"vip": {}, "contact": {}, "": {}, "do not contact before 9": {},
	} {
		if got := webhook.TagRefusals([]string{"vip", tag}, 7); got != want {
			t.Errorf("%q: %v", tag, got)
		}
	}
}
