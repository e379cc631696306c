// Package page makes the pages that a shop's customers see: whole in themselves, without
// script, with nothing loaded from anywhere. It does without html/template, which would
// keep every method of every type in the functions that link it.
package page

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"strings"
)

// Page is one page. Its texts are plain; Make escapes them.
type Page struct {
	Language string // as phrase.Language gives it
	Shop     string // who asks, as customers know it; "" = nobody is named
	Title    string
	Body     []Block
}

// Block is a part of a page, as one of the functions below makes it.
type Block string

// style is all there is of looks. It stands in the page, and Policy lets in no other.
const style = `:root{color-scheme:light dark;--ink:#1b2428;--soft:#586670;--paper:#fff;--ground:#f4f6f7;--line:#d5dde0;--accent:#0b6b75;--accent-ink:#fff;--hover:#e4f1f2}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e4eaec;--soft:#a3b0b6;--paper:#12181b;--ground:#0b0f11;--line:#303b41;--accent:#4fb9c4;--accent-ink:#07191b;--hover:#17292c}}
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:var(--ground);overflow-wrap:break-word}
main{max-width:560px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:24px;line-height:32px;margin:0 0 16px;text-wrap:balance}
p{margin:16px 0}
.shop{font-weight:700;margin:0 0 24px}
.soft{color:var(--soft);font-size:14px;line-height:20px}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend{padding:0}
label{display:flex;gap:12px;align-items:center;min-height:48px;padding:8px 16px;margin:0 0 8px;background:var(--paper);border:1px solid var(--line);border-radius:8px;cursor:pointer}
label:hover{background:var(--hover)}
label:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
input{accent-color:var(--accent);width:20px;height:20px;margin:0;flex:none}
button{font:inherit;color:var(--accent-ink);background:var(--accent);border:1px solid var(--accent);border-radius:8px;padding:12px 24px;margin:16px 0 0;cursor:pointer}
button:hover{text-decoration:underline}
a{color:var(--accent);text-underline-offset:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
label:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
label :focus-visible{outline:0}
`

// Policy is the Content-Security-Policy of every page: its own style, forms to where it
// came from, and nothing else.
var Policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// Make is the page as a document.
func Make(p Page) string {
	var b strings.Builder
	b.WriteString(
		`<!doctype html><html lang="` + html.EscapeString(
			p.Language,
		) + `"><head><meta charset="utf-8">` +
			`<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">` +
			`<title>` + html.EscapeString(
			p.Title,
		) + "</title>\n<style>" + style + "</style></head>\n<body><main>\n",
	)
	if p.Shop != "" {
		b.WriteString(`<p class="shop">` + html.EscapeString(p.Shop) + "</p>\n")
	}
	for _, part := range p.Body {
		b.WriteString(string(part) + "\n")
	}
	b.WriteString("</main></body></html>\n")
	return b.String()
}

// Heading says what the page is about.
func Heading(text string) Block {
	return Block("<h1>" + html.EscapeString(text) + "</h1>")
}

// Paragraph says something.
func Paragraph(text string) Block {
	return Block("<p>" + html.EscapeString(text) + "</p>")
}

// Hint says something that need not be read.
func Hint(text string) Block {
	return Block(`<p class="soft">` + html.EscapeString(text) + "</p>")
}

// Link leads to an address relative to the page's.
func Link(to, text string) Block {
	return Block(
		`<p><a href="` + html.EscapeString(to) + `">` + html.EscapeString(text) + "</a></p>",
	)
}

// Choice is one of the answers that a question offers.
type Choice struct{ Value, Text string }

// Question is a form of one question. One of its choices has to be marked.
type Question struct {
	To      string      // where it is posted, relative to the page's address
	Hidden  [][2]string // what is posted besides, by name
	Ask     string
	Name    string // of the answer
	Choices []Choice
	Send    string // on the button
}

// Form makes a question's form.
func Form(q Question) Block {
	var b strings.Builder
	b.WriteString(`<form method="post" action="` + html.EscapeString(q.To) + `">`)
	for _, h := range q.Hidden {
		b.WriteString(
			`<input type="hidden" name="` + html.EscapeString(
				h[0],
			) + `" value="` + html.EscapeString(
				h[1],
			) + `">`,
		)
	}
	b.WriteString("\n<fieldset><legend>" + string(Heading(q.Ask)) + "</legend>\n")
	for _, c := range q.Choices {
		b.WriteString(
			`<label><input type="radio" required name="` + html.EscapeString(
				q.Name,
			) + `" value="` + html.EscapeString(
				c.Value,
			) + `">` +
				html.EscapeString(
					c.Text,
				) + "</label>\n",
		)
	}
	b.WriteString("</fieldset>\n<button>" + html.EscapeString(q.Send) + "</button></form>")
	return Block(b.String())
}
