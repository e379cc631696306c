// Package cost counts what Holdfast takes of AWS for a million webhooks, and prices it. Nothing in docs/costs.md is typed: the tables
// there are made here, and a test holds them to what is counted.
//
//	go test ./tests/cost -run . -args -update     makes the tables anew
//	go test ./tests/cost -run '^$' -bench .       prints them
package cost
