package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// successWords are the words taken for a merge that succeeded. The word of the webhook is
// not documented; the Admin API's enum CustomerMergeRequestStatus has COMPLETED beside
// REQUESTED, IN_PROGRESS and FAILED. A word that is not listed merges nothing: joining two
// people by mistake is worse than keeping one person twice.
var successWords = map[string]bool{
	"completed":  true,
	"complete":   true,
	"success":    true,
	"succeeded":  true,
	"successful": true,
	"done":       true,
}

const (
	keptID = "admin_graphql_api_customer_kept_id"
	goneID = "admin_graphql_api_customer_deleted_id"
)

// parseMerge reads which customer was merged into which. Merges without success are
// ignored.
func parseMerge(d webhook.Delivery) ([]crm.Event, error) {
	var in struct {
		Kept   lenient.Scalar               `json:"admin_graphql_api_customer_kept_id"`
		Gone   lenient.Scalar               `json:"admin_graphql_api_customer_deleted_id"`
		Status lenient.Scalar               `json:"status"`
		Errors lenient.List[lenient.Scalar] `json:"errors"`
	}
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	m := crm.Merge{
		Kept: r.NeedRef(d.Source, keptID, in.Kept),
		Gone: r.NeedRef(d.Source, goneID, in.Gone),
	}
	if err := r.Err(); err != nil {
		return nil, err
	}

	succeeded := successWords[strings.ToLower(r.Text(in.Status))] && len(in.Errors) == 0
	if !succeeded || m.Kept == m.Gone {
		return nil, webhook.ErrIgnored
	}
	return []crm.Event{{
		Kind:  crm.KindMerge,
		ID:    "merge/" + m.Gone.ID + "-" + m.Kept.ID,
		At:    d.Triggered,
		Who:   crm.Who{Account: m.Kept},
		Merge: &m,
	}}, nil
}
