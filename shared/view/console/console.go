package console

import (
	"log/slog"
	"net/http"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/words/phrase"
)

// Console makes the pages. Its fields are what it needs; all but Loopback are required.
type Console struct {
	Book  book.Book
	Shops *book.Shops
	Now   func() time.Time
	Log   *slog.Logger

	// Loopback refuses requests that name another host than this machine, which guards
	// against DNS rebinding, and requests that a proxy forwards.
	Loopback bool
}

// maxForm is the largest body that is read, in bytes: a handful of short fields.
const maxForm = 8 << 10

// Handler returns the handler of all pages and of the forms on them. It refuses posts from
// other sites.
func (c *Console) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+stylePath, serveStyle)
	mux.HandleFunc("GET "+iconPath, serveIcon)
	mux.HandleFunc("/favicon.ico", http.NotFound)
	mux.HandleFunc("GET /{$}", c.showStores)
	for pattern, makePage := range c.storePages() {
		mux.HandleFunc(pattern, c.servePage(makePage))
	}

	sameSite := http.NewCrossOriginProtection()
	sameSite.SetDenyHandler(http.HandlerFunc(c.refuseOrigin))
	limited := http.MaxBytesHandler(sameSite.Handler(mux), maxForm)
	return c.guard(limited)
}

// storePages returns the function of each page and form of a store, by its pattern.
func (c *Console) storePages() map[string]func(*visit) error {
	return map[string]func(*visit) error{
		"GET /{store}/{$}":              c.showToday,
		"GET /{store}/today.json":       c.sendTodayJSON,
		"GET /{store}/customers":        c.showSearch,
		"GET /{store}/customers/{key}":  c.showCustomer,
		"GET /{store}/exit-cost":        c.showExitCost,
		"GET /{store}/exit-cost.json":   c.sendExitCostJSON,
		"GET /{store}/exit-cost.html":   c.sendExitCostFile,
		"GET /{store}/exit-cost.csv":    c.sendExitCostCSV,
		"GET /{store}/quarantine":       c.showQuarantine,
		"GET /{store}/sources":          c.showSources,
		"POST /{store}/tasks/{id}":      c.recordFeedback,
		"POST /{store}/tasks/{id}/undo": c.undoFeedback,

		"/": func(*visit) error { return errNotFound },
	}
}

// refuseOrigin answers a post from another site.
func (c *Console) refuseOrigin(w http.ResponseWriter, r *http.Request) {
	foreign := refusal{http.StatusForbidden, "console.error.origin"}
	c.showError(w, r, phrase.English, foreign)
}
