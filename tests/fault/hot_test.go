package fault

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/outcome"
	"holdfast/tests/stories"
)

// counted counts the writes of a customer's record that were applied.
type counted struct {
	table.Table
	pk      string
	applied atomic.Int64
}

func (c *counted) Write(ctx context.Context, ops ...table.Op) error {
	err := c.Table.Write(ctx, ops...)
	for _, op := range ops {
		if err == nil && op.Kind == table.Put && op.Item.PK == c.pk && op.Item.SK == "c" {
			c.applied.Add(1)
		}
	}
	return err
}

// workers share messages and work them until each is done; whatever is no "later" is a failure.
func workers(t *testing.T, n int, messages []queue.Message, step func(context.Context, []queue.Message) []error) {
	t.Helper()
	var wait sync.WaitGroup
	for w := range n {
		wait.Go(func() {
			var mine []queue.Message
			for i := w; i < len(messages); i += n {
				mine = append(mine, messages[i])
			}
			for len(mine) > 0 {
				batch := mine[:min(3, len(mine))]
				mine = mine[len(batch):]
				for i, err := range step(t.Context(), batch) {
					if _, later := outcome.AsLater(err); later {
						mine = append(mine, batch[i])
					} else if err != nil {
						t.Errorf("message %s: %v", batch[i].ID, err)
					}
				}
			}
		})
	}
	wait.Wait()
}

func TestTenWorkersOnOneCustomerLoseNothing(t *testing.T) {
	t.Parallel()
	tab := &counted{pk: "C#" + stories.Store + "#p:shop:ann"}
	h := empty(t, stories.Walls{Table: func(t table.Table) table.Table { tab.Table = t; return tab }})
	var messages []queue.Message
	for i := range 100 {
		messages = append(messages, queue.Message{ID: fmt.Sprint("order ", i), Body: delivery(t, h.World, "order.updated", orderOf("ann", fmt.Sprint(1000+i)))})
		if i%10 == 0 {
			data := fmt.Sprintf(`{"id":"ann","email":"ann%d@example.com","consents":{"email":{"state":"given"}}}`, i)
			messages = append(messages, queue.Message{ID: fmt.Sprint("profile ", i), Body: delivery(t, h.World, "customer.updated", data)})
		}
	}
	workers(t, 10, messages, h.Apply.Fold)
	if n := len(orders(t, h.World)["p:shop:ann"]); n != 100 {
		t.Errorf("%d of 100 orders stand", n)
	}
	c, err := h.Book.FindCustomer(t.Context(), stories.Store, "p:shop:ann")
	if err != nil || c.Version != uint64(tab.applied.Load()) || len(c.Facts.Aliases) != 10 {
		t.Errorf("version %d after %d writes, known by %d addresses, %v", c.Version, tab.applied.Load(), len(c.Facts.Aliases), err)
	}
}

func TestTenWorkersOnOneErasureNeverTakeAConflictForAFault(t *testing.T) {
	t.Parallel()
	h := empty(t, stories.Walls{})
	var messages []queue.Message
	for i := range 40 {
		messages = append(messages, queue.Message{ID: fmt.Sprint("order ", i), Body: delivery(t, h.World, "order.updated", orderOf("ann", fmt.Sprint(1000+i)))})
		data := fmt.Sprintf(`{"request":"E%d","customer":{"id":"ann"},"orders":["1000","1001","1002"]}`, i)
		messages = append(messages, queue.Message{ID: fmt.Sprint("erasure ", i), Body: delivery(t, h.World, "customer.redact", data)})
	}
	workers(t, 10, messages, h.Apply.Fold)
	h.Pump(t.Context())
	for key, ids := range orders(t, h.World) {
		if len(ids) > 0 {
			t.Errorf("%s still has %v", key, ids)
		}
	}
}

// slow is a sender during which everybody else may act.
type slow struct {
	act.Sender
	sent atomic.Int64
}

func (s *slow) Send(ctx context.Context, e act.Errand) error {
	s.sent.Add(1)
	return s.Sender.Send(ctx, e)
}

func TestTenWorkersOnOneTaskSendItOnce(t *testing.T) {
	t.Parallel()
	sender := &slow{}
	p := tell(t, "sweep never\ntiers apex 1000.00 high 500.00 middle 100.00\nonce\n--\n"+valued+"2026-03-01 12:00 end\n",
		stories.Walls{Sender: func(s act.Sender) act.Sender { sender.Sender = s; return sender }})
	if err := p.Sweep.Start(t.Context(), p.Time); err != nil {
		t.Fatal(err)
	}
	ms, err := p.Queue(stories.Sweeping).Receive(t.Context(), queue.MaxReceive, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range p.Sweep.JudgeShards(t.Context(), ms) {
		if err != nil {
			t.Fatal(err)
		}
	}
	task := only(t, p, playbook.OwnerCall)
	q := p.Queue(stories.Acting)
	if err := book.SendTasks(t.Context(), q, task.ProposedAt, []book.Task{task}); err != nil {
		t.Fatal(err)
	}
	asked, err := q.Receive(t.Context(), queue.MaxReceive, 0)
	if err != nil || len(asked) < 2 {
		t.Fatalf("%d messages, %v", len(asked), err)
	}
	var messages []queue.Message
	for range 20 {
		messages = append(messages, asked...)
	}
	workers(t, 10, messages, p.Act.CarryOut)
	if n := sender.sent.Load(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}
