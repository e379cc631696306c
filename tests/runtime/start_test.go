//go:build emulator

package runtime

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook/zendesk"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
	"holdfast/tests/runtime/sandbox"
)

// starts is how often each bootstrap is started.
const starts = 40

// slower is how much longer than the bare one a function may take to start.
const slower = 3

// warmInvokes is how often it is invoked once it has started.
const warmInvokes = 5

// timed is what starts of one bootstrap took.
type timed struct {
	name              string
	init, first, warm []time.Duration
}

// BenchmarkStart measures each bootstrap from the start of its process until it asks for work, its first invocation (clients
// connect, settings and secrets are loaded) and its second, beside a bare one that was built the same way, in turns. It says
// nothing of micro VMs, of loading code, or of networks: what it compares is what our own code adds.
func BenchmarkStart(b *testing.B) {
	h := newHouse(b, plan{})
	events := h.events()
	all := []*timed{{name: "bare"}}
	for _, name := range functions {
		all = append(all, &timed{name: name})
	}
	for b.Loop() {
		for range starts {
			for _, one := range all {
				h.start(one, events[one.name])
			}
		}
	}
	tell(b, all)
	bare := at(all[0].init, 50)
	for _, one := range all[1:] {
		if got := at(one.init, 50); got > slower*bare {
			b.Errorf("%s starts in %s, more than %d times the bare one's %s", one.name, got, slower, bare)
		}
	}
}

// start starts one process, and invokes it once and then a few times more.
func (h *house) start(one *timed, event func() []byte) {
	h.t.Helper()
	fleet := sandbox.New(sandbox.Function{
		Name: h.name + "-" + one.name, Binary: one.path(), Env: h.environ(one.name), Timeout: time.Minute, Log: h.log,
	})
	defer fleet.Close()
	for i := range 1 + warmInvokes {
		a, err := fleet.Invoke(h.ctx, event())
		if err != nil {
			h.t.Fatalf("%s: %v", one.name, err)
		}
		if i == 0 {
			one.init, one.first = append(one.init, a.Init), append(one.first, a.Took)
		} else {
			one.warm = append(one.warm, a.Took)
		}
	}
}

func (o *timed) path() string {
	if o.name == "bare" {
		return filepath.Join(root, ".tools", "bare", "bootstrap")
	}
	return bootstrap(o.name)
}

// events are what each function is invoked with, ever anew.
func (h *house) events() map[string]func() []byte {
	n := 1000
	next := func() int { n++; return n }
	anOrder := func() delivery { i := next(); return order(i, i, "10.00", time.Now().Add(-time.Hour)) }
	aTicket := func() delivery { i := next(); return complaint(i, i, time.Now().Add(-time.Hour)) }
	return map[string]func() []byte{
		"bare":    func() []byte { return []byte("{}") },
		"ingest":  func() []byte { return anOrder().gateway(false) },
		"orders":  func() []byte { return h.record(anOrder().queued(h.t)) },
		"tickets": func() []byte { return h.record(aTicket().queued(h.t)) },
		"imports": func() []byte { return h.record(anOrder().queued(h.t)) },
		"sweep": func() []byte {
			return h.record(fmt.Appendf(nil, `{"v":1,"store":%q,"shard":0,"at":%d}`, store, time.Now().UnixMilli()))
		},
		"census": func() []byte { return fmt.Appendf(nil, `{"at":%q}`, time.Now().UTC().Format(time.RFC3339)) },
		"act":    func() []byte { return h.record(fmt.Appendf(nil, `{"v":1,"store":%q,"task":"none-%d"}`, store, next())) },
	}
}

// record is an event of one message, as a queue would give it to a function.
func (h *house) record(body []byte) []byte {
	h.t.Helper()
	b, err := json.Marshal(eventOf("queue", []queue.Message{{ID: "m", Receipt: "r", Body: body, Receives: 1}}))
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

// queued is a delivery as ingest queues it.
func (d delivery) queued(t testing.TB) []byte {
	t.Helper()
	m := envelope.Message{Store: d.store, Source: d.source, Platform: "shopify", Topic: "orders/create", Received: crm.InstantOf(time.Now()), Body: d.body}
	if d.source == "desk" {
		m.Platform, m.Topic = "zendesk", zendesk.TriggerTopic
	}
	m.ID = envelope.Identify(m.Store, m.Source, m.Topic, m.Body)
	b, err := envelope.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// at is the time below which so much of a hundred lies.
func at(ds []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(ds))
	return sorted[(len(sorted)-1)*percent/100]
}

// tell prints the table.
func tell(b *testing.B, all []*timed) {
	b.Helper()
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tbytes\tstart p50\tp95\tof bare\tfirst p50\tp95\twarm p50\tp95\t")
	for _, o := range all {
		info, err := os.Stat(o.path())
		if err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%.1f\t%s\t%s\t%s\t%s\t\n", o.name, info.Size(), ms(at(o.init, 50)), ms(at(o.init, 95)),
			float64(at(o.init, 50))/float64(at(all[0].init, 50)), ms(at(o.first, 50)), ms(at(o.first, 95)), ms(at(o.warm, 50)), ms(at(o.warm, 95)))
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d starts of each in turns, %d CPUs, milliseconds\n%s", len(all[0].init), runtime.NumCPU(), out.String())
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }
