// Package console is the pages for owners and managers: who to call today, one customer,
// what exits cost, what could not be used. Pages are made on the server and work without
// script; whatever changes is a form with a visible result and an undo. There is no login
// yet: whoever mounts it keeps it on this machine.
package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Console makes the pages. Its fields are what it needs; all but Loopback are required.
type Console struct {
	Book     book.Book
	Shops    *book.Shops
	Now      func() time.Time
	Log      *slog.Logger
	Loopback bool // refuse what was not asked of this machine by a name of its own: a guard against DNS rebinding
}

// maxForm is the largest body that is read, in bytes: a handful of short fields.
const maxForm = 8 << 10

// Handler answers for the pages and for what is posted from them. Posts from other sites
// are refused.
func (c *Console) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+stylePath, serveStyle)
	mux.HandleFunc("GET /-/icon.svg", serveIcon)
	mux.HandleFunc("/favicon.ico", http.NotFound)
	mux.HandleFunc("GET /{$}", c.stores)
	page := func(pattern string, make func(*visit) error) { mux.HandleFunc(pattern, c.visited(make)) }
	page("GET /{store}/{$}", c.today)
	page("GET /{store}/today.json", c.todayJSON)
	page("GET /{store}/customers", c.search)
	page("GET /{store}/customers/{key}", c.customer)
	page("GET /{store}/exit-cost", c.exitCost)
	page("GET /{store}/exit-cost.json", c.exitCostJSON)
	page("GET /{store}/exit-cost.html", c.exitCostFile)
	page("GET /{store}/exit-cost.csv", c.exitCostCSV)
	page("GET /{store}/quarantine", c.quarantine)
	page("POST /{store}/tasks/{id}", c.report)
	page("POST /{store}/tasks/{id}/undo", c.undo)
	page("/", func(*visit) error { return errNotFound })

	same := http.NewCrossOriginProtection()
	same.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.fail(w, r, phrase.English, http.StatusForbidden, "console.error.origin")
	}))
	return c.guarded(http.MaxBytesHandler(same.Handler(mux), maxForm))
}

// visit is one request to a page of a store.
type visit struct {
	wording
	w    http.ResponseWriter
	r    *http.Request
	shop *book.Shop
	now  crm.Instant
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// The errors of a page that are the visitor's.
var (
	errNotFound = errors.New("no such page")
	errChanged  = errors.New("somebody else has changed it meanwhile")
)

// refusal is an error that is told to the visitor by a message of the catalogue.
type refusal struct {
	status int
	key    string
}

func (r refusal) Error() string { return r.key }

// visited finds the store of a request and has its page made. Errors become pages too.
func (c *Console) visited(make func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{
			w:       w,
			r:       r,
			now:     crm.InstantOf(c.Now()),
			wording: wording{phrase.Locale{Language: phrase.English, Zone: time.UTC}},
		}
		err := errNotFound
		if name := r.PathValue("store"); name != "" {
			v.shop, err = c.Shops.FindShop(r.Context(), name)
		}
		if err == nil {
			v.wording = wording{v.shop.Playbook.Locale()}
			err = make(v)
		}
		var told refusal
		switch {
		case err == nil:
		case errors.As(err, &told):
			c.fail(w, r, v.Language, told.status, told.key)
		case errors.Is(err, errNotFound), errors.Is(err, book.ErrNoStore):
			c.fail(w, r, v.Language, http.StatusNotFound, "console.error.not_found")
		case errors.Is(err, errChanged), table.IsConflict(err):
			c.fail(w, r, v.Language, http.StatusConflict, "console.error.changed")
		case r.Context().Err() != nil: // the visitor has gone
		default:
			c.Log.ErrorContext(r.Context(), "a page cannot be made", "page", r.Pattern, "err", err)
			c.fail(w, r, v.Language, http.StatusInternalServerError, "console.error.internal")
		}
	}
}

// stores leads to the only store, or lists all.
func (c *Console) stores(w http.ResponseWriter, r *http.Request) {
	names, err := c.Book.ListStores(r.Context())
	if err != nil {
		c.Log.ErrorContext(r.Context(), "stores cannot be listed", "err", err)
		c.fail(w, r, phrase.English, http.StatusInternalServerError, "console.error.internal")
		return
	}
	if len(names) == 1 {
		http.Redirect(w, r, "/"+names[0]+"/", http.StatusSeeOther)
		return
	}
	p := storesPage{
		frame: frame{wording: wording{phrase.Locale{Language: phrase.English, Zone: time.UTC}}},
	}
	p.Title = p.Say("console.stores.title")
	for _, name := range names {
		shop, err := c.Shops.FindShop(r.Context(), name)
		if err != nil {
			c.Log.WarnContext(
				r.Context(),
				"a store that is listed cannot be loaded",
				"store",
				name,
				"err",
				err,
			)
			continue
		}
		p.Stores = append(p.Stores, link{URL: "/" + name + "/", Text: called(shop)})
	}
	c.render(w, r, http.StatusOK, "stores", &p)
}

type storesPage struct {
	frame
	Stores []link
}

type link struct{ URL, Text string }

// fail answers with a page that says what is wrong, and what to do.
func (c *Console) fail(
	w http.ResponseWriter,
	r *http.Request,
	lang string,
	status int,
	key string,
) {
	p := errorPage{
		frame: frame{wording: wording{phrase.Locale{Language: lang, Zone: time.UTC}}},
		Text:  phrase.Say(lang, key+".text"),
	}
	p.Title = phrase.Say(lang, key)
	c.render(w, r, status, "error", &p)
}

type errorPage struct {
	frame
	Text string
}
