package chart

import "holdfast/shared/words/phrase"

// Columns are values over time, side by side, each with the range in which it may truly
// lie.
type Columns struct {
	Head
	Rows []Column
	Top  string // what the height of the picture stands for, in words
	Most int64  // the value at the top; 0 = the greatest
}

// Column is one value from Low to High, most likely Mid.
type Column struct {
	Label          string // below the column, if there is room for it
	Note           string // shown when pointed at
	Text           string // above the column; "" = none
	Low, Mid, High int64
	Faint          bool // not over yet
}

const (
	columnTop    = 40 // room for the words above
	columnHeight = 160
	columnAxis   = 24
	columnPhone  = 280 // how wide the picture is on a phone
	columnLetter = 8   // how wide one column of text is
)

// SVG draws the columns.
func (c Columns) SVG() []byte {
	most := c.Most
	for _, r := range c.Rows {
		if c.Most == 0 {
			most = max(most, r.Mid, r.High)
		}
	}
	var d drawing
	d.start(c.Head, "columns", columnTop+columnHeight+columnAxis)
	top := px(columnTop)
	bottom := px(columnTop + columnHeight)
	d.element("text", c.Top, "class", "note", "x", "0", "y", px(columnTop-columnAxis))
	for _, y := range [2]string{top, bottom} {
		d.element("line", "", "class", "tick", "x1", "0", "x2", "100%", "y1", y, "y2", y)
	}
	n := int64(max(1, len(c.Rows)))
	every := c.namedEvery()
	for i, r := range c.Rows {
		if (len(c.Rows)-1-i)%every != 0 {
			r.Label = ""
		}
		c.column(&d, r, int64(i), n, most)
	}
	return d.end()
}

// namedEvery is every how many columns, counted back from the last, one can be named on a
// phone so that names do not touch: the last and the first name lie inside the picture,
// which takes half a name more.
func (c Columns) namedEvery() int {
	widest := 0
	for _, r := range c.Rows {
		widest = max(widest, phrase.Width(r.Label)*columnLetter)
	}
	every := 1
	for 2*every*columnPhone < 3*widest*len(c.Rows) {
		every++
	}
	return every
}

// column draws one, in its part of the width: three fifths of it are the column.
func (c Columns) column(d *drawing, r Column, i, n, most int64) {
	middle := share(2*i+1, 2*n)
	class := "bar"
	if r.Faint {
		class = "bar unknown"
	}
	d.tag("g")
	d.element("title", r.Note)
	d.element(
		"rect",
		"",
		"class",
		class,
		"x",
		share(5*i+1, 5*n),
		"width",
		share(3, 5*n),
		"y",
		px(height(r.Mid, most)),
		"height",
		px(columnTop+columnHeight-height(r.Mid, most)),
	)
	if r.High > r.Low {
		d.element(
			"line",
			"",
			"class",
			"range",
			"x1",
			middle,
			"x2",
			middle,
			"y1",
			px(height(r.Low, most)),
			"y2",
			px(height(r.High, most)),
		)
	}
	d.WriteString("</g>")
	anchor := "middle"
	switch {
	case i == 0:
		anchor = "start"
	case i == n-1:
		anchor = "end"
	}
	if r.Label != "" {
		d.element(
			"text",
			r.Label,
			"class",
			"note",
			"x",
			middle,
			"y",
			px(columnTop+columnHeight+16),
			"text-anchor",
			anchor,
		)
	}
	if r.Text != "" {
		d.element(
			"text",
			r.Text,
			"class",
			"label",
			"x",
			middle,
			"y",
			px(height(max(r.Mid, r.High), most)-6),
			"text-anchor",
			anchor,
		)
	}
}

// height is where a value lies above the axis, in pixels from the top.
func height(value, most int64) int {
	if value <= 0 || most <= 0 {
		return columnTop + columnHeight
	}
	if value >= most {
		return columnTop
	}
	return columnTop + columnHeight - int(hundredths(value, most)*columnHeight/10_000)
}
