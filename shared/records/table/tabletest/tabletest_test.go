package tabletest_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	tabletest.Run(t, func(testing.TB) table.Table { return tabletest.NewMemory() }, tabletest.Options{})
}

func TestLaggingTableIsRightOnceItHasCaughtUp(t *testing.T) {
	t.Parallel()
	lag := tabletest.NewLagging(tabletest.NewMemory(), 3)
	tabletest.Run(t, func(testing.TB) table.Table { return lag }, tabletest.Options{Settle: func(try int) bool {
		lag.CatchUp()
		return try < 50 // other tests write meanwhile
	}})
}

func dueItem(sk, due string) table.Item {
	return table.Item{Key: table.Key{PK: "p", SK: sk}, Due: table.Key{PK: "d", SK: due}}
}

// due is what the due index shows, by place.
func due(t *testing.T, tb table.Table) []string {
	t.Helper()
	p, err := tb.Query(t.Context(), table.Query{Index: table.Due, PK: "d"})
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, it := range p.Items {
		places = append(places, it.SK+"@"+it.Due.SK)
	}
	return places
}

func put(t *testing.T, tb table.Table, it table.Item, standing uint64) error {
	t.Helper()
	return tb.Write(t.Context(), table.Op{Kind: table.Put, Item: it, If: standing})
}

func TestLaggingIndexesShowWhatStoodSomeWritesAgo(t *testing.T) {
	t.Parallel()
	lag := tabletest.NewLagging(tabletest.NewMemory(), 2)
	for i, write := range []struct {
		item     table.Item
		standing uint64
		shown    []string
	}{
		{dueItem("a", "1"), 0, nil},
		{dueItem("b", "2"), 0, nil},
		{dueItem("a", "3"), 1, []string{"a@1"}},
		{table.Item{Key: table.Key{PK: "p", SK: "b"}}, 1, []string{"a@1", "b@2"}},
		{dueItem("c", "0"), 0, []string{"b@2", "a@3"}},
	} {
		if err := put(t, lag, write.item, write.standing); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(write.shown, due(t, lag)); d != "" {
			t.Errorf("after write %d (-want +got):\n%s", i, d)
		}
	}
	lag.CatchUp()
	if d := cmp.Diff([]string{"c@0", "a@3"}, due(t, lag)); d != "" {
		t.Errorf("caught up (-want +got):\n%s", d)
	}
}

func TestLaggingIndexesFollowAWriteWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	for fault, want := range map[tabletest.Fault][]string{tabletest.Applied: {"a@2"}, tabletest.NotApplied: {"a@1"}} {
		lag := tabletest.NewLagging(tabletest.NewFaulty(tabletest.NewMemory(), tabletest.Once(2, fault)), 0)
		if err := put(t, lag, dueItem("a", "1"), 0); err != nil {
			t.Fatal(err)
		}
		if err := put(t, lag, dueItem("a", "2"), 1); !errors.Is(err, tabletest.ErrFault) {
			t.Errorf("second write: %v, want the fault", err)
		}
		if d := cmp.Diff(want, due(t, lag)); d != "" {
			t.Errorf("fault %d (-want +got):\n%s", fault, d)
		}
	}
}

func TestFaultyWritesFailByPlan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		plan     tabletest.Plan
		failed   []bool
		versions []uint64 // that stand after each write
	}{
		{nil, []bool{false, false, false}, []uint64{1, 2, 3}},
		{tabletest.Once(2, tabletest.NotApplied), []bool{false, true, false}, []uint64{1, 1, 2}},
		{tabletest.Once(2, tabletest.Applied), []bool{false, true, false}, []uint64{1, 2, 3}},
		{tabletest.Crash(2, tabletest.NotApplied), []bool{false, true, true}, []uint64{1, 1, 1}},
		{tabletest.Crash(2, tabletest.Applied), []bool{false, true, true}, []uint64{1, 2, 2}},
	} {
		f := tabletest.NewFaulty(tabletest.NewMemory(), c.plan)
		var failed []bool
		var versions []uint64
		k := table.Key{PK: "p", SK: "s"}
		standing := uint64(0)
		for range c.failed {
			failed = append(failed, errors.Is(put(t, f, table.Item{Key: k}, standing), tabletest.ErrFault))
			got, err := f.Get(t.Context(), true, k)
			if err != nil {
				t.Fatal(err)
			}
			standing = got[k].Version
			versions = append(versions, standing)
		}
		if d := cmp.Diff(c.failed, failed) + cmp.Diff(c.versions, versions); d != "" {
			t.Errorf("failed and versions (-want +got):\n%s", d)
		}
		if f.Writes() != len(c.failed) {
			t.Errorf("counted %d writes of %d", f.Writes(), len(c.failed))
		}
	}
}

func TestALostAnswerHidesEvenAConflict(t *testing.T) {
	t.Parallel()
	f := tabletest.NewFaulty(tabletest.NewMemory(), tabletest.Once(1, tabletest.Applied))
	err := put(t, f, dueItem("a", "1"), 7)
	if !errors.Is(err, tabletest.ErrFault) || table.IsConflict(err) {
		t.Errorf("Write: %v, want the bare fault", err)
	}
}

func TestPairsAreEveryWriteBothWays(t *testing.T) {
	t.Parallel()
	type pair struct {
		N int
		F tabletest.Fault
	}
	var got []pair
	for n, f := range tabletest.Pairs(2) {
		got = append(got, pair{n, f})
	}
	want := []pair{{1, tabletest.NotApplied}, {1, tabletest.Applied}, {2, tabletest.NotApplied}, {2, tabletest.Applied}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("pairs (-want +got):\n%s", d)
	}
}
