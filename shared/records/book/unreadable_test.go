package book_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// shelf is a book with two customers that can be read, one of a newer version and one that is damaged.
func shelf(t *testing.T) book.Book {
	t.Helper()
	b := book.Book{Table: tabletest.NewMemory()}
	put(t, b, "p:s:1", nil, ordered("1", "", 1))
	put(t, b, "p:s:4", nil, ordered("4", "", 1))
	for key, body := range map[string][]byte{"C#shop#p:s:2": {99, 1, 2}, "C#shop#p:s:3": {1, 200}, "T#shop#t1": []byte("{")} {
		sk := map[byte]string{'C': "c", 'T': "t"}[key[0]]
		item := table.Item{Key: table.Key{PK: key, SK: sk}, Body: body}
		if err := b.Write(t.Context(), table.Op{Kind: table.Put, Item: item}); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func TestRecordsThatCannotBeReadStopNoOther(t *testing.T) {
	t.Parallel()
	b := shelf(t)
	got := map[string]int{}
	for c, err := range b.Customers(t.Context(), "shop") {
		u, unreadable := book.AsUnreadable(err)
		switch {
		case unreadable && errors.Is(err, packed.ErrNewer) && u.Newer() && u.Key.PK == "C#shop#p:s:2":
			got["newer"]++
		case unreadable && errors.Is(err, packed.ErrCorrupt) && !u.Newer() && u.Store == "shop":
			got["damaged"]++
		case err != nil:
			t.Fatal(err)
		default:
			got[string(c.Key)]++
		}
		if err != nil && strings.Contains(err.Error(), "p:s:") {
			t.Errorf("the error names a customer: %v", err)
		}
	}
	if d := cmp.Diff(map[string]int{"p:s:1": 1, "p:s:4": 1, "newer": 1, "damaged": 1}, got); d != "" {
		t.Errorf("ranged over (-want +got):\n%s", d)
	}
	readable, err := table.Collect(book.Readable(b.Customers(t.Context(), "shop")))
	if err != nil || len(readable) != 2 {
		t.Errorf("%d can be read, %v", len(readable), err)
	}
	found, left, err := b.FindReadableCustomers(t.Context(), "shop", "p:s:1", "p:s:2", "p:s:3", "p:s:5")
	if err != nil || len(found) != 2 || len(left) != 2 {
		t.Errorf("%d found, %d left out, %v", len(found), len(left), err)
	}
	// What needs them all must not go on without one.
	if found, err := b.FindCustomers(t.Context(), "shop", "p:s:1", "p:s:2"); !errors.Is(err, packed.ErrNewer) || found != nil {
		t.Errorf("found %v, %v", found, err)
	}
	if found, err := b.FindTasks(t.Context(), "shop", "t1", "t2"); !errors.Is(err, packed.ErrCorrupt) || found != nil {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestADecisionOfWhichOneOfTwoCustomersIsOpenStaysOpen(t *testing.T) {
	t.Parallel()
	one := book.Ledger{Decisions: []book.Decision{{Task: "a"}, {Task: "c", Open: true}}}
	other := book.Ledger{
		Decisions: []book.Decision{{Task: "a", Open: true}, {Task: "b"}, {Task: "c"}},
		Contacts:  []crm.Contact{{At: 1}},
	}
	want := book.Ledger{
		Decisions: []book.Decision{{Task: "a", Open: true}, {Task: "b"}, {Task: "c", Open: true}},
		Contacts:  []crm.Contact{{At: 1}},
	}
	if d := cmp.Diff(want, one.Join(other)); d != "" {
		t.Errorf("joined (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]book.Decision{{Task: "a"}, {Task: "c", Open: true}}, one.Decisions); d != "" {
		t.Errorf("the ledger that was joined changed (-want +got):\n%s", d)
	}
}
