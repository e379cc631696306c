//go:build emulator

package dynamo_test

import (
	"context"
	"crypto/rand"
	"os"
	"testing"

	"holdfast/infra/account"
	"holdfast/infra/dynamo"
	"holdfast/shared/table"
	"holdfast/shared/table/tabletest"
)

// emulated is the account that an emulator plays. Without one the test fails: it must neither be skipped unseen nor reach
// AWS.
func emulated(t testing.TB) account.Account {
	t.Helper()
	in, err := account.FromEnv(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	if in.Endpoint = os.Getenv("HOLDFAST_AWS_ENDPOINT"); in.Endpoint == "" {
		t.Fatal("HOLDFAST_AWS_ENDPOINT is not set: run this by tests/emulator/run")
	}
	return in
}

// created is a fresh table.
func created(t testing.TB, meter table.Meter) *dynamo.Table {
	t.Helper()
	in, name := emulated(t), "holdfast-"+rand.Text()
	if _, err := dynamo.NewClient(in).CreateTable(context.Background(), dynamo.Schema(name)); err != nil {
		t.Fatal(err)
	}
	return dynamo.New(in, name, meter)
}

func TestTheEmulatorsTableKeepsTheContract(t *testing.T) {
	tab := created(t, nil)
	t.Logf("against %s", os.Getenv("HOLDFAST_AWS_ENDPOINT"))
	tabletest.Run(t, func(testing.TB) table.Table { return tab }, tabletest.Options{})
}

func TestTheEmulatorReportsUnits(t *testing.T) {
	t.Parallel()
	var wrote, read float64
	tab := created(t, func(w, r float64) { wrote += w; read += r })
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
