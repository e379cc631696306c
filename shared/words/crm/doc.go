// Package crm holds the words of Holdfast as types: orders, tickets, consents, identities,
// the facts known of one customer, and the join by which facts from webhooks that come
// twice, late and in any order always end in the same record.
//
// The life of one event: a parser makes an Event of a webhook. Who.Home names the Key
// under which the event lands, and Event.Facts turns it into the facts of a customer of
// whom nothing else is known. Join puts them together with the record, Settle takes out
// what an erasure forbids to keep, Spill takes out the oldest orders beyond Keep, and
// EncodeFacts packs the record into bytes.
//
// Join is commutative, associative and idempotent, and equal facts have equal bytes.
// DecodeFacts refuses bytes that a newer version may have written with packed.ErrNewer,
// and any others that EncodeFacts does not write with packed.ErrCorrupt.
//
// Nothing here knows a clock, a database or a platform. Instants are UTC milliseconds as
// the platform states them. Money is whole minor units with its currency.
//
// To add a kind of fact, write a file such as enquiry.go: the type, and a listKind that
// says how two of them are joined and how one is stored. Then add a list to Facts, the
// kind to the end of factKinds, and a pointer to Event. kinds_test.go names what is
// forgotten. An enum is a type, its constants and a table of names (package enum).
package crm
