package facts

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
	"holdfast/shared/steps/apply"
	"holdfast/shared/words/crm"
)

// takeBackOf is the message that takes an order of an import back.
func takeBackOf(t TB, customer, number int, updated, imported time.Time) queue.Message {
	t.Helper()
	body, err := json.Marshal(apply.TakeBack{
		Customer: crm.PlatformKey(crm.Ref{Source: "shop", ID: fmt.Sprint(customer)}),
		Source:   "shop",
		Order:    fmt.Sprint(number),
		Updated:  crm.InstantOf(updated),
	})
	if err != nil {
		t.Fatal(err)
	}
	return message(envelope.Internal, envelope.Internal, apply.TopicTakeBack, string(body), imported.Add(time.Millisecond))
}

// versionOf is a version of an order, of a day.
func versionOf(customer, number, day int, amount string) string {
	return fmt.Sprintf(`{"timestamp":"2026-01-%02dT08:00:00Z","data":{"id":"%d","currency":"EUR","total":%q,"status":"paid",`+
		`"placed_at":"2026-01-01T08:00:00Z","customer":{"id":"%d"}}}`, day, number, amount, customer)
}

func dayOf(day int) time.Time { return time.Date(2026, 1, day, 8, 0, 0, 0, time.UTC) }

// standing is the amounts of the orders that stand, by their numbers.
func standing(t TB, h *House, customers int) map[string]int64 {
	t.Helper()
	amounts := map[string]int64{}
	for c := 1; c <= customers; c++ {
		key := crm.PlatformKey(crm.Ref{Source: "shop", ID: fmt.Sprint(c)})
		found, err := h.Book.FindCustomer(t.(*testing.T).Context(), Store, key)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range found.Facts.Orders {
			if !o.Deleted() {
				amounts[o.ID] = o.Total
			}
		}
	}
	return amounts
}

// An import and its undo leave what webhooks told since, and no order that the file alone told, in whatever order all is
// folded. What a webhook told with an older date than the file's was replaced by the file, and is gone.
func TestAnImportThatIsTakenBackLeavesWhatWebhooksToldSince(t *testing.T) {
	t.Parallel()
	const customers = 3
	imported := time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)
	for seed := range uint64(8) {
		draw := rand.New(rand.NewPCG(seed, 2))
		var all []queue.Message
		want := map[string]int64{}
		for number := 100; number < 130; number++ {
			customer := 1 + number%customers
			fileDay := 5 + draw.IntN(10)
			isImported := draw.IntN(3) > 0
			if isImported {
				body := versionOf(customer, number, fileDay, "10.00")
				all = append(all, Message("shop", "order.updated", body, imported),
					takeBackOf(t, customer, number, dayOf(fileDay), imported))
			}
			if draw.IntN(2) == 0 {
				continue
			}
			hookDay := 5 + draw.IntN(10)
			received := imported.Add(time.Duration(1+draw.IntN(5)) * time.Hour)
			all = append(all, Message("shop", "order.updated", versionOf(customer, number, hookDay, "20.00"), received))
			if !isImported || hookDay >= fileDay {
				want[fmt.Sprint(number)] = 2000
			}
		}
		var first map[string]string
		for range 3 {
			draw.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			h := NewHouse(t, nil, nil)
			for left := all; len(left) > 0; {
				n := min(len(left), 1+draw.IntN(12))
				h.Fold(t, left[:n])
				left = left[n:]
			}
			if d := cmp.Diff(want, standing(t, h, customers)); d != "" {
				t.Fatalf("seed %d, orders that stand (-want +got):\n%s", seed, d)
			}
			facts := h.Facts(t, Nothing)
			if first == nil {
				first = facts
			}
			if d := cmp.Diff(first, facts); d != "" {
				t.Fatalf("seed %d, facts of two orders of folding:\n%s", seed, d)
			}
		}
	}
}
