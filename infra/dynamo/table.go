// Package dynamo is the table on Amazon DynamoDB. Attribute names and indexes are in
// schema.go.
package dynamo

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"holdfast/infra/account"
	"holdfast/shared/records/table"
)

// Table is a table.Table in one DynamoDB table. Its errors wrap account.ErrThrottled,
// account.ErrUnreachable or account.ErrDenied where those are the cause.
type Table struct {
	client *dynamodb.Client
	name   string
	meter  table.Meter
}

var _ table.Table = (*Table)(nil)

// New uses a table that has the Schema; it sends nothing. meter is told the units that
// DynamoDB says each request consumed, and an estimate by its size rules for writes that
// were refused, of which it says nothing; it may be nil, and is called from many
// goroutines.
func New(in account.Account, name string, meter table.Meter) *Table {
	if meter == nil {
		meter = func(write, read float64) {}
	}
	return &Table{client: NewClient(in), name: name, meter: meter}
}

// NewClient is a client with the account's credentials, address and retries.
func NewClient(in account.Account) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(),
		HTTPClient:   in.HTTP,
		Retryer:      account.NewRetryer(),
	})
}

// explain wraps an error with what was being done; what no retry can mend wraps
// table.ErrInvalid.
func explain(doing string, err error) error {
	if account.Code(err) == "ValidationException" {
		return fmt.Errorf("dynamo: %s: %w: %w", doing, table.ErrInvalid, err)
	}
	return account.Explain("dynamo: "+doing, err)
}

// conflict reads a Conflict out of the error of a write of n ops, if it is one.
func conflict(err error, n int) (*table.Conflict, bool, error) {
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		c := &table.Conflict{Old: make([]*table.Item, n)}
		return c, true, readOld(c, 0, failed.Item)
	}
	var canceled *types.TransactionCanceledException
	if errors.As(err, &canceled) {
		return canceledBy(canceled.CancellationReasons, n)
	}
	switch account.Code(err) {
	// The second is our own earlier try, whose answer was lost, still at work.
	case "TransactionConflictException", "TransactionInProgressException":
		return &table.Conflict{Old: make([]*table.Item, n), Busy: true}, true, nil
	}
	return nil, false, nil
}

// canceledBy judges the reasons of a cancelled transaction, one per op. A failed
// condition outweighs the others: it was judged, and a retry would not help.
func canceledBy(reasons []types.CancellationReason, n int) (*table.Conflict, bool, error) {
	c := &table.Conflict{Old: make([]*table.Item, n)}
	judged := false
	busy := false
	for i, r := range reasons {
		if r.Code == nil || i >= n {
			continue
		}
		switch *r.Code {
		case "ConditionalCheckFailed":
			judged = true
			if err := readOld(c, i, r.Item); err != nil {
				return nil, false, err
			}
		case "TransactionConflict":
			busy = true
		}
	}
	c.Busy = busy && !judged
	return c, judged || busy, nil
}

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

// canceledFor names the cause of a cancelled transaction that is no conflict.
func canceledFor(err error) error {
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
