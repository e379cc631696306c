// Package chart draws the few charts that Holdfast shows as SVG: sorted bars, values with
// their interval, columns over time, a grid, a customer's time line.
//
// A chart is a value with a method SVG. It scales with the width it is given without
// scaling its text, takes its colours from the page (light, dark or print) by way of
// Style, says in words what it shows, and needs no script. Every text is escaped. The same
// value gives the same picture, to the byte.
//
// To add a chart, write a type in a file of its own that embeds Head and whose SVG begins
// with drawing.start; its classes go into chart.css.
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
// the finding, and a text that tells the figures to those who cannot see them.
type Head struct{ ID, Title, Text string }

// drawing collects the text of an SVG.
type drawing struct{ strings.Builder }

// start opens the picture: as wide as the page allows, so many pixels high.
func (d *drawing) start(h Head, class string, height int) {
	d.tag(
		"svg",
		"class", "chart "+class,
		"width", "100%",
		"height", px(height),
		"role", "img",
		"aria-labelledby", h.ID+"-title "+h.ID+"-text",
	)
	d.element("title", h.Title, "id", h.ID+"-title")
	d.element("desc", h.Text, "id", h.ID+"-text")
}

// end closes the picture and returns it.
func (d *drawing) end() []byte {
	d.closeSVG()
	return []byte(d.String())
}

// closeSVG closes the picture, or one inside it.
func (d *drawing) closeSVG() { d.WriteString("</svg>") }

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

// text writes a text at a point; anchor says which end of it stands there, "" = its start.
func (d *drawing) text(class, text, x string, y int, anchor string) {
	attributes := []string{
		"class", class,
		"x", x,
		"y", px(y),
	}
	if anchor != "" {
		attributes = append(attributes, "text-anchor", anchor)
	}
	d.element("text", text, attributes...)
}

// vertical draws a line from top to bottom.
func (d *drawing) vertical(class, x, top, bottom string) {
	d.element(
		"line", "",
		"class", class,
		"x1", x,
		"x2", x,
		"y1", top,
		"y2", bottom,
	)
}

// horizontal draws a line from left to right.
func (d *drawing) horizontal(class, y, left, right string) {
	d.element(
		"line", "",
		"class", class,
		"x1", left,
		"x2", right,
		"y1", y,
		"y2", y,
	)
}

func (d *drawing) escape(text string) {
	_ = xml.EscapeText(&d.Builder, []byte(text)) // a strings.Builder takes everything
}

// share returns a part of a whole as a percentage of the width, with two decimals, from
// 0% to 100%.
func share(part, whole int64) string {
	if whole <= 0 || part <= 0 {
		return "0%"
	}
	if part >= whole {
		return "100%"
	}
	perMyriad := hundredths(part, whole)
	decimals := strconv.FormatInt(perMyriad%100+100, 10)[1:] // two digits
	return strconv.FormatInt(perMyriad/100, 10) + "." + decimals + "%"
}

// hundredths returns a part of a whole in hundredths of a per cent. Both are positive and
// the part is the smaller.
func hundredths(part, whole int64) int64 {
	for whole > 1<<48 { // so that part * 10,000 does not overflow
		part = part >> 1
		whole = whole >> 1
	}
	return part * 10_000 / whole
}

// px writes a number of pixels.
func px(n int) string { return strconv.Itoa(n) }
