package facts

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/apply"
	"holdfast/shared/crm"
	"holdfast/shared/queue"
)

func account(id string) crm.Key { return crm.PlatformKey(crm.Ref{Source: "shop", ID: id}) }

func TestAMergeMadeByAPersonCanBeUndone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := NewHouse(t, nil, nil)
	at := h.Time.AddDate(0, 0, -10)
	h.Fold(t, []queue.Message{orderMessage(1, 1, 0, "paid", at), orderMessage(1, 2, 1, "paid", at), orderMessage(2, 3, 0, "paid", at)})
	one, two := account("71500000001"), account("71500000002")
	shop, err := h.Book.Shop(ctx, Store)
	if err != nil {
		t.Fatal(err)
	}
	before := h.orders(t, one, two)
	root, err := apply.Unite(ctx, h.Book, shop, two, one, h.Time)
	if err != nil || root != one {
		t.Fatalf("united under %q, %v; want %q", root, err, one)
	}
	if got := len(h.orders(t, one)[one]); got != 3 {
		t.Fatalf("%d orders of both, want 3", got)
	}
	h.Fold(t, []queue.Message{orderMessage(2, 4, 0, "paid", at)})
	if err := apply.Part(ctx, h.Book, shop, two, h.Time); err != nil {
		t.Fatal(err)
	}
	after := h.orders(t, one, two)
	if diff := cmp.Diff(before[one], after[one]); diff != "" {
		t.Error(diff)
	}
	if len(after[two]) != 2 {
		t.Errorf("%d orders of the second, want the one from before and the one that came meanwhile", len(after[two]))
	}
	if err := apply.Part(ctx, h.Book, shop, two, h.Time); !errors.Is(err, apply.ErrNotMerged) {
		t.Errorf("parting what is apart: %v", err)
	}
}

func (h *House) orders(t *testing.T, keys ...crm.Key) map[crm.Key][]crm.Order {
	t.Helper()
	found := map[crm.Key][]crm.Order{}
	for _, k := range keys {
		c, err := h.Book.Customer(context.Background(), Store, k)
		if err != nil {
			t.Fatal(err)
		}
		found[k] = c.Facts.Orders
	}
	return found
}
