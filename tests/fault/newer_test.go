package fault

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/tests/stories"
)

// spoiled is how the records of four customers are changed, by the customer's id: three as a newer version might write them, one
// damaged. The customers ann and bob stay as they are.
var spoiled = map[string]func(*testing.T, []byte) []byte{
	"kind": func(_ *testing.T, body []byte) []byte {
		body[0] = 9
		return body
	},
	"version": func(t *testing.T, body []byte) []byte {
		_, n := binary.Uvarint(body[1:]) // the length of the facts, whose first byte is their version
		if n <= 0 {
			t.Fatal("a record without facts")
		}
		body[1+n] = 99
		return body
	},
	"channel": func(t *testing.T, body []byte) []byte {
		c, err := book.DecodeCustomer(table.Item{Key: customerItem("channel"), Body: body})
		if err != nil {
			t.Fatal(err)
		}
		c.Ledger.Contacts = append(c.Ledger.Contacts, crm.Contact{At: c.Due, Channel: 4})
		op, _ := c.Save()
		return op.Item.Body
	},
	"damaged": func(_ *testing.T, body []byte) []byte { return body[:len(body)/2] },
}

func customerItem(id string) table.Key {
	return table.Key{PK: "C#" + stories.Store + "#p:shop:" + id, SK: "c"}
}

// rewrite changes the body of a customer's item, and leaves its places in the indexes.
func rewrite(t *testing.T, h *stories.House, id string, change func([]byte) []byte) (before []byte) {
	t.Helper()
	key := customerItem(id)
	items, err := h.Book.Table.Get(t.Context(), true, key)
	if err != nil || items[key].Version == 0 {
		t.Fatalf("customer %s: %v", id, err)
	}
	it := items[key]
	before = it.Body
	it.Body = change(bytes.Clone(before))
	if err := h.Book.Write(t.Context(), table.Op{Kind: table.Put, If: it.Version, Item: it}); err != nil {
		t.Fatal(err)
	}
	return before
}

// mixed is a house with two customers whose records can be read and four whose records cannot, all with an order. It gives the
// bodies of the four as they were, too.
func mixed(t *testing.T, log *slog.Logger) (*stories.House, map[string][]byte) {
	t.Helper()
	h := empty(t, stories.Walls{Log: log})
	for _, id := range []string{"ann", "bob", "kind", "version", "channel", "damaged"} {
		if err := h.World.Queues[stories.Orders].Send(t.Context(), "", 0, delivery(t, h.World, "order.updated", orderOf(id, "1-"+id))); err != nil {
			t.Fatal(err)
		}
	}
	h.Pump(t.Context())
	before := map[string][]byte{}
	for id, change := range spoiled {
		before[id] = rewrite(t, h, id, func(body []byte) []byte { return change(t, body) })
	}
	return h, before
}

// dueAt lists the customers of the due index at an instant.
func dueAt(t *testing.T, h *stories.House, at time.Time) (ids []string) {
	t.Helper()
	for shard := range book.Shards {
		for page, err := range h.Book.DuePages(t.Context(), stories.Store, shard, crm.InstantOf(at)) {
			if err != nil {
				t.Fatal(err)
			}
			for _, due := range page {
				ids = append(ids, strings.TrimPrefix(string(due.Customer), "p:shop:"))
			}
		}
	}
	slices.Sort(ids)
	return ids
}

func TestASweepLeavesOutWhatItCannotReadAndJudgesTheOthers(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	h, _ := mixed(t, slog.New(slog.NewTextHandler(&said, nil)))
	var left atomic.Int32
	h.Sweep.CountUnreadable = func() { left.Add(1) }
	at := h.World.Time.AddDate(1, 0, 0)
	h.World.Time = at
	all := []string{"ann", "bob", "channel", "damaged", "kind", "version"}
	if d := cmp.Diff(all, dueAt(t, h, at)); d != "" {
		t.Fatalf("due before the sweep (-want +got):\n%s", d)
	}
	for sweep := int32(1); sweep <= 2; sweep++ {
		if err := h.Sweep.Start(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		h.Pump(t.Context())
		if d := cmp.Diff([]string{"channel", "damaged", "kind", "version"}, dueAt(t, h, at)); d != "" {
			t.Errorf("due after sweep %d (-want +got):\n%s", sweep, d)
		}
		if left.Load() != 4*sweep {
			t.Errorf("after sweep %d, %d were counted as left out, want %d", sweep, left.Load(), 4*sweep)
		}
	}
	if err := h.Failed(); err != nil {
		t.Error(err)
	}
	lines := strings.Count(said.String(), "a record that cannot be read is left out")
	newer := strings.Count(said.String(), "newer=true")
	if lines != 8 || newer != 6 || strings.Contains(said.String(), "p:shop") {
		t.Errorf("%d lines, %d of them of a newer version, said:\n%s", lines, newer, said.String())
	}
}

func TestACensusLeavesOutWhatItCannotReadAndSaysSo(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	h, _ := mixed(t, slog.New(slog.NewTextHandler(&said, nil)))
	var left atomic.Int32
	h.Census.CountUnreadable = func() { left.Add(1) }
	if err := h.Census.Start(t.Context(), h.World.Time); err != nil {
		t.Fatal(err)
	}
	h.Pump(t.Context())
	report, ok, err := h.Book.FindCensusReport(t.Context(), stories.Store, h.World.Time)
	if err != nil || !ok {
		t.Fatalf("there is no report: %v", err)
	}
	if report.LeftOut != 4 || report.Estimate.Customers != 2 || left.Load() != 4 {
		t.Errorf("the report is of %d customers and leaves out %d; %d were counted", report.Estimate.Customers, report.LeftOut, left.Load())
	}
	if err := h.Failed(); err != nil {
		t.Error(err)
	}
	if strings.Count(said.String(), "newer=true") != 3 || strings.Contains(said.String(), "p:shop") {
		t.Errorf("said:\n%s", said.String())
	}
}

func TestAnOrderOfACustomerWhoseRecordIsNewerWaitsAndTheOthersAreFolded(t *testing.T) {
	t.Parallel()
	h, before := mixed(t, nil)
	w := h.World
	var batch []queue.Message
	for _, id := range []string{"kind", "ann", "version", "channel", "damaged", "bob"} {
		batch = append(batch, queue.Message{ID: id, Body: delivery(t, w, "order.updated", orderOf(id, "2-"+id))})
	}
	got := map[string]string{}
	for i, err := range h.Apply.Fold(t.Context(), batch) {
		got[batch[i].ID] = answer(err)
	}
	want := map[string]string{
		"ann": "done", "bob": "done", "damaged": "failed",
		"kind": "later, in 5m0s", "version": "later, in 5m0s", "channel": "later, in 5m0s",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("answers (-want +got):\n%s", d)
	}
	// The message stays in its queue. Once a version that can read the record is in force, it is folded.
	if err := w.Queues[stories.Orders].Send(t.Context(), "", 0, batch[0].Body); err != nil {
		t.Fatal(err)
	}
	h.Pump(t.Context())
	rewrite(t, h, "kind", func([]byte) []byte { return before["kind"] })
	w.Time = w.Time.Add(outcome.NewerDelay + time.Second)
	h.Pump(t.Context())
	c, err := h.Book.FindCustomer(t.Context(), stories.Store, "p:shop:kind")
	if err != nil || len(c.Facts.Orders) != 2 {
		t.Errorf("after the record can be read there are %d orders, %v", len(c.Facts.Orders), err)
	}
}

func TestATaskOfACustomerWhoseRecordIsNewerWaitsAndTheOthersAreCarriedOut(t *testing.T) {
	t.Parallel()
	h, _ := mixed(t, nil)
	now := crm.InstantOf(h.World.Time)
	var batch []queue.Message
	for _, id := range []string{"kind", "ann", "channel", "damaged"} {
		task := book.NewTask(playbook.Task{
			ID: fmt.Sprintf("%032x", id), Store: stories.Store, Customer: crm.Key("p:shop:" + id), Playbook: playbook.Obligation,
			Measure: playbook.Call, Kind: playbook.Owed, Channel: playbook.Desk, State: playbook.Proposed, ProposedAt: now,
			Deadline: now + crm.DayLength, Currency: "EUR", Reason: crm.ReasonUnknown.String(),
		})
		if err := h.Book.Write(t.Context(), task.Put()); err != nil {
			t.Fatal(err)
		}
		batch = append(batch, queue.Message{ID: id, Body: fmt.Appendf(nil, `{"v":1,"store":%q,"task":%q}`, stories.Store, task.ID)})
	}
	got := map[string]string{}
	for i, err := range h.Act.CarryOut(t.Context(), batch) {
		got[batch[i].ID] = answer(err)
	}
	want := map[string]string{"ann": "done", "kind": "later, in 5m0s", "channel": "later, in 5m0s", "damaged": "failed"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("answers (-want +got):\n%s", d)
	}
}

func TestAMessageOfANewerVersionStaysInItsQueueAndTheOthersAreWorked(t *testing.T) {
	t.Parallel()
	h, _ := mixed(t, nil)
	ctx := context.Background()
	at := crm.InstantOf(h.World.Time)
	for name, step := range map[string]struct {
		run  func(context.Context, []queue.Message) []error
		good string
	}{
		"apply":  {h.Apply.Fold, string(delivery(t, h.World, "order.updated", orderOf("ann", "3")))},
		"sweep":  {h.Sweep.JudgeShards, fmt.Sprintf(`{"v":1,"store":%q,"shard":0,"at":%d}`, stories.Store, at)},
		"census": {h.Census.CountSegments, fmt.Sprintf(`{"v":1,"at":%d,"segment":0,"of":2}`, at)},
		"act":    {h.Act.CarryOut, fmt.Sprintf(`{"v":1,"store":%q,"task":"t1"}`, stories.Store)},
	} {
		var got []string
		for _, err := range step.run(ctx, []queue.Message{
			{ID: "newer", Body: []byte(strings.Replace(step.good, `{"v":1,`, `{"v":2,`, 1))},
			{ID: "good", Body: []byte(step.good)},
			{ID: "changed", Body: []byte(`{"v":2,"shop":{"name":["of a form that nobody knows yet"]}}`)},
			{ID: "nothing", Body: []byte(`{"v":"-"}`)},
		}) {
			got = append(got, answer(err))
		}
		if d := cmp.Diff([]string{"later, in 5m0s", "done", "later, in 5m0s", "rejected"}, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestAStoreWhoseSettingsAreNewerKeepsItsReportAndStopsNoOther(t *testing.T) {
	t.Parallel()
	h := empty(t, stories.Walls{})
	w := h.World
	newer := trace(t)
	newer.Shop.Config.Store = "newer"
	if err := openAs(t.Context(), w, newer, "newer"); err != nil {
		t.Fatal(err)
	}
	for _, store := range []string{stories.Store, "newer"} {
		for i := range 8 {
			op, _ := (&book.Customer{
				Store: store, Key: crm.Key(fmt.Sprint("p:shop:", i)), Due: 1,
				Facts: &crm.Facts{Orders: []crm.Order{{Ref: crm.Ref{Source: "shop", ID: "1"}, Placed: 1, Updated: 1, Currency: "EUR", Total: 100}}},
			}).Save()
			if err := h.Book.Write(t.Context(), op); err != nil {
				t.Fatal(err)
			}
		}
	}
	key := table.Key{PK: "S#newer", SK: "settings"}
	items, err := h.Book.Table.Get(t.Context(), true, key)
	if err != nil {
		t.Fatal(err)
	}
	it := items[key]
	it.Body = bytes.Replace(it.Body, []byte(`"win_back"`), []byte(`"of_next_year"`), 1)
	if err := h.Book.Write(t.Context(), table.Op{Kind: table.Put, If: it.Version, Item: it}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Book.FindShop(t.Context(), "newer"); err == nil {
		t.Fatalf("the settings can be read: %s", it.Body)
	}
	if err := h.Census.Start(t.Context(), w.Time); err != nil {
		t.Fatal(err)
	}
	h.Pump(t.Context())
	for store, want := range map[string]bool{stories.Store: true, "newer": false} {
		if _, ok, err := h.Book.FindCensusReport(t.Context(), store, w.Time); ok != want || err != nil {
			t.Errorf("store %s has a report: %t, %v", store, ok, err)
		}
	}
	// Asked for by hand, the shard of the other store stays in its queue.
	errs := h.Sweep.JudgeShards(t.Context(), []queue.Message{
		{Body: fmt.Appendf(nil, `{"v":1,"store":"newer","shard":0,"at":%d}`, crm.InstantOf(w.Time))},
		{Body: fmt.Appendf(nil, `{"v":1,"store":%q,"shard":0,"at":%d}`, stories.Store, crm.InstantOf(w.Time))},
	})
	if d := cmp.Diff([]string{"later, in 5m0s", "done"}, []string{answer(errs[0]), answer(errs[1])}); d != "" {
		t.Errorf("sweep (-want +got):\n%s", d)
	}
}

// answer is what a step answered for a message, in a word.
func answer(err error) string {
	if err == nil {
		return "done"
	}
	if _, ok := outcome.AsRejected(err); ok {
		return "rejected"
	}
	if later, ok := outcome.AsLater(err); ok {
		return fmt.Sprint("later, in ", later.Delay)
	}
	return "failed"
}
