//go:build emulator

package runtime

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

func TestAWebhookBecomesACustomerAndATaskThatIsDone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	now := time.Now()
	if status := h.post(order(1, 7, "49.90", now.Add(-48*time.Hour)).gateway(true)); status != http.StatusOK {
		t.Fatalf("the order is answered with %d", status)
	}
	h.drain()
	c := h.customer("7")
	if len(c.Facts.Orders) != 1 || c.Facts.Orders[0].Total != 4990 || c.Facts.Profile[crm.Email].Value != address(7) {
		t.Fatalf("the customer is known as %+v", c.Facts)
	}
	h.deliver(complaint(1, 7, now.Add(-time.Hour)))
	h.drain()
	tasks := h.tasks()
	if len(tasks) != 1 || tasks[0].Playbook != playbook.Obligation || tasks[0].State != playbook.Open || tasks[0].Customer != shopKey("7") {
		t.Fatalf("to be done: %+v", tasks)
	}
	h.tick("census", now)
	h.drain()
	report, ok, err := h.book.FindCensusReport(t.Context(), store, now)
	if err != nil || !ok || report.Estimate.Customers != 1 {
		t.Errorf("the census counts %d customers, %t, %v", report.Estimate.Customers, ok, err)
	}
	if n := h.held(h.dead...); n > 0 || len(h.fates) > 0 {
		t.Errorf("%d dead letters, %v", n, h.fates)
	}
	h.saysNothingPersonal()
}

// saysNothingPersonal checks promise 7 on what the functions printed, and that their metrics are there.
func (h *house) saysNothingPersonal() {
	h.t.Helper()
	for _, private := range []string{"marta", "Lindqvist", "never came", secret} {
		if strings.Contains(h.log.String(), private) {
			h.t.Errorf("the functions print %q", private)
		}
	}
	measured := map[string]bool{}
	for _, line := range h.log.lines(h.t) {
		if line["Function"] != nil {
			for _, name := range []string{"WebhookQueued", "Messages", "WriteUnits"} {
				measured[name] = measured[name] || line[name] != nil
			}
		}
	}
	if len(measured) != 3 || !measured["WebhookQueued"] || !measured["Messages"] || !measured["WriteUnits"] {
		h.t.Errorf("measured: %v", measured)
	}
}

func TestWhatIsNotGenuineChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	d := order(1, 7, "49.90", time.Now())
	forged, elsewhere := d, d
	forged.body = append(slices.Clone(d.body), ' ')
	elsewhere.source = "nowhere"
	for name, one := range map[string]delivery{"forged": forged, "of no source": elsewhere} {
		if status := h.post(one.gateway(false)); status != http.StatusUnauthorized {
			t.Errorf("%s: answered with %d", name, status)
		}
	}
	if n := h.held(h.all...); n > 1 {
		t.Errorf("%d messages are queued; one may be, which counts the refusal", n)
	}
	h.drain()
	if r := h.records(); len(r.Facts)+len(r.Tasks) > 0 {
		t.Errorf("known now: %v", r)
	}
}

func TestOneBadMessageStopsNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	late := order(2, 8, "10.00", time.Now().AddDate(0, 0, 3)) // claims to be of a day that has not come
	h.deliver(order(1, 7, "49.90", time.Now().Add(-time.Hour)), late, order(3, 9, "12.00", time.Now().Add(-time.Hour)))
	if err := h.mappings[0].queue.Send(t.Context(), "", 0, []byte("no message of ours")); err != nil {
		t.Fatal(err)
	}
	h.drain()
	for _, id := range []string{"7", "9"} {
		if n := len(h.customer(id).Facts.Orders); n != 1 {
			t.Errorf("customer %s has %d orders", id, n)
		}
	}
	var kept []string
	for _, of := range []string{store, ""} {
		found, err := table.Collect(h.book.QuarantinedMessages(t.Context(), of))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range found {
			kept = append(kept, q.Reason)
		}
	}
	if len(kept) != 2 || h.held(h.dead...) > 0 {
		t.Errorf("in quarantine: %q", kept)
	}
}
