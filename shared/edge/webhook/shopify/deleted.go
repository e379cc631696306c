package shopify

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// deletion is the body of orders/delete and customers/delete.
type deletion struct {
	ID  lenient.Scalar `json:"id"`
	GID lenient.Scalar `json:"admin_graphql_api_id"`
}

// parseDeletedOrder reads that an order was deleted.
func parseDeletedOrder(d webhook.Delivery) ([]crm.Event, error) {
	ref, err := readDeletion(d, "Order")
	if err != nil {
		return nil, err
	}
	return []crm.Event{webhook.DeletedOrder(ref, d)}, nil
}

// parseDeletedCustomer reads that an account was deleted: the person is erased.
func parseDeletedCustomer(d webhook.Delivery) ([]crm.Event, error) {
	ref, err := readDeletion(d, "Customer")
	if err != nil {
		return nil, err
	}
	return []crm.Event{webhook.DeletedAccount(ref, d)}, nil
}

func readDeletion(d webhook.Delivery, kind string) (crm.Ref, error) {
	var in deletion
	if err := lenient.Decode(d.Body, &in); err != nil {
		return crm.Ref{}, err
	}
	var r lenient.Reader
	checkGID(&r, in.GID, kind)
	ref := r.NeedRef(d.Source, "id", in.ID)
	return ref, r.Err()
}
