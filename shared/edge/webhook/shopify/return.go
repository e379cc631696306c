package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// returnCauses maps Shopify's codes of why goods are sent back (shopify.dev, ReturnReason,
// 2026-04), which the handles of newer reasons write in lower case with hyphens.
var returnCauses = map[string]crm.Cause{
	"defective":        crm.CauseDefective,
	"not_as_described": crm.CauseNotAsDescribed,
	"damaged":          crm.CauseDamaged,
	"wrong_item":       crm.CauseWrongItem,
	"not_received":     crm.CauseNotReceived,
	"late":             crm.CauseLate,
	"arrived_late":     crm.CauseLate,
	"size_too_small":   crm.CauseTooSmall,
	"size_too_large":   crm.CauseTooLarge,
	"color":            crm.CauseColor,
	"style":            crm.CauseStyle,
	"unwanted":         crm.CauseUnwanted,
	"changed_my_mind":  crm.CauseUnwanted,
	"other":            crm.CauseOther,
}

var returnStates = map[string]crm.ObjectionState{
	"requested": crm.ObjectionOpen,
	"open":      crm.ObjectionApproved,
	"closed":    crm.ObjectionDone,
	"declined":  crm.ObjectionRefused,
	"canceled":  crm.ObjectionWithdrawn,
}

// goodsReturn is the body of the topics returns/*. Some name the order by an object, others
// by its id alone.
type goodsReturn struct {
	ID        lenient.Scalar           `json:"id"`
	GID       lenient.Scalar           `json:"admin_graphql_api_id"`
	Order     lenient.Object[deletion] `json:"order"`
	OrderID   lenient.Scalar           `json:"order_id"`
	Status    lenient.Scalar           `json:"status"`
	CreatedAt lenient.Scalar           `json:"created_at"`
	Lines     lenient.List[returnLine] `json:"return_line_items"`
}

type returnLine struct {
	Reason     lenient.Scalar `json:"return_reason"`
	Definition lenient.Object[struct {
		Handle lenient.Scalar `json:"handle"`
	}] `json:"return_reason_definition"`
	Note         lenient.Scalar `json:"return_reason_note"`
	CustomerNote lenient.Scalar `json:"customer_note"`
}

// parseReturn reads that goods are sent back. A body that names no order, as that of
// returns/update, says nothing that can be kept.
func parseReturn(d webhook.Delivery) ([]crm.Event, error) {
	var in goodsReturn
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	checkGID(&r, in.GID, "Return")
	order := r.Ref(d.Source, "order.id", in.Order.Value.ID)
	if order.Zero() {
		order = r.Ref(d.Source, "order_id", in.OrderID)
	}
	if order.Zero() && r.Err() == nil {
		return nil, webhook.ErrIgnored
	}

	o := crm.Objection{
		Kind:    crm.Return,
		Ref:     r.NeedRef(d.Source, "id", in.ID),
		Order:   order,
		At:      r.Time("created_at", in.CreatedAt),
		Updated: d.SentAt(),
		State:   returnStates[strings.ToLower(r.Text(in.Status))],
	}
	if o.At == 0 {
		o.At = o.Updated
	}
	text := ""
	for _, line := range in.Lines {
		o.Cause = o.Cause.AndCause(line.readCause(&r))
		text = webhook.JoinTexts(text, r.LongText(line.Note), r.LongText(line.CustomerNote))
	}
	return objectionEvent(&r, o, text)
}

func (in *returnLine) readCause(r *lenient.Reader) crm.Cause {
	code := r.Text(in.Reason)
	if code == "" {
		code = strings.ReplaceAll(r.Text(in.Definition.Value.Handle), "-", "_")
	}
	return returnCauses[strings.ToLower(code)]
}

func objectionEvent(r *lenient.Reader, o crm.Objection, text string) ([]crm.Event, error) {
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{{
		Kind:      crm.KindObjection,
		ID:        "objection/" + o.ID,
		At:        o.Updated,
		Objection: &o,
		Text:      text,
	}}, nil
}
