package fault

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"holdfast/shared/records/queue"
	"holdfast/shared/records/queue/queuetest"
	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/masked"
	"holdfast/tests/stories"
)

// written is everything that was logged, down to the least important line.
type written struct {
	mu sync.Mutex
	bytes.Buffer
}

func (w *written) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Buffer.Write(b)
}

func (w *written) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: masked.Attr}))
}

// personal is what of the people in the trace must never be logged: names, addresses, phones, their words.
var personal = []string{"Ann Berg", "Bob Bloom", "Eve Eden", "Fay Ford", "@example", "+49", "4917612345", "nobody answers", "how do I open it", `"data"`, `\"data\"`}

func TestALogTellsWhatHappenedButNotToWhom(t *testing.T) {
	t.Parallel()
	s, out := trace(t), &written{}
	w, err := world(s)
	if err != nil {
		t.Fatal(err)
	}
	// Failures log more than successes: every seventh write and every fifth send goes wrong.
	walls := stories.Walls{
		Log: out.log(),
		Table: func(t table.Table) table.Table {
			return tabletest.NewFaulty(t, func(n int) tabletest.Fault {
				if n%7 == 0 {
					return tabletest.NotApplied
				}
				return tabletest.None
			})
		},
		Queue: func(_ string, q queue.Queue) queue.Queue {
			return queuetest.NewFaulty(q, queuetest.Plans{Send: func(n int) queuetest.Fault {
				if n%5 == 0 {
					return queuetest.Applied
				}
				return queuetest.None
			}})
		},
		Sender: func(s act.Sender) act.Sender { return &unsure{s, []error{act.ErrNotSent, errDown, errDown}} },
	}
	p := stories.NewPlayer(stories.Enter(w, walls), s)
	for i := range s.Year {
		_ = p.Happen(t.Context(), i) // a result may find no task open yet
	}
	if err := settle(t.Context(), p, &mains{}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, what := range personal {
		if i := strings.Index(text, what); i >= 0 {
			t.Errorf("%q is in the log: %s", what, line(text, i))
		}
	}
	for _, what := range []string{"carried out", "not sent", "not folded yet", "swept", "census", "store=demo"} {
		if !strings.Contains(text, what) {
			t.Errorf("%q is not in the log", what)
		}
	}
}

// line is the line of a text around a place.
func line(text string, at int) string {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	end := strings.IndexByte(text[at:], '\n')
	return text[start : at+max(0, end)]
}

// What cannot be used is often personal data in the wrong field. Its reason quotes it, for whoever looks into the quarantine; the
// log does not.
func TestALogDoesNotQuoteWhatCouldNotBeUsed(t *testing.T) {
	t.Parallel()
	out := &written{}
	h := empty(t, stories.Walls{Log: out.log()})
	const secret = "Ann Berg 19.4.1953 ann@example.com"
	var batch []queue.Message
	for i, data := range []struct{ topic, text string }{
		{"customer.updated", `{"id":"1","birthday":%q}`},
		{"customer.updated", `{"id":"1","zone":%q}`},
		{"customer.updated", `{"id":"1","country":%q}`},
		{"customer.updated", `{"id":%q}`},
		{"customer.updated", `{"id":"1","consents":{%q:{"state":"given"}}}`},
		{"customer.updated", `{"id":"1","consents":{"email":{"state":"given","at":%q}}}`},
		{"order.updated", `{"id":"1","currency":%q,"total":"1","placed_at":"2026-02-20T10:00:00Z"}`},
		{"order.updated", `{"id":"1","currency":"EUR","total":%q,"placed_at":"2026-02-20T10:00:00Z"}`},
		{"order.updated", `{"id":"1","currency":"EUR","total":"1","status":%q,"placed_at":"2026-02-20T10:00:00Z"}`},
		{"order.updated", `{"id":"1","currency":"EUR","total":"1","reason":%q,"placed_at":"2026-02-20T10:00:00Z"}`},
		{"order.updated", `{"id":"1","currency":"EUR","total":"1","placed_at":%q}`},
		{"ticket.updated", `{"id":"1","customer":{"id":"1"},"status":%q}`},
		{"ticket.updated", `{"id":"1","customer":{"id":"1"},"status":"open","priority":%q}`},
		{"ticket.updated", `{"id":"1","customer":{"id":"1"},"rating":{"score":%q}}`},
		{"ticket.updated", `{"id":"1","customer":{"id":"1","source":%q},"status":"open"}`},
		{"order.updated", `{"id":"1", %q`},
		{"order.updated", `{"id":"ann@example.com","currency":"EUR","total":"x","note":%q}`},
		{"ticket.updated", `{"id":"ann@example.com","status":"open","note":%q}`},
	} {
		body := delivery(t, h.World, data.topic, fmt.Sprintf(data.text, secret))
		batch = append(batch, queue.Message{ID: fmt.Sprint(i), Body: body})
	}
	h.Apply.Fold(t.Context(), batch)
	text := out.String()
	if n := strings.Count(text, "quarantined"); n < len(batch)-1 {
		t.Errorf("%d of %d are in quarantine:\n%s", n, len(batch), text)
	}
	for _, what := range []string{"Ann", "Berg", "1953", "example.com"} {
		if i := strings.Index(text, what); i >= 0 {
			t.Errorf("%q is in the log: %s", what, line(text, i))
		}
	}
}
