package chart

// Bars are horizontal bars, drawn in the order given, on one scale. Label and figures stand on each bar's own line, so there
// is no legend and nothing to look up.
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
)

// SVG draws the bars.
func (b Bars) SVG() []byte {
	most := b.Most
	for _, r := range b.Rows {
		if b.Most == 0 {
			most = max(most, r.Value, r.Mark)
		}
	}
	var d drawing
	d.start(b.Head, "bars", barRow*len(b.Rows))
	for i, r := range b.Rows {
		y := barRow * i
		class := "bar"
		if r.Grey {
			class = "bar unknown"
		}
		d.element("text", r.Label, "class", "label", "x", "0", "y", px(y+barText))
		d.element("text", r.Note, "class", "note", "x", "100%", "y", px(y+barText), "text-anchor", "end")
		d.element("rect", "", "class", "track", "x", "0", "y", px(y+barTop), "width", "100%", "height", px(barHeight), "rx", "2")
		d.element("rect", "", "class", class, "x", "0", "y", px(y+barTop), "width", share(r.Value, most), "height", px(barHeight), "rx", "2")
		if r.Mark > 0 {
			at := share(r.Mark, most)
			d.element("line", "", "class", "mark", "x1", at, "x2", at, "y1", px(y+barTop-3), "y2", px(y+barTop+barHeight+3))
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
	for _, r := range v.Rows {
		if v.Most == 0 {
			most = max(most, r.High+r.High/10, r.Came+r.Came/10)
		}
	}
	var d drawing
	d.start(v.Head, "intervals", barRow*len(v.Rows))
	if v.Mark > 0 {
		at := share(v.Mark, most)
		d.element("line", "", "class", "compare", "x1", at, "x2", at, "y1", px(barTop), "y2", "100%")
	}
	for i, r := range v.Rows {
		y, class := barRow*i, "value"
		if r.Faint {
			class = "value faint"
		}
		mid := px(y + barTop + barHeight/2)
		d.element("text", r.Label, "class", "label", "x", "0", "y", px(y+barText))
		d.element("text", r.Note, "class", "note", "x", "100%", "y", px(y+barText), "text-anchor", "end")
		d.element("line", "", "class", "axis", "x1", "0", "x2", "100%", "y1", mid, "y2", mid)
		d.element("line", "", "class", class, "x1", share(r.Low, most), "x2", share(r.High, most), "y1", mid, "y2", mid)
		for _, end := range [2]int64{r.Low, r.High} {
			at := share(end, most)
			d.element("line", "", "class", class, "x1", at, "x2", at, "y1", px(y+barTop+2), "y2", px(y+barTop+barHeight-2))
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
