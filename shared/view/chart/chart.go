// Package chart draws the few charts that Holdfast shows as SVG: sorted bars, values with
// their interval, columns over time, a grid, a customer's time line. Charts scale with
// the width they are given without scaling their text, take their colours from the page
// (light, dark or print) by way of Style, say in words what they show, and need no
// script. Every text is escaped.
package chart

import (
	_ "embed" // the style sheet
	"encoding/xml"
	"strconv"
	"strings"
)

// Style is the CSS that charts need, with colours of its own for light, dark and print.
//
//go:embed chart.css
var Style string

// Head is what every chart says in words: an id unique on the page, a title that states
// the finding, and a text that tells the figures to whoever cannot see them.
type Head struct{ ID, Title, Text string }

// drawing grows an SVG.
type drawing struct{ strings.Builder }

// start opens the picture: as wide as its place, so many pixels high.
func (d *drawing) start(h Head, class string, height int) {
	d.tag(
		"svg",
		"class",
		"chart "+class,
		"width",
		"100%",
		"height",
		strconv.Itoa(height),
		"role",
		"img",
		"aria-labelledby",
		h.ID+"-title "+h.ID+"-text",
	)
	d.element("title", h.Title, "id", h.ID+"-title")
	d.element("desc", h.Text, "id", h.ID+"-text")
}

func (d *drawing) end() []byte {
	d.WriteString("</svg>")
	return []byte(d.String())
}

// tag opens an element; attributes come in pairs.
func (d *drawing) tag(name string, attributes ...string) {
	d.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		d.WriteString(" " + attributes[i] + `="`)
		d.escape(attributes[i+1])
		d.WriteString(`"`)
	}
	d.WriteString(">")
}

// element writes an element that holds a text, or nothing.
func (d *drawing) element(name, text string, attributes ...string) {
	d.tag(name, attributes...)
	d.escape(text)
	d.WriteString("</" + name + ">")
}

func (d *drawing) escape(text string) {
	_ = xml.EscapeText(&d.Builder, []byte(text)) // a strings.Builder takes everything
}

// share is part of whole as a percentage of the width, with two decimals, kept within it.
func share(part, whole int64) string {
	if whole <= 0 || part <= 0 {
		return "0%"
	}
	if part >= whole {
		return "100%"
	}
	myriad := hundredths(part, whole)
	return strconv.FormatInt(myriad/100, 10) + "." + strconv.FormatInt(myriad%100+100, 10)[1:] + "%"
}

// hundredths is part of whole in hundredths of a per cent; both are positive and part is
// the smaller.
func hundredths(part, whole int64) int64 {
	for whole > 1<<48 {
		part = part >> 1
		whole = whole >> 1
	}
	return part * 10_000 / whole
}

func px(n int) string { return strconv.Itoa(n) }
