package console

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
)

var (
	void = regexp.MustCompile(`<(meta|link|input)\b([^>]*)>`)
	tags = regexp.MustCompile(`<[^>]*>`)
	id   = regexp.MustCompile(`\bid="([^"]*)"`)
)

// plain is what a page says.
func plain(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, " "))), " ")
}

// wellFormed fails for a page with an element that is not closed in its place, an id that is there twice, a script, a
// style of its own, a message that is not in the catalogue, or one whose arguments do not fit.
func wellFormed(t *testing.T, path, page string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(void.ReplaceAllString(page, "<$1$2/>")))
	d.Entity = xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("%s is not well-formed: %v", path, err)
			return
		}
		if e, ok := token.(xml.StartElement); ok {
			checkElement(t, path, e)
		}
	}
	seen := map[string]bool{}
	for _, m := range id.FindAllStringSubmatch(page, -1) {
		if seen[m[1]] {
			t.Errorf("%s has the id %q twice", path, m[1])
		}
		seen[m[1]] = true
	}
	for _, bad := range []string{"%!", "[console.", "[task.", "[reason.", "[standing.", "[script.", "[exit.", "[report.", "[improve.", "[overdue.", "ZgotmplZ", "<nil>"} {
		if i := strings.Index(page, bad); i >= 0 {
			t.Errorf("%s says %q", path, page[max(0, i-60):min(len(page), i+60)])
		}
	}
}

func checkElement(t *testing.T, path string, e xml.StartElement) {
	t.Helper()
	if e.Name.Local == "script" || e.Name.Local == "style" {
		t.Errorf("%s has a %s element", path, e.Name.Local)
	}
	for _, a := range e.Attr {
		switch name := strings.ToLower(a.Name.Local); {
		case strings.HasPrefix(name, "on"), name == "style":
			t.Errorf("%s: %s has the attribute %s", path, e.Name.Local, name)
		case name == "href" || name == "src" || name == "action":
			if !strings.HasPrefix(a.Value, "/") && !strings.HasPrefix(a.Value, "#") && !strings.HasPrefix(a.Value, "tel:+") && !strings.HasPrefix(a.Value, "mailto:") {
				t.Errorf("%s leads to %q", path, a.Value)
			}
		}
	}
}
