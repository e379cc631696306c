package dynamo

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"holdfast/infra/account"
	"holdfast/shared/records/table"
)

// explain wraps an error with what was being done. If no retry can help, it wraps
// table.ErrInvalid too.
func explain(doing string, err error) error {
	if account.Code(err) == "ValidationException" {
		return fmt.Errorf("dynamo: %s: %w: %w", doing, table.ErrInvalid, err)
	}
	return account.Explain("dynamo: "+doing, err)
}

// explainWrite turns the error of a write of n ops into a table.Conflict, or explains it.
func explainWrite(err error, n int) error {
	c, unreadable := conflictOf(err, n)
	if unreadable != nil {
		return unreadable
	}
	if c != nil {
		return c
	}
	if cause := cancellationCause(err); cause != nil {
		return fmt.Errorf("dynamo: write: %w: %w", cause, err)
	}
	return explain("write", err)
}

// conflictOf returns the Conflict that the error of a write of n ops stands for, or nil.
// Its own error is that of an item that cannot be read.
func conflictOf(err error, n int) (*table.Conflict, error) {
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		c := &table.Conflict{Old: make([]*table.Item, n)}
		return c, readOld(c, 0, failed.Item)
	}
	var canceled *types.TransactionCanceledException
	if errors.As(err, &canceled) {
		return cancellationConflict(canceled.CancellationReasons, n)
	}
	switch account.Code(err) {
	// The second is an earlier try of this same write, whose answer was lost and which is
	// still at work.
	case "TransactionConflictException", "TransactionInProgressException":
		return &table.Conflict{Old: make([]*table.Item, n), Busy: true}, nil
	}
	return nil, nil
}

// cancellationConflict returns the Conflict in the reasons of a cancelled transaction, one
// for each op, or nil. A condition that failed outweighs the other reasons: it was checked,
// and a retry would not help.
func cancellationConflict(reasons []types.CancellationReason, n int) (*table.Conflict, error) {
	c := &table.Conflict{Old: make([]*table.Item, n)}
	failed := false
	busy := false
	for i, r := range reasons {
		if r.Code == nil || i >= n {
			continue
		}
		switch *r.Code {
		case "ConditionalCheckFailed":
			failed = true
			if err := readOld(c, i, r.Item); err != nil {
				return nil, err
			}
		case "TransactionConflict":
			busy = true
		}
	}
	if !failed && !busy {
		return nil, nil
	}
	c.Busy = busy && !failed
	return c, nil
}

// readOld puts the item that the i-th op met into the conflict.
func readOld(c *table.Conflict, i int, a attributes) error {
	if len(a) == 0 {
		return nil
	}
	it, err := decode(a)
	if err != nil {
		return fmt.Errorf("dynamo: item standing at op %d: %w", i, err)
	}
	c.Old[i] = &it
	return nil
}

// cancellationCause returns the known error that cancelled a transaction without a
// conflict, or nil.
func cancellationCause(err error) error {
	var canceled *types.TransactionCanceledException
	if !errors.As(err, &canceled) {
		return nil
	}
	for _, r := range canceled.CancellationReasons {
		if r.Code == nil {
			continue
		}
		switch *r.Code {
		case "ThrottlingError", "ProvisionedThroughputExceeded":
			return account.ErrThrottled
		case "ValidationError", "ItemCollectionSizeLimitExceeded":
			return table.ErrInvalid
		}
	}
	return nil
}
