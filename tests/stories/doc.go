// Package stories plays customers' years, told in a few lines each, to the real steps, and writes down what was decided, when
// and why. It holds the house they are played in: every step over one table and its queues, with a clock that stands until it
// is turned. Other tests put walls into that house that break.
//
// A story is a txtar file in testdata. It begins with what it shows; then come the parts
//
//	-- shop --      settings, one a line: "tiers apex 1000.00 high 500.00 middle 100.00", "cap email 1 in 90", "sweep 09:30"; see Shop.set
//	-- year --      what happens, one a line: "2025-01-05 10:00 order A1 by ann 60.00"; see verbs
//	-- decided --   what came of it: written by "go test ./tests/stories -update", compared without
//
// Somebody is "ann" (an account), "ann@example.com" (an address), "ann/ann@example.com" (both), or "desk:R1" (a requester of
// the help desk). "every 17 days until 2025-12-20 order A# by ann 60.00" happens again and again, with its number for #.
package stories
