// Package segment places customers: in a value tier by the profit they bring, and in the
// segments of the textbooks (stage, loyalty, buying pattern, spending, relationship,
// satisfaction, RFM), each a pure function with its source at its type.
//
// The life of one census: of each customer it builds a Subject, which holds the facts, the
// verdict of package overdue and the Criteria of the store. Subject.Segments places the
// customer. Tally.Add counts what it says, and Ranking.Add the profit. Tallies and
// rankings of parts of a store merge to the same in any order. Of the merged ones,
// Ranking.Thresholds gives the tiers, Tally.Criteria the criteria that the next census
// places by, and Tally.Overview what people read.
//
// TierOf places a single customer between two censuses, by the thresholds of the last.
//
// No function looks at a clock, and no money is a float: shares and margins are basis
// points or per mille. Placing a customer touches no heap.
//
// To add a segment, write its type with its constants and names, the function that places
// a Subject, a field of Segments and a count in Tally with its line in Overview.
package segment
