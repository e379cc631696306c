package webhook

import "holdfast/shared/words/crm"

// LeftCheckout returns the event of a checkout that is not completed. It is an enquiry, whose
// name cannot be that of an enquiry in another form of the same source.
func LeftCheckout(enquiry crm.Enquiry, who crm.Who) crm.Event {
	enquiry.ID = "checkout-" + enquiry.ID
	enquiry.Updated = enquiry.At
	ev := crm.Event{
		Kind:    crm.KindEnquiry,
		ID:      "enquiry/" + enquiry.ID,
		At:      enquiry.At,
		Who:     who,
		Enquiry: &enquiry,
	}
	p := ProfileWriter{Profile: &ev.Profile, At: enquiry.At}
	p.Set(crm.Email, who.Email)
	return ev
}
