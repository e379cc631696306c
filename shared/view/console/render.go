package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"holdfast/shared/records/book"
	"holdfast/shared/view/report"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed style.css
var pageStyle string

//go:embed icon.svg
var icon []byte

var pages = template.Must(
	template.Must(report.Templates.Clone()).ParseFS(pageFiles, "pages/*.html"),
)

// style is the style sheet of reports and their charts, and what else the pages need. Its
// path changes with it, so that it can be kept for ever.
var style, stylePath = func() ([]byte, string) {
	all := []byte(report.Style + "\n" + pageStyle)
	sum := sha256.Sum256(all)
	return all, "/-/" + hex.EncodeToString(sum[:6]) + ".css"
}()

func serveIcon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write(icon) // as below
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(style) // whoever has gone needs no style
}

// wording says things of customers in a store's language and zone.
type wording struct{ phrase.Locale }

// frame is what every page has around it.
type frame struct {
	wording
	Title string
	Store string // "" outside a store
	Name  string // of the shop, as people know it
	Here  string // which of the pages in the navigation
	Query string // in the search box
	Clock string
	Flash *flash
}

// Style is where the style sheet is.
func (frame) Style() string { return stylePath }

func (v *visit) frame(here, title string) frame {
	return frame{
		wording: v.wording,
		Title:   title,
		Store:   v.shop.Store,
		Name:    called(v.shop),
		Here:    here,
		Clock:   v.Clock(v.now),
	}
}

func called(s *book.Shop) string {
	if s.Name != "" {
		return s.Name
	}
	return s.Store
}

// render answers with a page. It is made whole before anything is sent, so that a fault
// never leaves half of one.
func (c *Console) render(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	name string,
	data any,
) {
	var page bytes.Buffer
	if err := pages.ExecuteTemplate(&page, name+".html", data); err != nil {
		c.Log.ErrorContext(r.Context(), "a page cannot be rendered", "page", name, "err", err)
		http.Error(
			w,
			"This page cannot be shown. The log says why.",
			http.StatusInternalServerError,
		)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // a visitor that has gone needs no page
}

func writeJSON(w http.ResponseWriter, value any) error {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(append(body, '\n')) // as above
	return nil
}

// customerURL is a customer's page. Keys hold colons, and whatever else a platform puts
// into its ids.
func customerURL(store string, key crm.Key) string {
	return "/" + store + "/customers/" + url.PathEscape(string(key))
}

// svg is a chart as a part of a page: package chart escapes every text.
func svg(drawing []byte) template.HTML {
	return template.HTML(drawing) //nolint:gosec // see above
}
