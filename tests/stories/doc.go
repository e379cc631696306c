// Package stories plays customers' years, told in a few lines each, to the real steps, and writes down what was decided, when
// and why. It holds the house they are played in: every step over one table and its queues, with a clock that stands until it
// is turned. Other tests put walls into that house that break.
package stories
