package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

// outcomes says what an outcome counts as among what is heard from a source. What is not
// in it is not counted there: a trial call, a page that was opened, trouble of our own.
var outcomes = map[string]string{
	Queued:       heard.Taken,
	Ignored:      heard.Unused,
	Unusable:     heard.Unreadable,
	Unauthorized: heard.Refused,
}

// causeOf returns why a delivery is refused.
func causeOf(err error) string {
	switch {
	case errors.Is(err, ErrUnknown):
		return "path"
	case errors.Is(err, webhook.ErrStale):
		return "clock"
	case errors.Is(err, webhook.ErrAccount):
		return "account"
	}
	return "signature"
}

// hear tells of a delivery.
func (in *Ingest) hear(r Request, done handled) {
	what, counts := outcomes[done.what]
	if in.Hear == nil || !counts || done.isPaged {
		return
	}
	d := heard.Delivery{
		Store:  r.Store,
		Source: r.Source,
		What:   what,
		Detail: done.detail,
		At:     crm.InstantOf(in.Now()),
	}
	if done.platform == "" { // any name may stand in such an address
		d.Store = heard.Nobody
		d.Source = heard.Nobody
	}
	in.Hear(d)
	if d.What != heard.Taken {
		return
	}
	for _, word := range done.unknown {
		d.What = heard.Unknown
		d.Detail = word
		in.Hear(d)
	}
}

// Journal notes what is heard, and sends it to a queue now and then. What is taken is
// noted by the step apply as well, so that only the rest is sent at once: a process that
// waits long enough may end without another word.
type Journal struct {
	Tally heard.Tally
	Queue Queue
	Every time.Duration // at most one message for each source in that time
	Log   *slog.Logger

	mu   sync.Mutex
	sent crm.Instant // 0 = nothing yet
}

// Hear is an Ingest's Hear.
func (j *Journal) Hear(d heard.Delivery) {
	j.Tally.Note(d)
	if d.What == heard.Taken || !j.isDue(d.At) {
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Second)
	defer stop()
	// A crash before it is sent loses some counts, and nothing else.
	if err := j.send(ctx, d.At); err != nil {
		j.Log.WarnContext(ctx, "what was heard is not noted", "error", err)
	}
}

// isDue reports whether something may be sent now, and notes that it is.
func (j *Journal) isDue(now crm.Instant) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	passed := now.Since(j.sent) // negative after the clock was set back: that holds nothing up
	if j.sent != 0 && passed >= 0 && passed < j.Every {
		return false
	}
	j.sent = now
	return true
}

func (j *Journal) send(ctx context.Context, now crm.Instant) error {
	for _, day := range j.Tally.Changed() {
		body, err := json.Marshal(day)
		if err != nil {
			return fmt.Errorf("write what was heard: %w", err)
		}
		message, err := envelope.Encode(envelope.Message{
			ID:       envelope.Identify(day.Store, envelope.Internal, heard.Topic, body),
			Store:    day.Store,
			Source:   envelope.Internal,
			Platform: envelope.Internal,
			Topic:    heard.Topic,
			Received: now,
			Body:     body,
		})
		if err != nil {
			return err
		}
		if err := j.Queue.Send(ctx, day.Store, 0, message); err != nil {
			return err
		}
	}
	return nil
}
