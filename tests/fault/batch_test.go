package fault

import (
	"fmt"
	"testing"

	"holdfast/shared/records/queue"
	"holdfast/tests/stories"
)

func TestABatchOfManyOrdersOfOneCustomerIsFoldedThoughNoTransactionHoldsThemAll(t *testing.T) {
	t.Parallel()
	h := empty(t, stories.Walls{})
	var batch []queue.Message
	for i := range 300 {
		batch = append(batch, queue.Message{ID: fmt.Sprint(i), Body: delivery(t, h.World, "order.updated", orderOf("ann", fmt.Sprint(1000+i)))})
	}
	for i, err := range h.Apply.Fold(t.Context(), batch) {
		if err != nil {
			t.Fatalf("order %d: %v", i, err)
		}
	}
	if n := len(orders(t, h.World)["p:shop:ann"]); n != 300 {
		t.Errorf("%d of 300 orders stand", n)
	}
}

func TestTenMergesOfLongHistoriesInOneBatchAreFolded(t *testing.T) {
	t.Parallel()
	h := empty(t, stories.Walls{})
	ctx := t.Context()
	var merges []queue.Message
	for who := range 10 {
		var batch []queue.Message
		for i := range 24 {
			batch = append(batch, queue.Message{ID: fmt.Sprint(i), Body: delivery(t, h.World, "order.updated", orderOf(fmt.Sprint("m", who), fmt.Sprintf("%d-%d", who, i)))})
		}
		for _, err := range h.Apply.Fold(ctx, batch) {
			if err != nil {
				t.Fatal(err)
			}
		}
		data := fmt.Sprintf(`{"kept":{"id":"ann"},"gone":{"id":"m%d"}}`, who)
		merges = append(merges, queue.Message{ID: fmt.Sprint(who), Body: delivery(t, h.World, "customer.merged", data)})
	}
	for i, err := range h.Apply.Fold(ctx, merges) {
		if err != nil {
			t.Fatalf("merge %d: %v", i, err)
		}
	}
	if n := len(orders(t, h.World)["p:shop:ann"]); n != 240 {
		t.Errorf("%d of 240 orders stand", n)
	}
}
