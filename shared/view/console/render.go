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

	"holdfast/shared/view/report"
	"holdfast/shared/words/phrase"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed style.css
var pageStyle string

//go:embed icon.svg
var icon []byte

const iconPath = "/-/icon.svg"

// templates are those of the pages and of the report that one of them shows.
var templates = template.Must(
	template.Must(report.Templates.Clone()).ParseFS(pageFiles, "pages/*.html"),
)

// style is the style sheet: that of reports and their charts, and what the other pages
// need. stylePath changes with it, so that browsers may keep it for ever.
var style, stylePath = func() ([]byte, string) {
	sheet := []byte(report.Style + "\n" + pageStyle)
	sum := sha256.Sum256(sheet)
	return sheet, "/-/" + hex.EncodeToString(sum[:6]) + ".css"
}()

func serveIcon(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "image/svg+xml")
	header.Set("Cache-Control", "public, max-age=86400")
	send(w, icon)
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "text/css; charset=utf-8")
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	send(w, style)
}

// render answers with the page of a template. The page is complete before anything is
// sent, so that a fault never leaves half of one.
func (c *Console) render(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	name string,
	data any,
) {
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, name+".html", data); err != nil {
		c.Log.ErrorContext(r.Context(), "a page cannot be rendered", "page", name, "error", err)
		text := "This page cannot be shown. The log says why."
		http.Error(w, text, http.StatusInternalServerError)
		return
	}

	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	send(w, []byte(phrase.Visible(page.String())))
}

// show answers a visit with the page of a template.
func (c *Console) show(v *visit, name string, data any) error {
	c.render(v.w, v.r, http.StatusOK, name, data)
	return nil
}

func writeJSON(w http.ResponseWriter, value any) error {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	send(w, append(body, '\n'))
	return nil
}

// send writes a body. It drops the error: a visitor who has gone needs no answer.
func send(w http.ResponseWriter, body []byte) {
	_, _ = w.Write(body)
}

// inlineSVG returns a chart as markup of a page: package chart escapes every text.
func inlineSVG(drawing []byte) template.HTML {
	return template.HTML(drawing) //nolint:gosec // see above
}
