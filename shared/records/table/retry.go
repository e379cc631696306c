package table

import "context"

// Retry calls write until its error is no Conflict, at most `tries` times, and returns its
// last error. Each call must read anew what it judges by, unless it writes one prepared
// operation that no other write can make wrong; again is false on the first.
// There is no wait between calls. A context that is done ends it too.
//
// What callers do if the last try meets a conflict too: a fold and the giving back of a
// claim let their messages come back after seconds; a census leaves the date of a customer
// as it is, since the other writer judged by the same rules; the console and the operator's
// command tell the person to try again.
func Retry(ctx context.Context, tries int, write func(again bool) error) error {
	err := write(false)
	for try := 1; try < tries && IsConflict(err) && ctx.Err() == nil; try++ {
		err = write(true)
	}
	return err
}
