// Package crm is Holdfast's words as types: orders, tickets, consents, identities, the
// facts known of one customer, and the join by which facts from webhooks that come twice,
// late and in any order always end in the same record.
//
// Nothing here knows a clock, a database or a platform. Instants are UTC milliseconds as
// the platform states them; money is integer minor units with its currency.
package crm
