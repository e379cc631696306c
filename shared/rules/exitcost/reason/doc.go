// Package reason tells why a customer leaves, or may leave: one of six classes, or an
// honest unknown. It goes by evidence: tickets, ratings, late parcels, the reasons stated
// for a cancellation or a return, and what a customer told an owner or answered in a
// survey.
//
// The life of one ticket: when it comes in, telling.ReadTicket reads its tags and words,
// and only the class is kept, whether it is a complaint, and whether it tells why the
// customer leaves. Whenever the customer is judged later, WeighEvidence gathers what the
// facts hold, lets old evidence decay and names the reason that the rest speaks for.
// Evidence.Say tells each piece in a sentence, which the brief of a task and the console
// show.
//
// Promises: all functions are pure. The weights are assumptions, ordered by what is known
// of the causes of leaving; the weight of a bad rating is fitted to the store (Weights).
//
// Where to add to it: a phrase is an entry of package telling; a kind of evidence is a Kind with
// a weight, a function that finds it in the facts, and its sentence in every language.
package reason
