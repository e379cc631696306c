package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"

	"holdfast/shared/view/chart"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed report.css
var pageStyle string

// Style is the CSS that a Document needs on a page, its charts' included.
var Style = pageStyle + "\n" + chart.Style

// Templates has "lines", the beginning of a Document, and "sections", the rest of it, for
// pages that show one.
var Templates = template.Must(template.ParseFS(pageFiles, "pages/sections.html"))

var file = template.Must(template.Must(Templates.Clone()).ParseFS(pageFiles, "pages/file.html"))

// HTML is the Document as a page in one file: nothing in it is loaded from elsewhere,
// nothing runs, and it can be printed.
func (d Document) HTML() ([]byte, error) {
	d.Open = true
	var page bytes.Buffer
	err := file.ExecuteTemplate(&page, "file.html", struct {
		Document
		Style template.CSS
	}{d, template.CSS(Style)}) //nolint:gosec // our own
	if err != nil {
		return nil, fmt.Errorf("write the report as a page: %w", err)
	}
	return page.Bytes(), nil
}
