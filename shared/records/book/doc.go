// Package book holds Holdfast's records: every key and every shape of an item, written
// down once, over a table.
//
// A call loads what it needs (FindCustomer, FindTasks, FindShop, FindSpent), changes the
// values, asks each for the op that writes it (Customer.Save, Task.Put, Spent.Add), and
// hands all ops to Write, which applies them in one transaction or not at all. Each op is on
// condition that the record was not written since it was loaded: otherwise the error is a
// table.Conflict, and the caller loads anew (table.Retry).
//
// What is many is ranged over (Customers, OpenTasks, DuePages, SpilledOrders): one page
// after the other, each read once the one before is used up.
//
// A record that this version cannot read, because a newer one wrote it or it is damaged, is
// an Unreadable. It stops nothing but itself: ranges yield it and go on, FindReadable...
// loads the others, and LeaveOut logs and counts it.
//
// To add a record, give it a key in keys.go, a file with its type and its op, and a line in
// the list of keys. A field that is added to a stored form must read as its zero value from
// records without it; a code that is added must be refused by versions that do not know it
// (packed.Code).
package book
