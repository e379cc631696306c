package chart

// Grid is what lies at the crossings of rows and columns: a number in each cell, a bar as
// long as its weight, and a shade as dark, so that it reads without colour too.
type Grid struct {
	Head
	Rows    []string // names, from the top
	Columns []string // names, from the left
	Across  string   // what the columns are
	Cells   [][]Square
}

// Square is one cell.
type Square struct {
	Text   string // "" = nobody is there
	Note   string // below it, smaller
	Weight int64  // 0 to 10,000, of the heaviest
}

const (
	gridLeft = 1000 // of the width, per myriad: for the rows' names
	gridTop  = 44
	gridRow  = 56
)

// SVG draws the grid.
func (g Grid) SVG() []byte {
	var d drawing
	d.start(g.Head, "grid", gridTop+gridRow*len(g.Rows))
	n := int64(max(1, len(g.Columns)))
	at := func(i int64) string { return share(gridLeft*n+(10_000-gridLeft)*i, 10_000*n) }
	d.element("text", g.Across, "class", "note", "x", share(gridLeft, 10_000), "y", "14")
	for i, name := range g.Columns {
		d.element("text", name, "class", "note", "x", at(int64(i)), "y", "36")
	}
	for i, name := range g.Rows {
		y := gridTop + gridRow*i
		d.element("text", name, "class", "note", "x", "0", "y", px(y+28))
		if i >= len(g.Cells) {
			continue
		}
		for j, c := range g.Cells[i][:min(len(g.Cells[i]), len(g.Columns))] {
			d.square(c, at(int64(j)), y, n)
		}
	}
	return d.end()
}

// square draws a cell: 52 pixels high, as wide as its column less a gap.
func (d *drawing) square(c Square, x string, y int, n int64) {
	weight := min(max(c.Weight, 0), 10_000)
	d.tag(
		"svg",
		"x",
		x,
		"y",
		px(y),
		"width",
		share((10_000-gridLeft)*96, 1_000_000*n),
		"height",
		"52",
	)
	d.element("rect", "", "class", "track", "width", "100%", "height", "52", "rx", "2")
	if c.Text != "" {
		d.element(
			"rect",
			"",
			"class",
			"bar",
			"width",
			"100%",
			"height",
			"52",
			"rx",
			"2",
			"fill-opacity",
			"0."+px(int(106 + weight*34/10_000))[1:],
		)
		d.element("text", c.Text, "class", "label", "x", "4", "y", "20")
		d.element("text", c.Note, "class", "note", "x", "4", "y", "38")
		d.element(
			"rect",
			"",
			"class",
			"bar",
			"width",
			share(weight, 10_000),
			"height",
			"4",
			"y",
			"48",
		)
	}
	d.WriteString("</svg>")
}
