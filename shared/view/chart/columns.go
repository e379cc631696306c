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
	Label string // below the column, if there is room for it
	Note  string // shown when pointed at
	Text  string // above the column; "" = none
	Low   int64
	Mid   int64
	High  int64
	Faint bool // not over yet
}

const (
	columnTop    = 40 // room for the words above
	columnHeight = 160
	columnBottom = columnTop + columnHeight
	columnAxis   = 24
	columnPhone  = 280 // how wide the picture is on a phone
	columnLetter = 8   // how wide one column of text is
)

// SVG draws the columns.
func (c Columns) SVG() []byte {
	most := c.most()

	var d drawing
	d.start(c.Head, "columns", columnBottom+columnAxis)
	d.text("note", c.Top, "0", columnTop-columnAxis, "")
	d.horizontal("tick", px(columnTop), "0", "100%")
	d.horizontal("tick", px(columnBottom), "0", "100%")

	every := c.namedEvery()
	last := len(c.Rows) - 1
	for i, r := range c.Rows {
		if (last-i)%every != 0 {
			r.Label = ""
		}
		slot := columnSlot{i, len(c.Rows)}
		d.column(r, slot, most)
	}
	return d.end()
}

// most returns the value at the top.
func (c Columns) most() int64 {
	most := c.Most
	if most != 0 {
		return most
	}
	for _, r := range c.Rows {
		most = max(most, r.Mid, r.High)
	}
	return most
}

// namedEvery returns every how many columns, counted back from the last, one can be named
// on a phone so that names do not touch. The last and the first name lie inside the
// picture, which takes half a name more.
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

// columnSlot is the share of the width that one of several columns has.
type columnSlot struct{ index, count int }

// at returns so many fifths from the left of the slot as a share of the width.
func (s columnSlot) at(fifths int) string {
	return share(int64(5*s.index+fifths), int64(5*s.count))
}

// middle returns the middle of the slot as a share of the width.
func (s columnSlot) middle() string {
	return share(int64(2*s.index+1), int64(2*s.count))
}

// anchor keeps a text at the middle of the slot within the picture.
func (s columnSlot) anchor() string {
	switch s.index {
	case 0:
		return "start"
	case s.count - 1:
		return "end"
	}
	return "middle"
}

// column draws one: three fifths of its slot are the column.
func (d *drawing) column(c Column, slot columnSlot, most int64) {
	class := "bar"
	if c.Faint {
		class = "bar unknown"
	}
	top := height(c.Mid, most)
	d.tag("g")
	d.element("title", c.Note)
	d.element(
		"rect", "",
		"class", class,
		"x", slot.at(1),
		"width", share(3, int64(5*slot.count)),
		"y", px(top),
		"height", px(columnBottom-top),
	)
	if c.High > c.Low {
		low := px(height(c.Low, most))
		high := px(height(c.High, most))
		d.vertical("range", slot.middle(), low, high)
	}
	d.WriteString("</g>")

	if c.Label != "" {
		d.text("note", c.Label, slot.middle(), columnBottom+16, slot.anchor())
	}
	if c.Text != "" {
		above := height(max(c.Mid, c.High), most) - 6
		d.text("label", c.Text, slot.middle(), above, slot.anchor())
	}
}

// height returns where a value lies above the axis, in pixels from the top.
func height(value, most int64) int {
	if value <= 0 || most <= 0 {
		return columnBottom
	}
	if value >= most {
		return columnTop
	}
	pixels := hundredths(value, most) * columnHeight / 10_000
	return columnBottom - int(pixels)
}
