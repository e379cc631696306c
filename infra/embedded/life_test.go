package embedded_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/embedded"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
)

func TestLaggingTable(t *testing.T) {
	t.Parallel()
	tabletest.Run(t, func(t testing.TB) table.Table { return tabletest.NewLagging(openTable(t, nil), 0) }, tabletest.Options{})
}

func TestAFolderIsOpenOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	tb, err := embedded.OpenTable(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.OpenTable(folder, nil); !errors.Is(err, embedded.ErrInUse) || !strings.Contains(err.Error(), folder) {
		t.Errorf("second opening: %v, want ErrInUse with the folder's name", err)
	}
	qs, err := embedded.OpenQueues(folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.OpenQueues(folder, time.Now); !errors.Is(err, embedded.ErrInUse) {
		t.Errorf("second opening of the queues: %v, want ErrInUse", err)
	}
	if err := errors.Join(tb.Close(), qs.Close()); err != nil {
		t.Fatal(err)
	}
	if tb, err = embedded.OpenTable(folder, nil); err != nil {
		t.Fatalf("opening after Close: %v", err)
	}
	if err := tb.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAForeignFileIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "table.db")
	foreign := []byte(strings.Repeat("not a table. ", 5000))
	if err := os.WriteFile(path, foreign, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.OpenTable(folder, nil); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("opening a foreign file: %v, want an error with its name", err)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != string(foreign) {
		t.Errorf("the foreign file has changed, %v", err)
	}
}

func TestAFolderHoldsAllWhenItIsOpenedAgain(t *testing.T) {
	t.Parallel()
	folder, c := filepath.Join(t.TempDir(), "made", "by", "opening"), &clock{}
	it := table.Item{Key: key("a"), Body: []byte("body"), Due: table.Key{PK: "d", SK: "1"}, Expires: 1999999999}
	var first queue.Message
	for round := range 3 {
		tb, err := embedded.OpenTable(folder, nil)
		if err != nil {
			t.Fatal(err)
		}
		qs, err := embedded.OpenQueues(folder, c.now)
		if err != nil {
			t.Fatal(err)
		}
		q, err := qs.Queue("orders", 5)
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			mustWrite(t, tb, put(it, 0))
			mustSend(t, q, 0, "m")
		}
		got, err := tb.Get(t.Context(), true, it.Key)
		want := it
		want.Version = 1
		if d := cmp.Diff(map[table.Key]table.Item{it.Key: want}, got); d != "" || err != nil {
			t.Errorf("round %d: %v, items (-want +got):\n%s", round, err, d)
		}
		ms := receive(t, q)
		if len(ms) != 1 || ms[0].Receives != round+1 || round > 0 && ms[0].ID != first.ID {
			t.Errorf("round %d: received %+v", round, ms)
		}
		first = ms[0]
		c.turn(time.Hour)
		if err := errors.Join(tb.Close(), qs.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// places is the SKs that stand in the main table and each index.
func places(t *testing.T, tb table.Table) (places []string) {
	t.Helper()
	for _, q := range []table.Query{{PK: "p"}, {Index: table.Due, PK: "d"}, {Index: table.List, PK: "l"}} {
		p, err := tb.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, it := range p.Items {
			text += it.SK
		}
		places = append(places, text)
	}
	return places
}

// expires requires that so many items expire at an instant, at no cost.
func expires(t *testing.T, tb *embedded.Table, s *spent, now time.Time, want int) {
	t.Helper()
	units := s.of(func() {
		if n, err := tb.Expire(t.Context(), now); n != want || err != nil {
			t.Errorf("Expire: %d, %v, want %d", n, err, want)
		}
	})
	if units != [2]float64{} {
		t.Errorf("Expire consumed %v units", units)
	}
}

func TestExpireRemovesWhatHasExpiredFromEverywhere(t *testing.T) {
	t.Parallel()
	s := &spent{}
	tb := openTable(t, s.meter)
	at := began.Unix()
	var ops []table.Op
	for i, expires := range []int64{at - 1, at, at + 1, 0} {
		ops = append(ops, put(table.Item{
			Key: key(fmt.Sprint(i)), Expires: expires, Due: table.Key{PK: "d", SK: fmt.Sprint(i)}, List: table.Key{PK: "l", SK: fmt.Sprint(i)},
		}, 0))
	}
	mustWrite(t, tb, ops...)
	if d := cmp.Diff([]string{"0123", "0123", "0123"}, places(t, tb)); d != "" {
		t.Errorf("before Expire items stand (-want +got):\n%s", d)
	}
	expires(t, tb, s, began, 2)
	if d := cmp.Diff([]string{"23", "23", "23"}, places(t, tb)); d != "" {
		t.Errorf("after Expire (-want +got):\n%s", d)
	}
	expires(t, tb, s, began, 0)
}

func TestAnItemWhoseExpiryWasMovedStays(t *testing.T) {
	t.Parallel()
	s := &spent{}
	tb := openTable(t, s.meter)
	it := table.Item{Key: key("a"), Expires: began.Unix()}
	mustWrite(t, tb, put(it, 0))
	it.Expires += 1000
	mustWrite(t, tb, put(it, 1))
	expires(t, tb, s, began.Add(10*time.Second), 0)
	expires(t, tb, s, began.Add(1000*time.Second), 1)
}

func TestExpireRemovesMoreThanOneCommitHolds(t *testing.T) {
	t.Parallel()
	tb := openTable(t, nil)
	for i := range 12 {
		var ops []table.Op
		for j := range 100 {
			ops = append(ops, put(table.Item{Key: key(fmt.Sprint(i, "#", j)), Expires: int64(1000 + i*j)}, 0))
		}
		mustWrite(t, tb, ops...)
	}
	if n, err := tb.Expire(t.Context(), began); n != 1200 || err != nil {
		t.Errorf("Expire: %d, %v, want 1200", n, err)
	}
	if p, err := tb.Scan(t.Context(), 0, 1, ""); len(p.Items) != 0 || err != nil {
		t.Errorf("%d items are left, %v", len(p.Items), err)
	}
}
