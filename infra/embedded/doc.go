// Package embedded is Holdfast's table and queues on bbolt: the default that needs
// nothing installed. A folder holds table.db and queues.db, apart so that neither waits
// for the other's fsync.
//
// The life of a write: the caller encodes it (newWrite, Send) and submits it to the
// committer of its file. The committer takes all writes that wait, applies them one after
// the other in one bbolt transaction, each seeing those before it, and answers them all
// once that transaction is on disk. A condition that does not hold is no error of the
// transaction: the write remembers the conflict and changes nothing. Reads go past the
// committer, in transactions of their own.
//
// After a commit that failed, as on a full disk, writes are refused (ErrFailing) until a trial
// goes through again: mend.go. A file is looked through before it is opened, by code that
// expects anything (pages.go, walk.go), since bbolt panics at pages that make no sense; what
// cannot be read is ErrDamaged.
//
// What it promises: a write is on disk before it returns (unless the folder was opened with
// DeferSync, as the demo does), and a kill at any point loses
// nothing that returned; indexes never lag; a message is received again until it is
// settled, and goes to the dead letters after maxReceives deliveries; the units that
// DynamoDB would count are told to the meter. The suites tabletest and queuetest judge
// this package as they judge DynamoDB and SQS.
//
// keys.go and value.go hold the stored form of items, position.go that of messages; both
// belong to fileFormat. A new index is a bucket in table.go, a line in applyChange and a
// case in Query.
package embedded
