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
	Text   string // "" = the cell is empty
	Note   string // below it, smaller
	Weight int64  // 0 to 10,000, of the heaviest
}

const (
	gridLeft   = 1000              // of the width, per myriad: for the rows' names
	gridAcross = 10_000 - gridLeft // for the cells
	gridTop    = 44
	gridRow    = 56
	gridSquare = "52" // how high a cell is
)

// SVG draws the grid.
func (g Grid) SVG() []byte {
	var d drawing
	height := gridTop + gridRow*len(g.Rows)
	d.start(g.Head, "grid", height)

	d.text("note", g.Across, share(gridLeft, 10_000), 14, "")
	for i, name := range g.Columns {
		d.text("note", name, g.left(i), 36, "")
	}

	for i, name := range g.Rows {
		y := gridTop + gridRow*i
		d.text("note", name, "0", y+28, "")
		g.row(&d, i, y)
	}
	return d.end()
}

// columns returns how many columns share the width.
func (g Grid) columns() int64 { return int64(max(1, len(g.Columns))) }

// left returns where a column begins, as a share of the width.
func (g Grid) left(column int) string {
	n := g.columns()
	return share(gridLeft*n+gridAcross*int64(column), 10_000*n)
}

// row draws the cells of one row that have a column.
func (g Grid) row(d *drawing, i, y int) {
	if i >= len(g.Cells) {
		return
	}
	cells := g.Cells[i]
	shown := min(len(cells), len(g.Columns))
	width := share(gridAcross*96, 1_000_000*g.columns()) // of the column, less a gap
	for j, c := range cells[:shown] {
		d.tag(
			"svg",
			"x", g.left(j),
			"y", px(y),
			"width", width,
			"height", gridSquare,
		)
		d.square(c)
		d.closeSVG()
	}
}

// square draws what is in a cell: its shade, its texts, and a bar below them.
func (d *drawing) square(c Square) {
	weight := min(max(c.Weight, 0), 10_000)
	d.element(
		"rect", "",
		"class", "track",
		"width", "100%",
		"height", gridSquare,
		"rx", "2",
	)
	if c.Text == "" {
		return
	}
	d.element(
		"rect", "",
		"class", "bar",
		"width", "100%",
		"height", gridSquare,
		"rx", "2",
		"fill-opacity", opacity(weight),
	)
	d.text("label", c.Text, "4", 20, "")
	d.text("note", c.Note, "4", 38, "")
	d.element(
		"rect", "",
		"class", "bar",
		"width", share(weight, 10_000),
		"height", "4",
		"y", "48",
	)
}

// opacity returns how dark a shade is: from 0.06 for no weight to 0.40 for the heaviest.
func opacity(weight int64) string {
	hundredths := 6 + weight*34/10_000
	return "0." + px(int(100 + hundredths))[1:]
}
