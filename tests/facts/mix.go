package facts

import (
	"fmt"
	"math/rand/v2"
	"time"

	"holdfast/shared/records/queue"
)

// Mix is what a shop and its help desk post about so many orders, two a day until now, in the order in which it comes, with the number of
// customers: 6.2 webhooks an order, four orders in ten from new customers, one delivery in twenty comes twice. It is the same
// every time.
func Mix(now time.Time, orders int) (messages []queue.Message, customers int) {
	r := rand.New(rand.NewPCG(1, 2))
	for order := range orders {
		who := r.IntN(max(1, customers))
		if customers == 0 || r.IntN(10) < 4 {
			who = customers
			customers++
		}
		at := now.AddDate(0, 0, -(orders-order)/2)
		for i, status := range []string{"pending", "paid", "paid", "fulfilled", "completed"} {
			messages = append(messages, orderMessage(who, order, i, status, at))
		}
		messages = append(messages, profileMessage(who, at))
		if r.IntN(5) == 0 {
			messages = append(messages, ticketMessage(who, order, at))
		}
		if r.IntN(3) == 0 {
			messages = append(messages, messages[len(messages)-3])
		}
	}
	// Webhooks of different orders mingle: neighbours are seldom of one customer.
	for i := range messages {
		j := min(len(messages)-1, i+r.IntN(40))
		messages[i], messages[j] = messages[j], messages[i]
	}
	return messages, customers
}

func orderMessage(customer, order, change int, status string, at time.Time) queue.Message {
	return Message("shop", "order.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"58800%06d","number":"#%d","currency":"EUR","total":"49.90","discount":"5.00","status":%q,"placed_at":%q,"updated_at":%q,"customer":{"id":"71500%06d","email":"customer%d@example.com","name":"Customer Number%d","phone":"+4917612345%03d"}}}`,
		at.Format(time.RFC3339), order, 1000+order, status, at.Format(time.RFC3339), at.Add(time.Duration(change)*time.Hour).Format(time.RFC3339), customer, customer, customer, customer), at.Add(time.Duration(change)*time.Hour))
}

func profileMessage(who int, at time.Time) queue.Message {
	return Message("shop", "customer.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"71500%06d","email":"customer%d@example.com","consents":{"email":{"state":"given","at":%q}}}}`,
		at.Add(time.Minute).Format(time.RFC3339), who, who, at.Format(time.RFC3339)), at.Add(time.Minute))
}

func ticketMessage(who, n int, at time.Time) queue.Message {
	return Message("desk", "ticket.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"%d","requester":{"id":"R%d"},"customer":{"email":"customer%d@example.com"},"status":"open","subject":"where is my parcel","created_at":%q}}`,
		at.Add(50*time.Hour).Format(time.RFC3339), n, who, who, at.Add(50*time.Hour).Format(time.RFC3339)), at.Add(50*time.Hour))
}
