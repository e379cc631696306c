package local_test

import (
	"testing"
	"time"

	"holdfast/infra/local"
	"holdfast/shared/edge/envelope"
	platform "holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
)

// delivered is an order as it waits in a queue.
func delivered(t *testing.T, n int, customer string) []byte {
	t.Helper()
	m, err := envelope.Encode(envelope.Message{
		Store:    "ours",
		Source:   "shop",
		Platform: platform.Name,
		Topic:    "orders/create",
		Received: crm.InstantOf(noon),
		Body:     order(n, customer),
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A row that gave way to another of the same customer comes back after seconds, for which a clock that stands does not wait.
func TestRoomIsMadeOfWhatIsDelayedToo(t *testing.T) {
	t.Parallel()
	s := system(t, t.TempDir())
	defer closed(t, s)
	if err := s.Queue(queue.Imports).Send(t.Context(), "ours", 3*time.Second, delivered(t, 1, "7")); err != nil {
		t.Fatal(err)
	}
	if err := s.AwaitRoom(t.Context(), queue.Imports, 1); err != nil {
		t.Fatal(err)
	}
	if n := orders(t, s, "7"); n != 1 {
		t.Errorf("%d orders, want one", n)
	}
}

func TestAnImportHasAWorkerOfItsOwnWhileTheSystemRuns(t *testing.T) {
	t.Parallel()
	s := system(t, t.TempDir())
	defer closed(t, s)
	s.Start()
	sendTo(t, s, queue.Imports, 1, 10)
	sendTo(t, s, queue.Orders, 11, 20)
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := orders(t, s, "7"); n != 20 {
		t.Errorf("%d orders, want twenty", n)
	}
}

// sendTo queues orders of one customer, from one number to another.
func sendTo(t *testing.T, s *local.System, name string, from, to int) {
	t.Helper()
	for n := from; n <= to; n++ {
		if err := s.Queue(name).Send(t.Context(), "ours", 0, delivered(t, n, "7")); err != nil {
			t.Fatal(err)
		}
	}
}
