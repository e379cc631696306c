// Package exitcost says in money what it costs a store when customers leave: the probable
// loss with one customer, and for the whole store the exit rate, its reasons, the profit
// lost and what may be spent against it.
//
// The life of one census: NewCensusBasis holds what is the same for every customer. Each
// worker counts its customers into a Tally (Add) and seals it (Seal); the tallies are
// stored, and the last worker merges them (Merge). FitModel learns from the whole how the
// store's customers buy, stay and spend. Reduce makes the Estimate that the report shows,
// SayLines says it in three lines. The StoreModel that was learned is put in force with
// the next policy: from then on NewWorth values each customer by it when the customer is
// judged, and Stake is the money that the gate sets against the cost of a measure.
//
// Promises: every function is pure. A Tally is bounded in size, holds whole numbers only
// and merges to the same in any order. Money is in minor units of the store's currency;
// other currencies are shown and never converted. Models compute in floats, and what they
// say of money is rounded once, at the end.
//
// Where to add to it: a sum over customers is a field of Tally with a line in Add and in
// Merge, and Reduce shows it; a further cost of exits belongs to Extras; further evidence
// for a reason belongs to package reason; what may go with leaving, to package drivers.
package exitcost
