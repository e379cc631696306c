// Package page makes the pages that a shop's customers see. Each is complete in one
// document, without script, with nothing loaded from anywhere. The package does without
// html/template, which would keep every method of every type in the functions that link it.
package page

import (
	"crypto/sha256"
	_ "embed" // the style sheet
	"encoding/base64"
	"html"
	"strconv"
	"strings"
)

// Page is one page. Its texts are plain; they are escaped here.
type Page struct {
	Language string // as phrase.Language gives it
	Shop     string // the name of the shop as customers know it; "" = none is shown
	Title    string
	Body     []Block
}

// Block is a piece of a page, as one of the functions below makes it.
type Block string

// style is all the CSS there is. It stands in the page, and Policy lets in no other.
//
//go:embed page.css
var style string

// Policy is the Content-Security-Policy of every page: its own style, forms to where it
// came from, and nothing else.
var Policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// Make returns the page as an HTML document.
func Make(p Page) string {
	var b strings.Builder
	b.WriteString("<!doctype html><html" + attribute("lang", p.Language) + ">")
	b.WriteString(`<head><meta charset="utf-8">`)
	b.WriteString(`<meta name="viewport" content="width=device-width, initial-scale=1">`)
	b.WriteString(`<meta name="robots" content="noindex">`)
	b.WriteString("<title>" + escape(p.Title) + "</title>\n")
	b.WriteString("<style>" + style + "</style></head>\n")

	b.WriteString("<body><main>\n")
	if p.Shop != "" {
		b.WriteString(`<p class="shop">` + escape(p.Shop) + "</p>\n")
	}
	for _, block := range p.Body {
		b.WriteString(string(block) + "\n")
	}
	b.WriteString("</main></body></html>\n")
	return b.String()
}

func escape(text string) string { return html.EscapeString(text) }

// Heading returns what the page is about.
func Heading(text string) Block {
	return Block("<h1>" + escape(text) + "</h1>")
}

// Paragraph returns a text to be read.
func Paragraph(text string) Block {
	return Block("<p>" + escape(text) + "</p>")
}

// Hint returns a text that need not be read.
func Hint(text string) Block {
	return Block(`<p class="soft">` + escape(text) + "</p>")
}

// Link returns a link to an address relative to the page's.
func Link(to, text string) Block {
	return Block(`<p><a href="` + escape(to) + `">` + escape(text) + "</a></p>")
}

// Choice is one of the answers that a question offers.
type Choice struct{ Value, Text string }

// Question is a form of one question. One of its choices has to be marked.
type Question struct {
	To      string      // the address it is posted to, relative to the page's
	Hidden  [][2]string // what is posted besides, by name
	Ask     string
	Name    string // of the answer
	Choices []Choice
	Texts   []TextField
	Send    string // on the button
}

// TextField is a line of text that may stay empty.
type TextField struct {
	Name  string
	Label string
	Most  int // characters
}

// Form returns the form of a question.
func Form(q Question) Block {
	var b strings.Builder
	b.WriteString(`<form method="post"` + attribute("action", q.To) + ">")
	for _, h := range q.Hidden {
		b.WriteString(`<input type="hidden"`)
		b.WriteString(attribute("name", h[0]))
		b.WriteString(attribute("value", h[1]))
		b.WriteString(">")
	}

	b.WriteString("\n<fieldset><legend>")
	b.WriteString(string(Heading(q.Ask)))
	b.WriteString("</legend>\n")
	for _, c := range q.Choices {
		b.WriteString(`<label><input type="radio" required`)
		b.WriteString(attribute("name", q.Name))
		b.WriteString(attribute("value", c.Value))
		b.WriteString(">" + escape(c.Text))
		b.WriteString("</label>\n")
	}
	b.WriteString("</fieldset>\n")

	for _, t := range q.Texts {
		b.WriteString(`<label class="text">` + escape(t.Label))
		b.WriteString(` <input type="text" autocomplete="off"`)
		b.WriteString(attribute("name", t.Name))
		b.WriteString(attribute("maxlength", strconv.Itoa(t.Most)))
		b.WriteString("></label>\n")
	}
	b.WriteString("<button>" + escape(q.Send) + "</button>")
	b.WriteString("</form>")
	return Block(b.String())
}

// attribute returns an attribute of an element, with a blank before it.
func attribute(name, value string) string {
	return " " + name + `="` + escape(value) + `"`
}
