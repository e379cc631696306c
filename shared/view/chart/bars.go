package chart

import "holdfast/shared/words/phrase"

// Bars are horizontal bars, drawn in the order given, on one scale. Label and figures
// stand above each bar, so there is no legend and nothing to look up.
type Bars struct {
	Head
	Rows []Bar
	Most int64 // the value that fills the width; 0 = the greatest
}

// Bar is one bar.
type Bar struct {
	Label string // what
	Note  string // its figures, in words
	Value int64
	Mark  int64 // a thin line at a value to compare with; 0 = none
	Grey  bool  // what is not known
}

const (
	barRow    = 48
	barText   = 14 // base line
	barTop    = 22
	barHeight = 14
	barLine   = 18 // how much further down the note stands if it has a line of its own
	barWords  = 36 // how many columns of text a phone of 360 pixels has room for on one line
)

// caption is where labels and notes stand: on one line, the notes to the right, or the
// notes of all rows on a second line if those of any would meet its label on a phone.
type caption struct{ down int }

func (c *caption) fit(label, note string) {
	if label != "" && note != "" && phrase.Width(label)+phrase.Width(note) > barWords {
		c.down = barLine
	}
}

// row is how high a row is.
func (c caption) row() int { return barRow + c.down }

// write writes label and note of the row that begins at y, and returns where its bar
// begins.
func (c caption) write(d *drawing, label, note string, y int) int {
	d.element("text", label, "class", "label", "x", "0", "y", px(y+barText))
	if c.down > 0 {
		d.element("text", note, "class", "note", "x", "0", "y", px(y+barText+c.down))
	} else {
		d.element("text", note, "class", "note", "x", "100%", "y", px(y+barText), "text-anchor", "end")
	}
	return y + barTop + c.down
}

// SVG draws the bars.
func (b Bars) SVG() []byte {
	most := b.Most
	var c caption
	for _, r := range b.Rows {
		c.fit(r.Label, r.Note)
		if b.Most == 0 {
			most = max(most, r.Value, r.Mark)
		}
	}
	var d drawing
	d.start(b.Head, "bars", c.row()*len(b.Rows))
	for i, r := range b.Rows {
		class := "bar"
		if r.Grey {
			class = "bar unknown"
		}
		y := c.write(&d, r.Label, r.Note, c.row()*i)
		d.element(
			"rect",
			"",
			"class",
			"track",
			"x",
			"0",
			"y",
			px(y),
			"width",
			"100%",
			"height",
			px(barHeight),
			"rx",
			"2",
		)
		d.element(
			"rect",
			"",
			"class",
			class,
			"x",
			"0",
			"y",
			px(y),
			"width",
			share(r.Value, most),
			"height",
			px(barHeight),
			"rx",
			"2",
		)
		if r.Mark > 0 {
			at := share(r.Mark, most)
			d.element(
				"line",
				"",
				"class",
				"mark",
				"x1",
				at,
				"x2",
				at,
				"y1",
				px(y-3),
				"y2",
				px(y+barHeight+3),
			)
		}
	}
	return d.end()
}

// Intervals are values with the range in which they may truly lie, on one scale from 0.
type Intervals struct {
	Head
	Rows []Interval
	Most int64 // the value at the right edge; 0 = a little more than the greatest
	Mark int64 // a thin line across all rows, at a value to compare with; 0 = none
}

// Interval is one value from Low to High, most likely Mid.
type Interval struct {
	Label, Note    string
	Low, Mid, High int64
	Came           int64 // a diamond at what really came; 0 = none
	Faint          bool  // only to compare with
}

// SVG draws the intervals.
func (v Intervals) SVG() []byte {
	most := v.Most
	var c caption
	for _, r := range v.Rows {
		c.fit(r.Label, r.Note)
		if v.Most == 0 {
			most = max(most, r.High+r.High/10, r.Came+r.Came/10)
		}
	}
	var d drawing
	d.start(v.Head, "intervals", c.row()*len(v.Rows))
	if v.Mark > 0 {
		at := share(v.Mark, most)
		d.element(
			"line",
			"",
			"class",
			"compare",
			"x1",
			at,
			"x2",
			at,
			"y1",
			px(barTop+c.down),
			"y2",
			"100%",
		)
	}
	for i, r := range v.Rows {
		class := "value"
		if r.Faint {
			class = "value faint"
		}
		y := c.write(&d, r.Label, r.Note, c.row()*i)
		mid := px(y + barHeight/2)
		d.element("line", "", "class", "axis", "x1", "0", "x2", "100%", "y1", mid, "y2", mid)
		d.element(
			"line",
			"",
			"class",
			class,
			"x1",
			share(r.Low, most),
			"x2",
			share(r.High, most),
			"y1",
			mid,
			"y2",
			mid,
		)
		for _, end := range [2]int64{r.Low, r.High} {
			at := share(end, most)
			d.element(
				"line",
				"",
				"class",
				class,
				"x1",
				at,
				"x2",
				at,
				"y1",
				px(y+2),
				"y2",
				px(y+barHeight-2),
			)
		}
		d.element("circle", "", "class", class, "cx", share(r.Mid, most), "cy", mid, "r", "5")
		if r.Came > 0 {
			d.tag("svg", "class", "came", "x", share(r.Came, most), "y", mid, "overflow", "visible")
			d.element("path", "", "d", "M0-7L7 0L0 7L-7 0Z")
			d.WriteString("</svg>")
		}
	}
	return d.end()
}
