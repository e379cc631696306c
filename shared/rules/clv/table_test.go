package clv_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/rules/clv"
)

func drawCells(t *rapid.T, of string) []clv.Cell {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) clv.Cell {
		c := clv.Cell{
			X: rapid.Int32Range(0, 20).Draw(t, "x"), T: rapid.Int32Range(0, 400).Draw(t, "T"),
			Next: rapid.Int32Range(0, 5).Draw(t, "next"), Patience: clv.Patience(rapid.IntRange(0, 63).Draw(t, "patience")), Count: rapid.Int64Range(1, 3).Draw(t, "count"),
		}
		if c.T == 0 {
			c.X = 0
		}
		if c.X > 0 {
			c.Tx = rapid.Int32Range(1, c.T).Draw(t, "tx")
		}
		return c
	}), 0, 60).Draw(t, of)
}

func TestCustomersWithTheSameHistoryAreCountedTogether(t *testing.T) {
	t.Parallel()
	got := must[clv.Table](t)(clv.Count(0, []clv.Cell{
		{X: 2, Tx: 30, T: 38, Count: 1}, {T: 38, Count: 1}, {X: 2, Tx: 30, T: 38, Count: 1}, {T: 0, Count: 4},
	}))
	want := clv.Table{Step: 1, Cells: []clv.Cell{
		{T: 0, Count: 4}, {T: 38, Count: 1}, {X: 2, Tx: 30, T: 38, Count: 2},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	if got.Customers() != 7 {
		t.Fatalf("%d customers", got.Customers())
	}
}

func TestHistoriesThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	for why, c := range map[string]clv.Cell{
		"last order after the day of judgement": {X: 1, Tx: 9, T: 8, Count: 1},
		"a second order on the first day":       {X: 1, Tx: 0, T: 8, Count: 1},
		"a last order but no second one":        {X: 0, Tx: 3, T: 8, Count: 1},
		"a first order in the future":           {T: -1, Count: 1},
		"fewer orders than none":                {X: -1, Tx: 1, T: 8, Count: 1},
		"older than a table can hold":           {T: clv.MaxT + 1, Count: 1},
	} {
		if _, err := clv.Count(0, []clv.Cell{c}); !errors.Is(err, clv.ErrCell) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestAMillionOrdersOfOneAccountCountAsTheMostATableHolds(t *testing.T) {
	t.Parallel()
	got := must[clv.Table](t)(clv.Count(0, []clv.Cell{{X: 1_000_000, Tx: 700, T: 730, Count: 1}}))
	if x := got.Cells[0].X; x != clv.MaxX {
		t.Fatalf("x = %d", x)
	}
}

func TestPartsMergeToTheWholeInAnyOrderBoundedOrNot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := drawCells(t, "customers")
		limit := rapid.IntRange(5, 60).Draw(t, "limit")
		whole, err := clv.Count(90, all)
		if err != nil {
			t.Fatal(err)
		}
		whole = whole.Bound(limit)
		rnd := rand.New(rand.NewPCG(uint64(rapid.IntRange(0, 1000).Draw(t, "order")), 1))
		rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		merged := clv.Table{}
		for len(all) > 0 {
			n := min(len(all), 1+rnd.IntN(20))
			part, err := clv.Count(90, all[:n])
			if err != nil {
				t.Fatal(err)
			}
			if merged, err = merged.Merge(part.Bound(limit)); err != nil {
				t.Fatal(err)
			}
			merged, all = merged.Bound(limit), all[n:]
		}
		if len(whole.Cells) > 0 {
			if diff := cmp.Diff(whole, merged); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func TestTablesOfDifferentKindsDoNotMerge(t *testing.T) {
	t.Parallel()
	a := clv.Table{Step: 1, Ahead: 90, Cells: []clv.Cell{{T: 5, Count: 1}}}
	b := clv.Table{Step: 1, Cells: []clv.Cell{{T: 5, Count: 1}}}
	if _, err := a.Merge(b); !errors.Is(err, clv.ErrMerge) {
		t.Fatal(err)
	}
}

func TestATableComesBackFromItsPartsAndFromJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ahead := rapid.SampledFrom([]int32{0, 90}).Draw(t, "ahead")
		want, err := clv.Count(ahead, drawCells(t, "customers"))
		if err != nil {
			t.Fatal(err)
		}
		if ahead == 0 {
			want = want.DropNext()
		}
		want = want.Bound(rapid.IntRange(3, 60).Draw(t, "limit"))
		parts := want.Pack(rapid.IntRange(1, 200).Draw(t, "size"))
		slices.Reverse(parts)
		var got clv.Table
		for _, p := range parts {
			one, err := clv.Unpack(p)
			if err != nil {
				t.Fatal(err)
			}
			if got, err = got.Merge(one); err != nil {
				t.Fatal(err)
			}
		}
		if len(want.Cells) > 0 {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("from parts: %s", diff)
			}
		}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var read clv.Table
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.Cells, read.Cells); diff != "" && len(want.Cells) > 0 || read.Step != want.Step || read.Ahead != want.Ahead {
			t.Fatalf("from JSON: %s", diff)
		}
	})
}

// FuzzUnpack: whatever is read can be written, and reads the same again.
func FuzzUnpack(f *testing.F) {
	for _, ahead := range []int32{0, 90} {
		t := must[clv.Table](f)(clv.Count(ahead, simulate(truth[clv.MBGFamily], 40, likeCDNOW, 1)))
		f.Add(t.Pack(1 << 20)[0])
	}
	f.Fuzz(func(t *testing.T, part []byte) {
		got, err := clv.Unpack(part)
		if err != nil {
			return
		}
		again, err := clv.Unpack(got.Pack(1 << 30)[0])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestABoundedTableGivesNearlyTheSameFit(t *testing.T) {
	t.Parallel()
	exact := count(t, simulate(truth[clv.MBGFamily], 20_000, season{400, 730, 0, clv.Week}, 8))
	bounded := exact.Bound(len(exact.Cells) / 3)
	if len(bounded.Cells) > len(exact.Cells)/3 || bounded.Customers() != exact.Customers() {
		t.Fatalf("%d of %d cells", len(bounded.Cells), len(exact.Cells))
	}
	want := must[clv.Fit](t)(clv.NewSample(exact, clv.Week).Fit(clv.MBGFamily, nil))
	got := must[clv.Fit](t)(clv.NewSample(bounded, clv.Week).Fit(clv.MBGFamily, nil))
	for i, p := range want.Model.Params() {
		if off := math.Abs(got.Model.Params()[i]-p) / want.SE[i]; off > 1 {
			t.Errorf("%s is off by %v standard errors (bins of %d days)", clv.MBGFamily.Names()[i], off, bounded.Step)
		}
	}
}

func TestSpendingThatIsNotPositiveIsDroppedAndReported(t *testing.T) {
	t.Parallel()
	got := must[clv.SpendTable](t)(clv.CountSpend([]clv.Spend{
		{X: 1, Sum: 0, Count: 2},
		{X: 2, Sum: -500, Count: 1},
		{X: 0, Sum: 700, Count: 9},
		{X: 2, Sum: 3000, Count: 1},
		{X: 2, Sum: 3000, Count: 1},
	}))
	want := clv.SpendTable{Dropped: 3, Cells: []clv.Spend{{X: 2, Sum: 3000, Count: 2}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestPartsOfSpendingMergeToTheWholeInAnyOrder(t *testing.T) {
	t.Parallel()
	all := spending(clv.GammaGamma{P: 6, Q: 4, Gamma: 15}, simulate(truth[clv.NBDFamily], 300, likeCDNOW, 1), 2)
	rapid.Check(t, func(t *rapid.T) {
		limit, cut := rapid.IntRange(20, 200).Draw(t, "limit"), rapid.IntRange(0, len(all)).Draw(t, "cut")
		table := func(s []clv.Spend) clv.SpendTable {
			v, err := clv.CountSpend(s)
			if err != nil {
				t.Fatal(err)
			}
			return v.Bound(limit)
		}
		a, b := table(all[:cut]), table(all[cut:])
		if diff := cmp.Diff(a.Merge(b).Bound(limit), b.Merge(a).Bound(limit)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(table(all), a.Merge(b).Bound(limit)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestACounterOfLittleMemoryEndsInTheSameTables(t *testing.T) {
	t.Parallel()
	customers := simulate(truth[clv.MBGFamily], 3000, likeCDNOW, 14)
	spent := spending(clv.GammaGamma{P: 6, Q: 4, Gamma: 15}, customers, 2)
	const limit = 200
	want := must[clv.Table](t)(clv.Count(273, customers)).Bound(limit)
	wantSpent := must[clv.SpendTable](t)(clv.CountSpend(spent)).Bound(limit)
	counter := clv.Counter{Ahead: 273, Limit: limit}
	for _, c := range customers {
		if err := counter.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range spent {
		if err := counter.AddSpend(s); err != nil {
			t.Fatal(err)
		}
	}
	got, gotSpent, err := counter.Tables()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(wantSpent, gotSpent); diff != "" {
		t.Error(diff)
	}
	if err := counter.Add(clv.Cell{X: 1, Tx: 9, T: 8, Count: 1}); !errors.Is(err, clv.ErrCell) {
		t.Errorf("an impossible customer: %v", err)
	}
}
