//go:build emulator

package runtime

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/tests/runtime/sandbox"
)

// trace is what comes in while things go wrong: three customers, one of whom complains, and is known to the desk by an address.
func trace(now time.Time) []delivery {
	day := 24 * time.Hour
	return []delivery{
		order(1, 7, "49.90", now.Add(-9*day)), order(2, 8, "20.00", now.Add(-8*day)), order(3, 7, "15.00", now.Add(-2*day)),
		order(4, 9, "99.00", now.Add(-5*day)), complaint(1, 7, now.Add(-time.Hour)), order(1, 7, "49.90", now.Add(-9*day)),
	}
}

// records is what a house knows and does, as texts to compare.
type records struct {
	Facts map[string]string // the bytes of every customer, by key
	Tasks []string
}

func (h *house) records() records {
	h.t.Helper()
	r := records{Facts: map[string]string{}}
	for it, err := range table.ScanAll(h.ctx, h.book.Table) {
		if err != nil {
			h.t.Fatal(err)
		}
		if !book.IsCustomer(it) {
			continue
		}
		c, err := book.DecodeCustomer(it)
		if err != nil {
			h.t.Fatal(err)
		}
		known := crm.EncodeFacts(c.Facts.WithoutReceipts()) // deliveries are received at the time of the wall clock
		r.Facts[it.PK] = fmt.Sprintf("%s %x", c.Forward, known)
	}
	for _, t := range h.tasks() {
		// Which of a customer's records a task names depends on what was folded first; they all lead to one.
		c, err := h.book.FindCustomer(h.ctx, store, t.Customer)
		if err != nil {
			h.t.Fatal(err)
		}
		r.Tasks = append(r.Tasks, fmt.Sprintf("%s %s/%s for %s: %s", t.ID, t.Playbook, t.Measure, cmp.Or(c.Forward, c.Key), t.State))
	}
	return r
}

// live plays the trace, has a sweep look after what was left lying, and accounts for the end of it.
func (h *house) live(now time.Time) records {
	h.t.Helper()
	h.deliver(trace(now)...)
	h.drain()
	h.tick("sweep", now.Add(book.UnsentFor+book.UnendedFor))
	h.drain()
	if n := h.held(h.dead...); n > 0 {
		h.t.Errorf("%d dead letters", n)
	}
	return h.records()
}

// Whatever effect a process dies at, the messages come back and all ends as if nothing had happened: promises 1, 2 and 3.
func TestAProcessMayDieAtEveryEffect(t *testing.T) {
	t.Parallel()
	now := time.Now()
	calm := newHouse(t, plan{})
	want := calm.live(now)
	if len(want.Facts) < 4 || len(want.Tasks) != 1 || !strings.HasSuffix(want.Tasks[0], ": open") || len(calm.fates) > 0 {
		t.Fatalf("undisturbed: %v, %+v", calm.fates, want)
	}
	all := slices.Clone(calm.wire.seen)
	t.Logf("%d effects: %s", len(all), strings.Join(all, ", "))
	for n := range all {
		for _, how := range []way{killedBefore, killedAfter, frozenAfter} {
			if how == frozenAfter && n > 0 && all[n] == all[n-1] {
				continue // it takes seconds, and is the same once more
			}
			t.Run(fmt.Sprint(all[n], " ", n, " ", how), func(t *testing.T) {
				t.Parallel()
				h := newHouse(t, plan{timeout: 3 * time.Second})
				h.wire.set(func(w *wire) {
					w.goes = func(i int, _, _ string) way {
						if i == n {
							return how
						}
						return well
					}
				})
				got := h.live(now)
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("(-undisturbed +disturbed):\n%s", diff)
				}
				died := sandbox.Exited
				if how == frozenAfter {
					died = sandbox.TimedOut
				}
				if failure := new(sandbox.Failure); len(h.fates) != 1 || !errors.As(h.fates[0], &failure) || failure.Type != died {
					t.Errorf("%q went wrong, and so ended: %v", h.wire.hit, h.fates)
				}
			})
		}
	}
}

// A tenth is what the clients' own tries hide. Of two thirds they do not: messages go back then, and come again.
func TestThrottlingLosesNothing(t *testing.T) {
	t.Parallel()
	now := time.Now()
	want := newHouse(t, plan{}).live(now)
	for name, share := range map[string]int{"a tenth": 10, "two thirds": 67} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, plan{})
			rnd, met := rand.New(rand.NewPCG(1, uint64(share))), map[string]int{}
			h.wire.set(func(w *wire) {
				w.busy = func(what string) bool {
					refused := rnd.IntN(100) < share
					if refused {
						met[what]++
					}
					return refused
				}
			})
			got := h.live(now)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("(-undisturbed +throttled):\n%s", diff)
			}
			if len(met) < 3 {
				t.Errorf("throttled: %v", met)
			}
			t.Logf("throttled: %v; ended badly: %d invocations", met, len(h.fates))
		})
	}
}

func TestAFunctionThatRunsOutOfTimeAnswersForWhatItDidNotFinish(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{timeout: 4 * time.Second})
	now := time.Now()
	h.deliver(order(1, 7, "49.90", now.Add(-time.Hour)), order(2, 8, "20.00", now.Add(-time.Hour)))
	held := false
	h.wire.set(func(w *wire) {
		w.goes = func(_ int, function, what string) way {
			if function == "orders" && what == "TransactWriteItems" && !held {
				held = true
				return unanswered
			}
			return well
		}
	})
	if n := h.poll(); n != 2 || len(h.fates) > 0 {
		t.Fatalf("%d messages, %v", n, h.fates)
	}
	if left := h.held("orders"); left != 1 || !strings.Contains(h.log.String(), `"OutOfTime":1`) {
		t.Errorf("%d messages are left, want the one whose write was not answered", left)
	}
	h.drain()
	for _, id := range []string{"7", "8"} {
		if n := len(h.customer(id).Facts.Orders); n != 1 {
			t.Errorf("customer %s has %d orders", id, n)
		}
	}
}

func TestSeveralSandboxesFoldOneCustomer(t *testing.T) {
	t.Parallel()
	const orders, sandboxes = 60, 4
	h := newHouse(t, plan{most: sandboxes})
	now := time.Now()
	var ds []delivery
	for i := range orders {
		ds = append(ds, order(100+i, 7, "10.00", now.Add(-time.Duration(i)*time.Hour)))
	}
	h.deliver(ds...)
	for range 100 {
		if h.held("orders") == 0 {
			break
		}
		h.together(sandboxes)
		h.ahead += h.mappings[0].hidden
	}
	h.drain()
	c := h.customer("7")
	total := int64(0)
	for _, o := range c.Facts.Orders {
		total += o.Total
	}
	for _, s := range c.Facts.Older.Sums {
		total += s.Total
	}
	if n := len(c.Facts.Orders) + c.Facts.Older.Orders; n != orders || total != orders*1000 {
		t.Errorf("%d orders of %d cents, want %d of %d", n, total, orders, orders*1000)
	}
	if c.Facts.Older.Orders != orders-crm.Keep {
		t.Errorf("%d orders stand by themselves, want %d", c.Facts.Older.Orders, orders-crm.Keep)
	}
	if h.held(h.dead...) > 0 || len(h.fates) > 0 {
		t.Errorf("%d dead letters, %v", h.held(h.dead...), h.fates)
	}
}

// together has several pollers give batches of orders to as many sandboxes at once.
func (h *house) together(sandboxes int) {
	h.t.Helper()
	var wait sync.WaitGroup
	errs := make([]error, sandboxes)
	for i := range sandboxes {
		wait.Go(func() {
			_, fate, err := h.mappings[0].poll(h.ctx)
			errs[i] = errors.Join(fate, err)
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		h.t.Fatal(err)
	}
}
