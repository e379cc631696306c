package facts

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
	"holdfast/shared/steps/apply"
	"holdfast/shared/words/crm"
)

func account(id string) crm.Key { return crm.PlatformKey(crm.Ref{Source: "shop", ID: id}) }

func TestAMergeMadeByAPersonCanBeUndone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := NewHouse(t, nil, nil)
	at := h.Time.AddDate(0, 0, -10)
	h.Fold(t, []queue.Message{orderMessage(1, 1, 0, "paid", at), orderMessage(1, 2, 1, "paid", at), orderMessage(2, 3, 0, "paid", at)})
	one, two := account("71500000001"), account("71500000002")
	shop, err := h.Book.FindShop(ctx, Store)
	if err != nil {
		t.Fatal(err)
	}
	before := h.orders(t, one, two)
	root, err := apply.UniteCustomers(ctx, h.Book, shop, apply.Pair{One: two, Other: one}, h.Time)
	if err != nil || root != one {
		t.Fatalf("united under %q, %v; want %q", root, err, one)
	}
	if got := len(h.orders(t, one)[one]); got != 3 {
		t.Fatalf("%d orders of both, want 3", got)
	}
	h.Fold(t, []queue.Message{orderMessage(2, 4, 0, "paid", at)})
	if err := apply.SplitCustomers(ctx, h.Book, shop, two, h.Time); err != nil {
		t.Fatal(err)
	}
	after := h.orders(t, one, two)
	if diff := cmp.Diff(before[one], after[one]); diff != "" {
		t.Error(diff)
	}
	if len(after[two]) != 2 {
		t.Errorf("%d orders of the second, want the one from before and the one that came meanwhile", len(after[two]))
	}
	if err := apply.SplitCustomers(ctx, h.Book, shop, two, h.Time); !errors.Is(err, apply.ErrNotMerged) {
		t.Errorf("parting what is apart: %v", err)
	}
}

func TestWhoWasPartedFromSomebodyIsErasedAndTheOtherIsNot(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := NewHouse(t, nil, nil)
	h.Fold(t, []queue.Message{
		Message("shop", "order.updated", `{"timestamp":"2026-01-05T08:00:00Z","data":{"id":"G1","currency":"EUR","total":"20.00","status":"paid","placed_at":"2026-01-05T08:00:00Z","customer":{"email":"ann@example.com"}}}`, at("2026-01-05")),
		Message("shop", "order.updated", `{"timestamp":"2026-02-05T08:00:00Z","data":{"id":"1","currency":"EUR","total":"9.50","status":"paid","placed_at":"2026-02-05T08:00:00Z","customer":{"id":"1","email":"bob@example.com"}}}`, at("2026-02-05")),
	})
	shop, err := h.Shops.FindShop(ctx, Store)
	if err != nil {
		t.Fatal(err)
	}
	ann, bob := crm.EmailKey(pepper, "ann@example.com"), account("1")
	if _, err := apply.UniteCustomers(ctx, h.Book, shop, apply.Pair{One: bob, Other: ann}, h.Time); err != nil {
		t.Fatal(err)
	}
	if err := apply.SplitCustomers(ctx, h.Book, shop, ann, h.Time); err != nil { // her profile now has his address
		t.Fatal(err)
	}
	erasure, err := apply.NewErasure(Store, ann, crm.InstantOf(h.Time))
	if err != nil {
		t.Fatal(err)
	}
	body, err := envelope.Encode(erasure)
	if err != nil {
		t.Fatal(err)
	}
	h.Fold(t, []queue.Message{{ID: "m", Body: body, Receives: 1}})
	for key, want := range map[crm.Key]bool{ann: true, bob: false} {
		c, err := h.Book.FindCustomer(ctx, Store, key)
		if err != nil || c.Facts.Gone(key) != want {
			t.Errorf("%s gone: %v, %v", key, c.Facts.Gone(key), err)
		}
	}
}

func (h *House) orders(t *testing.T, keys ...crm.Key) map[crm.Key][]crm.Order {
	t.Helper()
	found := map[crm.Key][]crm.Order{}
	for _, k := range keys {
		c, err := h.Book.FindCustomer(context.Background(), Store, k)
		if err != nil {
			t.Fatal(err)
		}
		found[k] = c.Facts.Orders
	}
	return found
}
