package console

import (
	"testing"
	"time"

	"holdfast/tests/invented"
)

func TestTodaySaysWhatIsKeptApartFromItsStakes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, order := range []string{
		`{"id":"X1","currency":"USD","total":"240.00","status":"paid","placed_at":"2025-11-20T10:00:00Z","customer":{"id":"1"}}`,
		`{"id":"X2","currency":"USD","total":"60.00","status":"paid","placed_at":"2025-11-21T10:00:00Z","customer":{"id":"1"}}`,
		`{"id":"X3","currency":"CNY","total":"700.00","status":"paid","placed_at":"2025-11-21T10:00:00Z","customer":{"id":"2"}}`,
	} {
		if err := invented.Tell(w.sys, "order.updated", order); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.sys.Turn(t.Context(), lastDay.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	contains(t, plain(w.page("/"+store+"/")), "2 orders of 300.00 USD kept apart")
}
