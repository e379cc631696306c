package embedded_test

import (
	"testing"

	"holdfast/infra/embedded"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
)

// openTable opens a table in a folder of its own that is closed with the test.
func openTable(t testing.TB, meter table.Meter) *embedded.Table {
	t.Helper()
	tb, err := embedded.OpenTable(t.TempDir(), meter)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tb.Close(); err != nil {
			t.Error(err)
		}
	})
	return tb
}

func TestTable(t *testing.T) {
	t.Parallel()
	tabletest.Run(t, func(t testing.TB) table.Table { return openTable(t, nil) }, tabletest.Options{})
}
