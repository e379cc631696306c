package awslambda

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"holdfast/shared/steps/ingest"
)

// namespace of all metrics in CloudWatch.
const namespace = "Holdfast"

// Metrics sums up what happens in one invocation and writes it as one line in
// CloudWatch's embedded metric format. Of what alarms and the dashboard look at,
// CloudWatch makes metrics with the dimensions Stack and Function, each at a price; the
// rest stays in the line, to be summed up by Logs Insights when somebody asks. It is safe
// for use by several goroutines.
type Metrics struct {
	stack, function string
	w               io.Writer
	now             func() time.Time

	mu    sync.Mutex
	sums  map[string]float64 // that become metrics
	asked map[string]float64 // that do not
	notes map[string]string
}

// NewMetrics writes to w, which must be a function's standard output.
func NewMetrics(w io.Writer, stack, function string, now func() time.Time) *Metrics {
	return &Metrics{
		stack:    stack,
		function: function,
		w:        w,
		now:      now,
		sums:     map[string]float64{},
		asked:    map[string]float64{},
		notes:    map[string]string{},
	}
}

// Add adds to a count that becomes a metric.
func (m *Metrics) Add(name string, n float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sums[name] += n
}

// Tell adds to a count that does not.
func (m *Metrics) Tell(name string, n float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked[name] += n
}

// Note adds a property to the line, to search logs by. It makes no metric.
func (m *Metrics) Note(name, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.notes[name] = value
}

// Units is a table.Meter.
func (m *Metrics) Units(write, read float64) {
	m.Tell("WriteUnits", write)
	m.Tell("ReadUnits", read)
}

// Webhook counts what became of a webhook, "too_large" as WebhookTooLarge: it is an
// ingest.Ingest's Count. The platform becomes a note. That a page was shown makes no
// metric: nobody is to be alarmed by it.
func (m *Metrics) Webhook(what, platform string) {
	count := m.Add
	if what == ingest.Shown {
		count = m.Tell
	}
	count(named("Webhook", what), 1)
	if platform != "" {
		m.Note("Platform", platform)
	}
}

// Unreadable counts a record that a sweep or a census left out because it cannot be read:
// it is their CountUnreadable.
func (m *Metrics) Unreadable() { m.Add("Unreadable", 1) }

// Task counts what became of a task, "uncertain" as TaskUncertain: it is an act.Act's
// Count.
func (m *Metrics) Task(what string) { m.Add(named("Task", what), 1) }

// named is the metric of something that happened to a thing.
func named(thing, what string) string {
	for word := range strings.SplitSeq(what, "_") {
		thing += strings.ToUpper(word[:1]) + word[1:]
	}
	return thing
}

type metric struct {
	Name string
	Unit string
}

// Flush writes what was added since the last time, if anything was.
func (m *Metrics) Flush() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.sums) == 0 && len(m.asked) == 0 {
		return
	}
	line := map[string]any{"Stack": m.stack, "Function": m.function}
	for name, value := range m.notes {
		line[name] = value
	}
	for name, value := range m.asked {
		line[name] = value
	}
	if len(m.sums) > 0 {
		line["_aws"] = m.meta()
	}
	for name, value := range m.sums {
		line[name] = value
	}
	clear(m.sums)
	clear(m.asked)
	clear(m.notes)
	b, err := json.Marshal(line)
	if err != nil { // a float that is no number: none of ours is
		return
	}
	_, _ = m.w.Write(append(b, '\n')) // a function whose output is gone has other troubles
}

// meta is what tells CloudWatch which counts of the line are metrics.
func (m *Metrics) meta() map[string]any {
	var metrics []metric
	for _, name := range slices.Sorted(maps.Keys(m.sums)) {
		metrics = append(metrics, metric{name, "Count"})
	}
	return map[string]any{
		"Timestamp": m.now().UnixMilli(),
		"CloudWatchMetrics": []any{map[string]any{
			"Namespace": namespace, "Dimensions": [][]string{{"Stack", "Function"}}, "Metrics": metrics,
		}},
	}
}
