package apply

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
	"holdfast/shared/words/outcome"
)

// noteHeard keeps what ingest heard.
func (a *Apply) noteHeard(ctx context.Context, m envelope.Message) error {
	var day heard.Day
	if err := json.Unmarshal(m.Body, &day); err != nil {
		return outcome.Reject("what was heard cannot be read: %v", err)
	}
	return a.Book.NoteHeard(ctx, day)
}

// Hearing remembers when it was noted last that a source is heard, so that this costs a
// write an hour for each source. Its zero value is ready, and it is safe for use by several
// goroutines.
type Hearing struct {
	mu    sync.Mutex
	noted map[hearingKey]crm.Instant
}

type hearingKey struct{ store, source string }

// noteEvery is how often it is noted that a source is heard.
const noteEvery = time.Hour

// isDue reports whether a delivery is to be noted, and remembers that it is.
func (h *Hearing) isDue(store, source string, at crm.Instant) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := hearingKey{store, source}
	last, known := h.noted[key]
	if known && at.Since(last) < noteEvery {
		return false
	}
	if h.noted == nil {
		h.noted = map[hearingKey]crm.Instant{}
	}
	h.noted[key] = at
	return true
}

// foldedBy names this step among those who count what is heard.
const foldedBy = "fold"

// hearBatch notes the sources that the deliveries of a batch came from, those of an import
// aside. That it fails is
// only logged: the next delivery tells the same.
func (a *Apply) hearBatch(ctx context.Context, deliveries []delivery) {
	if a.Hearing == nil {
		return
	}
	for _, m := range deliveries {
		platform, known := platforms.For(m.Platform)
		_, isPaged := platform.(webhook.PagePlatform)
		isLate := crm.InstantOf(a.Now()).Since(m.Received) > noteEvery
		if m.packed || !known || isPaged || isLate || !a.Hearing.isDue(m.Store, m.Source, m.Received) {
			continue
		}
		// Another process may have noted the source within the hour: then it is not written.
		last := m.Received - m.Received%crm.Instant(noteEvery.Milliseconds())
		err := a.Book.NoteHeard(ctx, heard.Day{
			Store:  m.Store,
			Source: m.Source,
			Date:   last.Time().Format(time.DateOnly),
			By:     foldedBy,
			Last:   last,
		})
		if err != nil {
			a.Log.WarnContext(
				ctx, "what was heard is not noted",
				"store", m.Store,
				"source", m.Source,
				"error", err,
			)
		}
	}
}
