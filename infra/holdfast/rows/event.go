package rows

import (
	"encoding/json"
	"fmt"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/standard"
)

func formatTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// message is an event in our own format.
type message struct {
	Type      string `json:"type"`
	Timestamp string `json:"timestamp,omitempty"`
	Data      any    `json:"data"`
}

// newEvent returns an event in our own format. It returns an error if the parser of that
// format refuses it. The zero time stands for a file that does not say how old it is.
func newEvent(line int, id, topic string, at time.Time, data any) (Event, error) {
	m := message{Type: topic, Data: data}
	if !at.IsZero() {
		m.Timestamp = formatTime(at)
	}
	body, err := json.Marshal(m)
	if err != nil {
		return Event{}, fmt.Errorf("line %d: %w", line, err)
	}
	if o, isOrder := data.(orderData); !isOrder || !o.isOrdinary() {
		delivery := webhook.Delivery{Source: "import", Topic: topic, Body: body}
		if _, err := (standard.Platform{}).Parse(delivery); err != nil {
			return Event{}, err
		}
	}
	return Event{
		Line:  line,
		ID:    id,
		Topic: topic,
		At:    at,
		Body:  body,
	}, nil
}

// sendRow sends the event of one row, or refuses the row.
func (in *reading) sendRow(r row, id, topic string, at time.Time, data any) error {
	event, err := newEvent(r.Line, id, topic, at, data)
	if err != nil {
		return in.refuse(r, err)
	}
	return in.send(event, 1)
}
