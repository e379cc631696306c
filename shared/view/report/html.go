package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"

	"holdfast/shared/view/chart"
	"holdfast/shared/words/phrase"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed report.css
var pageStyle string

// Style is the CSS that a Document needs on a page, with that of its charts.
var Style = pageStyle + "\n" + chart.Style

// Templates has two templates for pages that show a Document: "lines" for its beginning
// and "sections" for the rest.
var Templates = template.Must(template.ParseFS(pageFiles, "pages/sections.html"))

// fileTemplate is a page in one file.
var fileTemplate = template.Must(
	template.Must(Templates.Clone()).ParseFS(pageFiles, "pages/file.html"),
)

// HTML returns the Document as a page in one file, to keep, print or send on. Nothing in
// it is loaded from elsewhere, and nothing runs.
func (d Document) HTML() ([]byte, error) {
	d.Open = true
	var page bytes.Buffer
	err := fileTemplate.ExecuteTemplate(&page, "file.html", struct {
		Document
		Style template.CSS
	}{d, template.CSS(Style)}) //nolint:gosec // our own
	if err != nil {
		return nil, fmt.Errorf("write the report as a page: %w", err)
	}
	return []byte(phrase.Visible(page.String())), nil
}
