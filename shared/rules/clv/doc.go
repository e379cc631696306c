// Package clv estimates what customers will do who never say that they have left: the
// buy-till-you-die models BG/NBD, MBG/NBD and Pareto/NBD, and the Gamma-Gamma model of
// spending.
//
// A customer is known by three numbers (History): x, the days with an order after the
// first; t_x, from the first to the last of them; T, from the first to the day of
// judgement. Orders of one day are one order. The parameters carry a unit of time: alpha
// and beta are in the unit of t_x and T (weeks, unless said otherwise), every other
// parameter is a pure number.
//
// The life of one call:
//
//  1. Counter and Count count customers into a Table; parts of a store Merge.
//  2. NewSample prepares the table in a unit of time. Choose compares the families.
//  3. Sample.Fit estimates the parameters of a family, with a Prior if the store is small.
//     Sample.Draw returns models that fit as well: how far they differ is the doubt.
//  4. Model.Outlook says what one History means for a customer's future: P(alive), orders
//     to expect, the probability of none. Table.Forecast adds that up for a store.
//  5. Table.Calibrate compares with what came, and corrects.
//
// Everything is a pure function; the same input gives the same bits whatever the number
// of processors. A new family is a constant in family.go, a type with the methods of
// Model (as bgnbd.go), and a kernel for its fit (as bgkernel.go).
//
// Sources: Schmittlein, Morrison & Colombo 1987 (Pareto/NBD); Fader, Hardie & Lee 2005
// (BG/NBD, and the Gamma-Gamma notes of Fader & Hardie 2013); Batislam, Denizel &
// Filiztekin 2007 and Hoppe & Wagner 2007 (MBG/NBD); Fader & Hardie's notes 027
// (numerical repair of BG/NBD) and "Computing DERT".
package clv
