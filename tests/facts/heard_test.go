package facts

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
	"holdfast/shared/steps/apply"
	"holdfast/shared/steps/census"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

// heardMessage returns the message by which ingest says what it heard.
func heardMessage(t *testing.T, day heard.Day) queue.Message {
	t.Helper()
	body, err := json.Marshal(day)
	if err != nil {
		t.Fatal(err)
	}
	b, err := envelope.Encode(envelope.Message{
		ID: envelope.Identify(day.Store, envelope.Internal, heard.Topic, body), Store: day.Store, Source: envelope.Internal,
		Platform: envelope.Internal, Topic: heard.Topic, Received: day.Last, Body: body,
	})
	if err != nil {
		t.Fatal(err)
	}
	return queue.Message{ID: "m", Body: b, Receives: 1}
}

func (h *House) heard(t *testing.T, from time.Time) map[string]heard.Sum {
	t.Helper()
	days, err := h.Book.ListHeard(t.Context(), Store, crm.InstantOf(from))
	if err != nil {
		t.Fatal(err)
	}
	return heard.SumDays(days)
}

func TestWhatWasHeardIsKeptOnceHoweverOftenItIsTold(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	at := crm.InstantOf(h.Time)
	day := heard.Day{Store: Store, Source: "web", Date: h.Time.Format(time.DateOnly), By: "a", Last: at}
	first, second, other := day, day, day
	first.Counts = []heard.Count{{What: heard.Refused, Detail: "account", N: 2}}
	second.Counts = []heard.Count{{What: heard.Refused, Detail: "account", N: 5}, {What: heard.Unused, Detail: "order.note", N: 1}}
	other.By, other.Counts = "b", []heard.Count{{What: heard.Refused, Detail: "account", N: 1}}
	for _, d := range []heard.Day{second, first, other, second, first} {
		h.Fold(t, []queue.Message{heardMessage(t, d)})
	}
	sum := h.heard(t, h.Time)["web"]
	if sum.Total(heard.Refused) != 6 || sum.Total(heard.Unused) != 1 || sum.Last != at {
		t.Errorf("%+v", sum)
	}
}

func TestThatASourceIsHeardCostsAWriteAnHour(t *testing.T) {
	t.Parallel()
	writes := 0.0
	h := NewHouse(t, func(w, _ float64) { writes += w }, nil)
	begun := h.Time
	order := func(minute int) []queue.Message {
		at := begun.Add(time.Duration(minute) * time.Minute)
		return []queue.Message{Message("shop", "order.updated", `{"timestamp":"2026-01-01T08:00:00Z","data":{"id":"1","currency":"EUR","total":"10","status":"paid","placed_at":"2026-01-01T08:00:00Z","customer":{"id":"7"}}}`, at)}
	}
	h.Fold(t, order(0))
	writes = 0
	h.Apply.Hearing = &apply.Hearing{}
	for minute := range 60 {
		h.Fold(t, order(minute))
	}
	if writes > 1 {
		t.Errorf("%v units are written in an hour in which nothing is new", writes)
	}
	h.Apply.Hearing = &apply.Hearing{} // another process
	h.Fold(t, order(59))
	if writes > 1 {
		t.Errorf("another process writes it again: %v units", writes)
	}
	last := h.heard(t, h.Time.AddDate(0, 0, -1))["shop"].Last
	if age := crm.InstantOf(begun.Add(time.Hour)).Since(last); age < 0 || age > 2*time.Hour {
		t.Errorf("heard %v ago", age)
	}
}

// asked is a queue that takes what a census asks for.
type asked struct{ queue.Queue }

func (asked) Send(context.Context, string, time.Duration, ...[]byte) error { return nil }

func TestNothingHeardForTwoDaysIsCountedEveryNight(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	for source, days := range map[string]int{"web": 3, "shop": 1, "desk": 40} {
		last := h.Time.AddDate(0, 0, -days)
		err := h.Book.NoteHeard(t.Context(), heard.Day{Store: Store, Source: source, Date: last.Format(time.DateOnly), By: "fold", Last: crm.InstantOf(last)})
		if err != nil {
			t.Fatal(err)
		}
	}
	never := heard.Day{Store: Store, Source: "new", Date: h.Time.Format(time.DateOnly), By: "a", Counts: []heard.Count{{What: heard.Refused, Detail: "signature", N: 3}}}
	if err := h.Book.NoteHeard(t.Context(), never); err != nil {
		t.Fatal(err)
	}

	var log strings.Builder
	silent := 0
	c := census.Census{
		Book: h.Book, Shops: h.Shops, Segments: asked{}, Now: func() time.Time { return h.Time },
		Log: slog.New(slog.NewTextHandler(&log, nil)), CountSilent: func() { silent++ },
	}
	if err := c.Start(t.Context(), h.Time); err != nil {
		t.Fatal(err)
	}
	if silent != 1 || !strings.Contains(log.String(), "source=web") {
		t.Errorf("%d are silent: %s", silent, log.String())
	}
}
