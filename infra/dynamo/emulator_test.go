//go:build emulator

package dynamo_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"holdfast/infra/account/accounttest"
	"holdfast/infra/dynamo"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
)

// created is a fresh table, deleted when the test is over.
func created(t testing.TB, on accounttest.Target, meter table.Meter) *dynamo.Table {
	t.Helper()
	client, name := dynamo.NewClient(on.Account), "holdfast-test-"+rand.Text()
	if _, err := client.CreateTable(t.Context(), dynamo.Schema(name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Errorf("table %s is left behind: %v", name, err)
		}
	})
	if err := dynamodb.NewTableExistsWaiter(client).Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	return dynamo.New(on.Account, name, meter)
}

func TestATableOfDynamoDBKeepsTheContract(t *testing.T) {
	t.Parallel()
	accounttest.Each(t, func(t *testing.T, on accounttest.Target) {
		tab := created(t, on, nil)
		o := tabletest.Options{}
		if on.Real {
			o.Settle = func(try int) bool { time.Sleep(100 * time.Millisecond); return try < 300 }
		}
		tabletest.Run(t, func(testing.TB) table.Table { return tab }, o)
	})
}

func TestDynamoDBReportsUnits(t *testing.T) {
	t.Parallel()
	accounttest.Each(t, reportsUnits)
}

func reportsUnits(t *testing.T, on accounttest.Target) {
	var wrote, read float64
	tab := created(t, on, func(w, r float64) { wrote += w; read += r })
	x, y := put(full, 0), put(table.Item{Key: b}, 0)
	if err := tab.Write(t.Context(), x); err != nil {
		t.Fatal(err)
	}
	if err := tab.Write(t.Context(), put(table.Item{Key: table.Key{PK: "p", SK: "c"}}, 0), y); err != nil {
		t.Fatal(err)
	}
	if _, err := tab.Get(t.Context(), true, a); err != nil {
		t.Fatal(err)
	}
	if wrote != 3+4 || read != 1 { // an item and its two index entries; a transaction of two
		t.Errorf("%v units written and %v read, want 7 and 1", wrote, read)
	}
}
