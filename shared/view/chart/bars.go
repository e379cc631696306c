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
	Label string
	Note  string // its figures, in words
	Value int64
	Mark  int64 // a thin line at a value to compare with; 0 = none
	Grey  bool  // it stands for what is not known
}

const (
	barRow    = 48
	barText   = 14 // base line
	barTop    = 22
	barHeight = 14
	barLine   = 18 // how much further down the note stands if it has a line of its own
	barWords  = 36 // how many columns of text a phone of 360 pixels has room for on one line
)

// caption says where labels and notes stand: on one line, the notes to the right, or the
// notes of all rows on a second line if those of any would meet its label on a phone.
type caption struct{ down int }

// fit moves the notes to a second line if this label and note do not fit on one.
func (c *caption) fit(label, note string) {
	if label == "" || note == "" {
		return
	}
	if phrase.Width(label)+phrase.Width(note) > barWords {
		c.down = barLine
	}
}

// row returns how high a row is.
func (c caption) row() int { return barRow + c.down }

// write writes label and note of the row that begins at y, and returns where its bar
// begins.
func (c caption) write(d *drawing, label, note string, y int) int {
	d.text("label", label, "0", y+barText, "")
	if c.down > 0 {
		d.text("note", note, "0", y+barText+c.down, "")
	} else {
		d.text("note", note, "100%", y+barText, "end")
	}
	return y + barTop + c.down
}

// SVG draws the bars.
func (b Bars) SVG() []byte {
	var c caption
	for _, r := range b.Rows {
		c.fit(r.Label, r.Note)
	}
	most := b.most()

	var d drawing
	d.start(b.Head, "bars", c.row()*len(b.Rows))
	for i, r := range b.Rows {
		y := c.write(&d, r.Label, r.Note, c.row()*i)
		d.bar(r, y, most)
	}
	return d.end()
}

// most returns the value that fills the width.
func (b Bars) most() int64 {
	most := b.Most
	if most != 0 {
		return most
	}
	for _, r := range b.Rows {
		most = max(most, r.Value, r.Mark)
	}
	return most
}

// bar draws one bar, and the track that shows the whole width.
func (d *drawing) bar(b Bar, y int, most int64) {
	class := "bar"
	if b.Grey {
		class = "bar unknown"
	}
	d.track("track", y, "100%")
	d.track(class, y, share(b.Value, most))
	if b.Mark > 0 {
		x := share(b.Mark, most)
		d.vertical("mark", x, px(y-3), px(y+barHeight+3))
	}
}

// track draws a bar of a width.
func (d *drawing) track(class string, y int, width string) {
	d.element(
		"rect", "",
		"class", class,
		"x", "0",
		"y", px(y),
		"width", width,
		"height", px(barHeight),
		"rx", "2",
	)
}
