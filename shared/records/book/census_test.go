package book_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// dying is a table whose process dies after so many writes.
type dying struct {
	table.Table
	left int
}

var errDied = errors.New("died")

func (d *dying) Write(ctx context.Context, ops ...table.Op) error {
	if d.left == 0 {
		return errDied
	}
	d.left--
	return d.Table.Write(ctx, ops...)
}

// great is a part of more than one piece.
func great(customers int, seed uint64) *book.CensusTally {
	p, r := book.NewCensusTally(), rand.New(rand.NewPCG(seed, 2))
	for i := range customers {
		p.Segments.Losers = append(p.Segments.Losers, segment.Loser{Key: crm.Key(fmt.Sprint("p:shop:", r.Uint64())), Profit: -int64(i)})
	}
	return p
}

func TestPiecesOfTwoTriesOfASegmentNeverMix(t *testing.T) {
	t.Parallel()
	ctx, tab, now := context.Background(), tabletest.NewMemory(), time.Date(2026, 5, 1, 3, 0, 0, 0, time.UTC)
	b := book.Book{Table: tab}
	if err := (book.Book{Table: &dying{tab, 1}}).PutCensusTallies(ctx, "run", now, 0, map[string]*book.CensusTally{"s": great(60_000, 1)}); !errors.Is(err, errDied) {
		t.Fatalf("one piece was enough: %v", err)
	}
	second := great(60_001, 9)
	if err := b.PutCensusTallies(ctx, "run", now, 0, map[string]*book.CensusTally{"s": second, "t": book.NewCensusTally()}); err != nil {
		t.Fatal(err)
	}
	if err := b.PutCensusTallies(ctx, "run", now, 0, map[string]*book.CensusTally{"s": great(60_002, 3)}); err != nil {
		t.Fatal(err)
	}
	if _, done, err := b.FindDoneSegments(ctx, "run", 2); done || err != nil {
		t.Fatalf("one of two segments is done, not all: %v, %v", done, err)
	}
	all, done, err := b.FindDoneSegments(ctx, "run", 1)
	if err != nil || !done || !slices.Equal(all.Stores(), []string{"s", "t"}) {
		t.Fatalf("%v, %v, %v", all.Stores(), done, err)
	}
	whole, err := b.FindCensusTally(ctx, all, "s")
	if err != nil {
		t.Fatal(err)
	}
	if got := whole.Segments.Losers; len(got) == 0 || !slices.Contains(second.Segments.Losers, got[0]) {
		t.Errorf("%d customers, not those of the try that was marked", len(got))
	}
}

func TestACensusOfWhichAPieceIsMissingIsNotReduced(t *testing.T) {
	t.Parallel()
	ctx, tab := context.Background(), tabletest.NewMemory()
	b := book.Book{Table: tab}
	if err := b.PutCensusTallies(ctx, "run", time.Unix(0, 0), 0, map[string]*book.CensusTally{"s": book.NewCensusTally()}); err != nil {
		t.Fatal(err)
	}
	page, err := tab.Query(ctx, table.Query{PK: "N#run#s"})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%d pieces, %v", len(page.Items), err)
	}
	if err := tab.Write(ctx, table.Op{Kind: table.Delete, Item: page.Items[0], If: page.Items[0].Version}); err != nil {
		t.Fatal(err)
	}
	all, done, err := b.FindDoneSegments(ctx, "run", 1)
	if err != nil || !done {
		t.Fatal(done, err)
	}
	if _, err := b.FindCensusTally(ctx, all, "s"); !errors.Is(err, book.ErrIncomplete) {
		t.Errorf("%v", err)
	}
}
