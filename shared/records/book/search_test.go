package book_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/words/crm"
)

var pepper = []byte("pepper")

// put keeps a customer with some profile fields and orders.
func put(t *testing.T, b book.Book, key crm.Key, profile map[crm.Field]string, orders ...crm.Order) *book.Customer {
	t.Helper()
	c := book.NewCustomer("shop", key)
	for f, v := range profile {
		c.Facts.Profile[f] = crm.Text{Value: v, At: 1}
	}
	c.Facts.Orders = orders
	op, _ := c.Save()
	if err := b.Write(context.Background(), op); err != nil {
		t.Fatal(err)
	}
	return c
}

func ordered(id, number string, day int) crm.Order {
	return crm.Order{Ref: crm.Ref{Source: "s", ID: id}, Number: number, Currency: "EUR", Placed: crm.Instant(day) * crm.DayLength, Updated: 1}
}

func TestACustomerIsFoundByWhateverAPersonKnowsOfThem(t *testing.T) {
	t.Parallel()
	b := book.Book{Table: tabletest.NewMemory()}
	put(t, b, "p:s:1", map[crm.Field]string{crm.Name: "Inès Moreau", crm.Email: "ines@example.com", crm.Phone: "+33 6 12 34 56 78"}, ordered("9001", "#1001", 10))
	put(t, b, "p:s:2", map[crm.Field]string{crm.Name: "王芳", crm.Company: "Moreau Frères"}, ordered("9002", "#1002", 20))
	put(t, b, "p:s:3", map[crm.Field]string{crm.Name: "Agnes Moreaux"}, ordered("9003", "#1003", 30))
	put(t, b, "p:s:4", map[crm.Field]string{crm.Name: "Jan Haas", crm.Email: "j.haas@example.com"})
	forward := book.NewCustomer("shop", crm.EmailKey(pepper, "ines@example.com"))
	forward.Forward = "p:s:1"
	op, _ := forward.Save()
	older := book.Spilled{Order: ordered("8001", "#17", 1)}.Put("shop", "p:s:4")
	put(t, b, "p:s:5", map[crm.Field]string{crm.Name: "Club 77"})
	both := book.Spilled{Order: ordered("8002", "#77", 1)}.Put("shop", "p:s:5")
	other := book.NewCustomer("elsewhere", "p:s:1")
	other.Facts.Profile[crm.Name] = crm.Text{Value: "Inès Moreau", At: 1}
	elsewhere, _ := other.Save()
	if err := b.Write(context.Background(), op, older, both, elsewhere); err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string][]crm.Key{
		"ines moreau":        {"p:s:1"},
		"INÈS":               {"p:s:1"},
		"moreau":             {"p:s:2", "p:s:3", "p:s:1"}, // begins a company; then words within names, last buyer first
		"moreau ines":        {"p:s:1"},
		"ines@example.com":   {"p:s:1"},
		" Ines@Example.com ": {"p:s:1"},
		"j.haas@example.com": {"p:s:4"}, // an address that no key stands for is looked for as text
		"@example":           {"p:s:1", "p:s:4"},
		"芳":                  {"p:s:2"},
		"34 56 78":           {"p:s:1"},
		"#1002":              {"p:s:2"},
		"1003":               {"p:s:3"},
		"9001":               {"p:s:1"},
		"17":                 {"p:s:4"}, // an order that no longer stands in the record
		"77":                 {"p:s:5"}, // by the name and by an older order: once
		"p:s:3":              {"p:s:3"},
		"nobody":             nil,
		"  ":                 nil,
	} {
		found, err := b.SearchCustomers(context.Background(), "shop", pepper, q, 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []crm.Key
		for _, c := range found {
			got = append(got, c.Key)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", q, diff)
		}
	}
}

func TestTheBestMatchesStayWhenThereAreMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	b := book.Book{Table: tabletest.NewMemory()}
	for i := range 130 {
		put(t, b, crm.Key(fmt.Sprintf("p:s:%d", i)), map[crm.Field]string{crm.Name: "Jan Haas"}, ordered(fmt.Sprint(i), "", i+1))
	}
	found, err := b.SearchCustomers(context.Background(), "shop", nil, "haas", 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 || found[0].Key != "p:s:129" || found[1].Key != "p:s:128" {
		t.Fatalf("want the two who bought last, got %d: %v", len(found), found)
	}
}
