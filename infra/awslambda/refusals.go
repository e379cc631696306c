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
// must show in the log, a flood must not fill it. The step counts all of them. Its zero
// value is ready.
type refusals struct {
	byStatus map[int]statusLog
}

// statusLog remembers when refusals of one status were logged, and how many came since.
type statusLog struct {
	logged   time.Time
	unlogged int // refusals since then
}

// note logs the first refusal with a status, then one a minute at most, with the number
// of those between. Names that no store can have are not repeated.
func (r *refusals) note(ctx context.Context, f *Function, q ingest.Request, a ingest.Answer) {
	if a.Status < http.StatusBadRequest || a.Status >= http.StatusInternalServerError {
		return
	}
	unlogged, isDue := r.takeDue(a.Status, f.Now())
	if !isDue {
		return
	}

	store := q.Store
	source := q.Source
	if !crm.ValidName(store) || !crm.ValidName(source) {
		store = ""
		source = ""
	}
	f.Log.WarnContext(
		ctx, "webhook refused",
		"status", a.Status,
		"store", store,
		"source", source,
		"answer", a.Text,
		"unlogged", unlogged,
	)
}

// takeDue counts a refusal and reports whether it is to be logged. If so, it returns how
// many were not logged since the last line, and begins to count anew.
func (r *refusals) takeDue(status int, now time.Time) (unlogged int, isDue bool) {
	if r.byStatus == nil {
		r.byStatus = map[int]statusLog{}
	}
	last, seen := r.byStatus[status]
	if seen && now.Sub(last.logged) < everyRefusal {
		last.unlogged++
		r.byStatus[status] = last
		return 0, false
	}
	r.byStatus[status] = statusLog{logged: now}
	return last.unlogged, true
}
