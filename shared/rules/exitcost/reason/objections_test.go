package reason_test

import (
	"testing"

	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
)

func TestWhatAReturnOrADisputeTells(t *testing.T) {
	t.Parallel()
	sentBack := func(c crm.Cause) crm.Objection { return crm.Objection{Kind: crm.Return, Cause: c} }
	disputed := func(c crm.Cause) crm.Objection { return crm.Objection{Kind: crm.Dispute, Cause: c} }
	for name, c := range map[string]struct {
		objection crm.Objection
		kind      string
		want      crm.Reason
	}{
		"defective":            {sentBack(crm.CauseDefective), "returned", crm.ReasonProduct},
		"not as described":     {sentBack(crm.CauseNotAsDescribed), "returned", crm.ReasonProduct},
		"the wrong item":       {sentBack(crm.CauseWrongItem), "returned", crm.ReasonService},
		"too late":             {sentBack(crm.CauseLate), "returned", crm.ReasonService},
		"broken on the way":    {sentBack(crm.CauseDamaged), "returned", crm.ReasonService},
		"too small":            {sentBack(crm.CauseTooSmall), "", crm.ReasonUnknown},
		"a change of mind":     {sentBack(crm.CauseUnwanted), "", crm.ReasonUnknown},
		"other, but in words":  {crm.Objection{Kind: crm.Return, Cause: crm.CauseOther, Reason: crm.ReasonPrice}, "returned", crm.ReasonPrice},
		"withdrawn":            {crm.Objection{Kind: crm.Return, Cause: crm.CauseDefective, State: crm.ObjectionWithdrawn}, "", crm.ReasonUnknown},
		"not received":         {disputed(crm.CauseNotReceived), "disputed", crm.ReasonService},
		"unacceptable":         {disputed(crm.CauseDefective), "disputed", crm.ReasonProduct},
		"charged twice":        {disputed(crm.CauseChargedTwice), "disputed", crm.ReasonService},
		"disputed, why unsaid": {disputed(crm.CauseUnknown), "disputed", crm.ReasonUnknown},
		"a stolen card":        {disputed(crm.CauseFraud), "", crm.ReasonUnknown},
		"the shop was right":   {crm.Objection{Kind: crm.Dispute, Cause: crm.CauseDefective, State: crm.ObjectionRefused}, "disputed", crm.ReasonProduct},
	} {
		c.objection.Order = ref("o")
		c.objection.At = ago(50)
		f := &crm.Facts{Orders: []crm.Order{bought(60)}, Objections: []crm.Objection{c.objection}}
		evidence, why := reason.WeighEvidence(f, reason.DefaultWeights(), now)
		kind := ""
		for _, e := range evidence {
			kind += e.Kind.String()
		}
		if kind != c.kind || why != c.want {
			t.Errorf("%s: %q and %s, want %q and %s", name, kind, why, c.kind, c.want)
		}
	}
}

func TestAReturnIsNotCountedTwice(t *testing.T) {
	t.Parallel()
	order := bought(60)
	order.Refunded = 500
	order.Reason = crm.ReasonProduct
	f := &crm.Facts{
		Orders:     []crm.Order{order},
		Objections: []crm.Objection{{Kind: crm.Return, Order: order.Ref, Cause: crm.CauseDefective, At: ago(55)}},
	}
	if evidence, _ := reason.WeighEvidence(f, reason.DefaultWeights(), now); len(evidence) != 1 {
		t.Errorf("%d pieces of evidence of one return", len(evidence))
	}
}
