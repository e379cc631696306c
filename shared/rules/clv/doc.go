// Package clv says what customers will do who never say that they have left: the
// buy-till-you-die models BG/NBD, MBG/NBD and Pareto/NBD, and the Gamma-Gamma model of
// spending.
//
// A customer is known by three numbers (Row): x, the days with an order after the first;
// t_x, from the first to the last of them; T, from the first to the day of judgement.
// Orders of one day are one order. The parameters carry a unit of time: alpha and beta
// are in the unit of t_x and T (weeks, unless said otherwise), every other parameter is a
// pure number.
//
// The way is: count customers (Table), prepare (NewSample), estimate (Sample.Fit), and
// ask the Model for the Outlook of one customer. Everything is a pure function; the same
// input gives the same bits whatever the number of processors.
//
// Sources: Schmittlein, Morrison & Colombo 1987 (Pareto/NBD); Fader, Hardie & Lee 2005
// (BG/NBD, and the Gamma-Gamma notes of Fader & Hardie 2013); Batislam, Denizel &
// Filiztekin 2007 and Hoppe & Wagner 2007 (MBG/NBD); Fader & Hardie's notes 027
// (numerical repair of BG/NBD) and "Computing DERT".
package clv
