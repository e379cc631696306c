package chart

// Intervals are values with the range in which they may truly lie, on one scale from 0.
type Intervals struct {
	Head
	Rows []Interval
	Most int64 // the value at the right edge; 0 = a little more than the greatest
	Mark int64 // a thin line across all rows, at a value to compare with; 0 = none
}

// Interval is one value from Low to High, most likely Mid.
type Interval struct {
	Label string
	Note  string
	Low   int64
	Mid   int64
	High  int64
	Came  int64 // a diamond at what really came; 0 = none
	Faint bool  // only to compare with
}

// SVG draws the intervals.
func (v Intervals) SVG() []byte {
	var c caption
	for _, r := range v.Rows {
		c.fit(r.Label, r.Note)
	}
	most := v.most()

	var d drawing
	d.start(v.Head, "intervals", c.row()*len(v.Rows))
	if v.Mark > 0 {
		x := share(v.Mark, most)
		d.vertical("compare", x, px(barTop+c.down), "100%")
	}
	for i, r := range v.Rows {
		y := c.write(&d, r.Label, r.Note, c.row()*i)
		d.interval(r, y, most)
	}
	return d.end()
}

// most returns the value at the right edge.
func (v Intervals) most() int64 {
	most := v.Most
	if most != 0 {
		return most
	}
	for _, r := range v.Rows {
		most = max(most, r.High+r.High/10)
		most = max(most, r.Came+r.Came/10)
	}
	return most
}

// interval draws one interval: its axis, its line with both ends, and the value.
func (d *drawing) interval(v Interval, y int, most int64) {
	class := "value"
	if v.Faint {
		class = "value faint"
	}
	low := share(v.Low, most)
	high := share(v.High, most)
	middle := px(y + barHeight/2)
	d.horizontal("axis", middle, "0", "100%")
	d.horizontal(class, middle, low, high)
	for _, end := range [2]string{low, high} {
		d.vertical(class, end, px(y+2), px(y+barHeight-2))
	}
	d.element(
		"circle", "",
		"class", class,
		"cx", share(v.Mid, most),
		"cy", middle,
		"r", "5",
	)
	if v.Came > 0 {
		d.diamond(share(v.Came, most), middle)
	}
}

// diamond marks what really came. A picture of its own puts it at a share of the width.
func (d *drawing) diamond(x, y string) {
	d.tag(
		"svg",
		"class", "came",
		"x", x,
		"y", y,
		"overflow", "visible",
	)
	d.element("path", "", "d", "M0-7L7 0L0 7L-7 0Z")
	d.closeSVG()
}
