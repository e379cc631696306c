package page_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"holdfast/shared/edge/page"
)

const nasty = `"><script>alert('1')</script>&amp;`

func TestNoTextCanBecomeMarkup(t *testing.T) {
	t.Parallel()
	html := page.Make(page.Page{Language: nasty, Shop: nasty, Title: nasty, Body: []page.Block{
		page.Heading(nasty), page.Paragraph(nasty), page.Hint(nasty), page.Link(nasty, nasty),
		page.Form(page.Question{To: nasty, Hidden: [][2]string{{nasty, nasty}}, Ask: nasty, Name: nasty, Choices: []page.Choice{{Value: nasty, Text: nasty}}, Texts: []page.TextField{{Name: nasty, Label: nasty, Most: 9}}, Send: nasty}),
	}})
	if strings.Contains(html, "<script") || strings.Contains(html, nasty) {
		t.Error(html)
	}
	wellFormed(t, html)
}

// wellFormed reads a page strictly, but for what HTML writes without an end.
func wellFormed(t *testing.T, html string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(strings.Replace(html, "required ", "", -1)))
	d.Strict, d.AutoClose = false, []string{"meta", "input"}
	open := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, html)
		}
		switch token.(type) {
		case xml.StartElement:
			open++
		case xml.EndElement:
			open--
		}
	}
	if open != 0 {
		t.Errorf("%d elements without an end", open)
	}
}

// A browser lets in the one style whose hash the policy names: the text between its tags.
func TestThePolicyLetsInThePagesOwnStyle(t *testing.T) {
	t.Parallel()
	_, rest, _ := strings.Cut(page.Make(page.Page{}), "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(page.Policy, want) || style == "" {
		t.Errorf("%s is not in %s", want, page.Policy)
	}
}
