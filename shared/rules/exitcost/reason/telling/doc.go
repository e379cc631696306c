// Package telling reads what the words of a customer tell: why they leave, as one of the
// six classes of exit management, and whether they complain. English and Chinese words are
// read.
//
// The life of one text: tokens.go cuts it into words and clauses. clauses.go finds which of
// them state something, and which only ask or suppose. match.go finds the phrases of the
// table in the folder phrases, the longest first, so that "better price" is not read as
// "better". What is denied ("not expensive") or asked ("is it cheaper?") is left out.
// telling.go sums up the phrases by class.
//
// Promises: all functions are pure, and take any text. Words are compared and not
// understood: irony and long negations are missed.
//
// Where to add to it: a phrase is an entry in a file of the folder phrases, with a sentence
// in testdata/sentences.txt.
package telling
