package woocommerce

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// deletion is the body of order.deleted and customer.deleted.
type deletion struct {
	failure
	ID lenient.Scalar `json:"id"`
}

// parseDeletedOrder reads that an order was put into the bin or deleted for good.
func parseDeletedOrder(d webhook.Delivery) ([]crm.Event, error) {
	ref, err := readDeletion(d)
	if err != nil {
		return nil, err
	}
	return []crm.Event{webhook.DeletedOrder(ref, d)}, nil
}

// parseDeletedCustomer reads that an account was deleted: the person is erased.
func parseDeletedCustomer(d webhook.Delivery) ([]crm.Event, error) {
	ref, err := readDeletion(d)
	if err != nil {
		return nil, err
	}
	return []crm.Event{webhook.DeletedAccount(ref, d)}, nil
}

func readDeletion(d webhook.Delivery) (crm.Ref, error) {
	var in deletion
	if err := lenient.Decode(d.Body, &in); err != nil {
		return crm.Ref{}, err
	}
	var r lenient.Reader
	in.refuseFailure(&r, in.ID)
	ref := r.NeedRef(d.Source, "id", in.ID)
	return ref, r.Err()
}
