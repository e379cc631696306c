// Package apply folds queued deliveries into customers. It is the core of the merge: what
// a customer is known to have done is a join of facts, so messages may come late, twice
// and in any order. Orders and tickets are two lanes of it; either folds any event.
//
// The life of one call: Fold gets a batch of messages. Each is opened, parsed by its
// platform and routed (route.go): its events are grouped by the key they arrived under.
// The groups are folded side by side (fold.go). For each group a workingSet loads the
// customer, joins the events' facts, unites it with other customers that the events name
// (unite.go) or erases it (erase.go); then the customer is judged, and one conditional
// write saves every record that changed, with the tasks proposed. If another worker was
// faster, the group is loaded and folded anew; after a few tries its messages go back to
// the queue. A message that cannot be used goes into quarantine. What messages say of
// products goes into the store's register first (products.go).
//
// Promises: a crash at any point loses nothing. A message is only deleted once what it says
// is written, and folding it twice changes nothing. Older orders that do not fit the write
// are moved afterwards by follow-up messages (followup.go), a page at a time.
//
// Where to add to it: a kind of event needs a line in routeEvent and in foldEvent;
// follow-up work needs a topic and a case in runFollowUp.
package apply
