// Package dynamo is the table on Amazon DynamoDB: one table, on demand, with two sparse
// indexes that hold keys only. Attribute names and indexes are in schema.go.
//
// The life of a write: it is checked against what DynamoDB would refuse, then sent as a
// PutItem, a DeleteItem or a TransactWriteItems whose conditions are the versions that the
// ops name. A condition that failed comes back as a table.Conflict with the items that
// were there. A read is a GetItem, BatchGetItems until all keys are answered, or one page
// of a Query or a Scan with a cursor of our own form (cursor.go).
//
// What it promises: the client tries again what may pass, four times with waits of at most
// two seconds; a transaction that is tried again carries its token, so it is applied once;
// a single write whose answer was lost meets its own version, which is a Conflict like any
// other; errors wrap account.ErrThrottled, ErrUnreachable or ErrDenied if that is the
// cause, and table.ErrInvalid if no retry can help. The suite tabletest judges this package
// as it judges the embedded table.
//
// To add an index: its attributes and its name in schema.go, a line in indexes (query.go),
// and the same in template.yaml. An attribute that every item may have also counts in
// itemSize (units.go).
package dynamo
