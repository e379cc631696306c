// Package webhook answers two questions about a request from a shop or a help desk: is it
// genuine, and what does it say. Each folder below is one platform: a type that implements
// Platform and holds no state. Package platforms finds them by name.
//
// The life of a delivery: the step ingest takes the raw bytes and asks Verify whether one
// of the source's secrets signed them, then ReadLabel for the topic and the queue. The
// step apply takes the delivery from that queue and asks Parse for its events, which are
// facts in Holdfast's own words. ingest calls Parse too, so that a sender hears at once
// what is wrong with a body.
//
// What every platform promises: secrets are compared in constant time and over the raw
// bytes; the same Delivery always parses to the same events; an event names a version of
// its fact, so that deliveries may come twice, late and in any order; an absent field says
// nothing, in particular nothing about consent; no error text holds personal data or a
// secret. The suites in webhooktest check this with the samples of each platform.
//
// To add a platform: write a package here (copy the nearest one), add its line in package
// platforms, and put samples into events/<platform>. The tests of package platforms name
// what is still missing. Package lenient reads the JSON that shops really send; SetField,
// FirstPersonalEmail and MatchesMAC are what platforms share.
package webhook
