package report

import (
	"fmt"
	"slices"
	"strconv"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/segment"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/crm"
)

// rfm shows how customers are spread over recency and frequency, what they brought, and
// how campaigns were answered.
var rfm = Section{
	ID:       "rfm",
	Title:    "report.rfm",
	write:    writeRFM,
	tabulate: tabulateRFM,
}

// noteColumns is the most columns whose cells have room for a second line.
const noteColumns = 5

func writeRFM(in *input) Passage {
	found := in.report.Segments
	spec := found.RFM.Spec
	if spec.Parts == 0 || len(found.Cells) == 0 {
		return Passage{}
	}

	grid := addUpCells(found)
	all := totalSales(found.Cells)
	best := grid[0][spec.Parts-1] // the most recent and most frequent
	p := Passage{
		Finding: in.Say("report.rfm.finding", in.Percent(best.shareOf(all))),
		Note:    in.Say("report.rfm.how", spec.Parts, in.Horizon(spec.Days), spec.MinCell),
		Tables:  []Table{in.rfmLimits(found.RFM)},
	}

	if len(found.Campaigns) > 0 {
		p.Tables = append(p.Tables, in.campaigns(found.Campaigns))
	}

	picture, words := in.drawGrid(grid, all)
	picture.Head = words.head("rfm", p.Finding)
	p.Drawing = draw(picture)
	return p
}

// rfmCell is what customers of one recency and frequency come to.
type rfmCell struct {
	customers int64
	sales     int64 // minor units
}

// shareOf returns the sales as a share of all, per myriad.
func (c rfmCell) shareOf(all int64) int64 {
	return crm.MulDiv(wholeShare, max(0, c.sales), max(1, all))
}

// rfmGrid has the most recent in its first row and the most frequent in its last column.
type rfmGrid [][]rfmCell

// addUpCells adds up the cells of each recency and frequency, of all monetary values.
func addUpCells(found segment.Overview) rfmGrid {
	parts := found.RFM.Spec.Parts
	grid := make(rfmGrid, parts)
	for i := range grid {
		grid[i] = make([]rfmCell, parts)
	}

	for _, c := range found.Cells {
		cell := &grid[parts-int(c.R)][int(c.F)-1]
		cell.customers += c.Customers
		cell.sales += c.Sales.Minor
	}
	return grid
}

// totalSales adds up what was sold; what was given back beyond that counts for nothing.
func totalSales(cells []segment.RFMCell) int64 {
	var all int64
	for _, c := range cells {
		all += max(0, c.Sales.Minor)
	}
	return all
}

// drawGrid returns the picture of a grid, of all sales, and its words.
func (in *input) drawGrid(grid rfmGrid, all int64) (picture chart.Grid, words captions) {
	var most int64
	for _, row := range grid {
		for _, c := range row {
			most = max(most, c.sales)
		}
	}

	parts := len(grid)
	picture.Across = in.Say("report.rfm.across")

	for i, row := range grid {
		recency := parts - i
		picture.Rows = append(picture.Rows, in.Say("report.rfm.row", recency))
		picture.Columns = append(picture.Columns, fmt.Sprint("F", i+1))
		squares := make([]chart.Square, parts)
		for j, c := range row {
			squares[j].Weight = c.shareOf(most)
			if c.customers == 0 {
				continue
			}
			squares[j].Text = in.Number(c.customers)
			if parts <= noteColumns {
				squares[j].Note = in.Percent(c.shareOf(all))
			}
			figures := in.Say("report.rfm.cell", c.customers, in.whole(c.sales))
			words.add(rfmName(recency, j+1), figures)
		}
		picture.Cells = append(picture.Cells, squares)
	}

	return picture, words
}

// rfmName names a cell of recency and frequency: "R5 F3".
func rfmName(r, f int) string { return fmt.Sprintf("R%d F%d", r, f) }

// rfmLimits shows where each part begins, the highest first.
func (in *input) rfmLimits(cuts segment.RFMCuts) Table {
	t := in.table("part", ">recency", ">frequency", ">monetary")
	t.Folded = true
	known := min(len(cuts.Recency), len(cuts.Frequency), len(cuts.Monetary), cuts.Spec.Parts-1)

	for i := range known {
		monetary := in.whole(cuts.Monetary[i])
		if cuts.Spec.Monetary == segment.InPoints {
			monetary = in.Number(cuts.Monetary[i])
		}
		t.addTexts(
			strconv.Itoa(i+2), // the first part has no lower limit
			in.Say("report.rfm.at_most", cuts.Recency[i]),
			in.Say("report.rfm.at_least", in.Number(cuts.Frequency[i])),
			in.Say("report.rfm.at_least", monetary),
		)
	}

	slices.Reverse(t.Rows)
	return t
}

// campaigns shows how campaigns were answered.
func (in *input) campaigns(campaigns []segment.Campaign) Table {
	t := in.table("channel", "cell", ">contacts", ">answered", ">index")
	for _, c := range campaigns {
		t.addTexts(
			in.Say("channel."+c.Channel),
			rfmName(int(c.R), int(c.F)),
			in.Number(c.Contacts),
			in.ofAll(c.Purchases, c.Contacts),
			in.Number(c.Index),
		)
	}
	return t
}

func tabulateRFM(s *sheet, r *book.CensusReport) {
	for _, c := range r.Segments.Cells {
		f := s.subject("rfm", fmt.Sprintf("R%d F%d M%d", c.R, c.F, c.M))
		f.addCount("customers", c.Customers)
		f.addMoney("sales", c.Sales)
	}
}
