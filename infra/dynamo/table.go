package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"holdfast/infra/account"
	"holdfast/shared/records/table"
)

// Table is a table.Table in one DynamoDB table. Its errors wrap account.ErrThrottled,
// account.ErrUnreachable or account.ErrDenied if those are the cause.
type Table struct {
	client *dynamodb.Client
	name   string
	meter  table.Meter
}

var _ table.Table = (*Table)(nil)

// New returns a table that has the Schema; it sends nothing. meter is told the units that
// DynamoDB says each request consumed, and an estimate by its size rules for writes that
// were refused, of which it says nothing; it may be nil, and is called from many
// goroutines.
func New(in account.Account, name string, meter table.Meter) *Table {
	if meter == nil {
		meter = func(write, read float64) {}
	}
	return &Table{client: NewClient(in), name: name, meter: meter}
}

// NewClient returns a client with the account's credentials, address and retries.
func NewClient(in account.Account) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(account.DynamoDB),
		HTTPClient:   in.HTTP,
		Retryer:      account.NewRetryer(),
	})
}
