package awslambda

import (
	"context"
	"net/http"
	"time"

	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/crm"
)

// everyRefusal is the least time between two log lines about refusals with the same
// status.
const everyRefusal = time.Minute

// refusals samples the requests that are turned away: a sender that was set up wrongly
// must show, a flood must not fill the log. All of them are counted by the step. Its zero
// value is ready.
type refusals struct {
	seen map[int]refused
}

// refused is what is known of one status.
type refused struct {
	logged time.Time
	since  int // that were not logged
}

// note logs the first refusal with a status, then one a minute at most, with the number
// of those between. Names that no store can have are not repeated.
func (r *refusals) note(ctx context.Context, f *Function, q ingest.Request, a ingest.Answer) {
	if a.Status < http.StatusBadRequest || a.Status >= http.StatusInternalServerError {
		return
	}
	unlogged, yes := r.due(a.Status, f.Now())
	if !yes {
		return
	}
	store := q.Store
	source := q.Source
	if !crm.ValidName(store) || !crm.ValidName(source) {
		store = ""
		source = ""
	}
	f.Log.WarnContext(
		ctx,
		"webhook refused",
		"status",
		a.Status,
		"store",
		store,
		"source",
		source,
		"answer",
		a.Text,
		"unlogged",
		unlogged,
	)
}

func (r *refusals) due(status int, now time.Time) (unlogged int, yes bool) {
	if r.seen == nil {
		r.seen = map[int]refused{}
	}
	s, known := r.seen[status]
	if known && now.Sub(s.logged) < everyRefusal {
		s.since++
		r.seen[status] = s
		return 0, false
	}
	r.seen[status] = refused{logged: now}
	return s.since, true
}
