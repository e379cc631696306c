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
	"holdfast/shared/words/heard"
)

// namespace of all metrics in CloudWatch.
const namespace = "Holdfast"

// Metrics sums up what happens in one invocation and writes it as one line in
// CloudWatch's embedded metric format. CloudWatch makes metrics of the counts that alarms
// and the dashboard need, with the dimensions Stack and Function, each at a price; the
// others stay in the line, for Logs Insights to sum up on demand. It is safe for use by
// several goroutines.
type Metrics struct {
	stack    string
	function string
	w        io.Writer
	now      func() time.Time

	mu      sync.Mutex
	metrics map[string]float64 // counts that become metrics
	counts  map[string]float64 // counts that do not
	notes   map[string]string
}

// NewMetrics returns metrics that are written to w, which must be a function's standard
// output.
func NewMetrics(w io.Writer, stack, function string, now func() time.Time) *Metrics {
	return &Metrics{
		stack:    stack,
		function: function,
		w:        w,
		now:      now,
		metrics:  map[string]float64{},
		counts:   map[string]float64{},
		notes:    map[string]string{},
	}
}

// Add adds to a count that becomes a metric.
func (m *Metrics) Add(name string, n float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.metrics[name] += n
}

// Tell adds to a count that does not become a metric.
func (m *Metrics) Tell(name string, n float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counts[name] += n
}

// Note adds a property to the line, to search logs by. It makes no metric.
func (m *Metrics) Note(name, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.notes[name] = value
}

// Units adds the units of a request to the table. It is a table.Meter.
func (m *Metrics) Units(write, read float64) {
	m.Tell("WriteUnits", write)
	m.Tell("ReadUnits", read)
}

// Webhook counts what became of a webhook, "too_large" as WebhookTooLarge: it is an
// ingest.Ingest's Count. The platform becomes a note. A page that was shown makes no
// metric, nor does a refusal as such: no alarm depends on them. Heard tells refusals by
// cause.
func (m *Metrics) Webhook(what, platform string) {
	name := metricName("Webhook", what)
	if what == ingest.Shown || what == ingest.Unauthorized {
		m.Tell(name, 1)
	} else {
		m.Add(name, 1)
	}
	if platform != "" {
		m.Note("Platform", platform)
	}
}

// Heard adds to the line where a webhook came from, and its topic or why it was refused, to
// search logs by. A refusal is counted by its cause, "clock" as RefusedClock.
func (m *Metrics) Heard(d heard.Delivery) {
	if d.What == heard.Refused {
		m.Add(metricName("Refused", d.Detail), 1)
	}
	m.Note("Source", d.Store+"/"+d.Source)
	m.Note("Heard", d.What)
	m.Note("Detail", d.Detail)
}

// Silent counts a source of which nothing was heard for two days: it is a census.Census's
// CountSilent.
func (m *Metrics) Silent() { m.Add("Silent", 1) }

// Unreadable counts a record that a sweep or a census left out because it cannot be read:
// it is their CountUnreadable.
func (m *Metrics) Unreadable() { m.Add("Unreadable", 1) }

// Task counts what became of a task, "uncertain" as TaskUncertain: it is an act.Act's
// Count.
func (m *Metrics) Task(what string) { m.Add(metricName("Task", what), 1) }

// metricName joins a thing and what became of it.
func metricName(thing, what string) string {
	name := thing
	for word := range strings.SplitSeq(what, "_") {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	return name
}

// Flush writes what was added since the last time, if anything was.
func (m *Metrics) Flush() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.metrics) == 0 && len(m.counts) == 0 {
		return
	}

	line := map[string]any{"Stack": m.stack, "Function": m.function}
	for name, value := range m.notes {
		line[name] = value
	}
	for name, value := range m.counts {
		line[name] = value
	}
	for name, value := range m.metrics {
		line[name] = value
	}
	if len(m.metrics) > 0 {
		line["_aws"] = m.directive()
	}
	clear(m.metrics)
	clear(m.counts)
	clear(m.notes)

	text, err := json.Marshal(line)
	if err != nil { // a float that is no number: none of ours is
		return
	}
	_, _ = m.w.Write(append(text, '\n')) // a function whose output is gone has other troubles
}

// directive returns the part of the line that tells CloudWatch which counts are metrics.
func (m *Metrics) directive() map[string]any {
	type metric struct {
		Name string
		Unit string
	}
	var metrics []metric
	for _, name := range slices.Sorted(maps.Keys(m.metrics)) {
		metrics = append(metrics, metric{name, "Count"})
	}
	return map[string]any{
		"Timestamp": m.now().UnixMilli(),
		"CloudWatchMetrics": []any{map[string]any{
			"Namespace":  namespace,
			"Dimensions": [][]string{{"Stack", "Function"}},
			"Metrics":    metrics,
		}},
	}
}
