package importing

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"holdfast/infra/holdfast/rows"
)

// spooled puts orders of several customers into a spool, spilling after some, and returns
// what comes out.
func spooled(t *testing.T, orders, customers, spillEvery int) (out []string) {
	t.Helper()
	s := &spool{folder: t.TempDir()}
	for n := range orders {
		body := fmt.Sprintf(`{"data":{"id":"%d","customer":{"id":"%d","email":"x"}}}`, n, n%customers)
		err := s.add(rows.Event{Topic: "order.updated", ID: fmt.Sprint(n), Body: []byte(body)})
		if err != nil {
			t.Fatal(err)
		}
		if spillEvery > 0 && n%spillEvery == 0 {
			if err := s.spill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if left, err := os.ReadDir(s.folder); err != nil || len(left) > 0 {
		t.Errorf("files that a crash would leave: %v, %v", left, err)
	}
	err := s.each(func(topic string, body []byte) error {
		out = append(out, topic+" "+string(body))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestASpoolGivesEachCustomersOrdersOneAfterTheOther(t *testing.T) {
	t.Parallel()
	for _, spillEvery := range []int{0, 7} {
		out := spooled(t, 100, 9, spillEvery)
		changes := 0
		last := ""
		numbers := map[string]int{}
		for _, line := range out {
			var number int
			_, id, _ := strings.Cut(line, `"id":"`)
			_, who, _ := strings.Cut(line, `"customer":{"id":"`)
			who, _, _ = strings.Cut(who, `"`)
			if _, err := fmt.Sscanf(id, "%d", &number); err != nil {
				t.Fatal(line)
			}
			if before, known := numbers[who]; known && before > number {
				t.Errorf("customer %s: order %d comes after %d", who, number, before)
			}
			numbers[who] = number
			if who != last {
				changes++
			}
			last = who
		}
		if len(out) != 100 || changes != 9 {
			t.Errorf("%d events with %d changes of customer, want 100 with 9", len(out), changes)
		}
	}
}

func TestASpoolWithoutEventsGivesNone(t *testing.T) {
	t.Parallel()
	if out := spooled(t, 0, 1, 0); len(out) > 0 {
		t.Errorf("events %v", out)
	}
}
