package workbook

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/thedatashed/xlsxreader"

	"holdfast/infra/holdfast/sheet"
)

// rows are the rows of one table.
type rows struct {
	from     chan xlsxreader.Row
	from1904 bool
	width    int
	lines    sheet.Lines
}

// SetWidth implements sheet.Rows.
func (r *rows) SetWidth(cells int) { r.width = cells }

// Lines implements sheet.Rows.
func (r *rows) Lines() sheet.Lines { return r.lines }

// Next implements sheet.Rows. The numbers of rows are those that the spreadsheet shows.
func (r *rows) Next() (sheet.Row, error) {
	for in := range r.from {
		var syntax *xml.SyntaxError
		if errors.As(in.Error, &syntax) || errors.Is(in.Error, io.ErrUnexpectedEOF) {
			return sheet.Row{}, fmt.Errorf("row %d: %w", in.Index, in.Error)
		}
		if err := checkPlaces(&in); err != nil {
			return sheet.Row{}, err
		}
		line := max(in.Index, r.lines.Total+1)
		r.lines.Blank += line - r.lines.Total - 1
		r.lines.Total = line
		row := r.readRow(line, &in)
		if row.Why == nil && isBlank(row.Cells) {
			r.lines.Blank++
			continue
		}
		r.lines.Rows++
		return row, nil
	}
	return sheet.Row{}, io.EOF
}

// errNoPlace says that cells do not say in which column they stand. They need not, but the
// library leaves empty cells out, so that the others would move.
var errNoPlace = errors.New("the cells of the workbook do not say where they stand: " +
	"open it in a spreadsheet and save it again, or save it as CSV UTF-8")

// mostColumns is how many columns a spreadsheet has.
const mostColumns = 16_384

// checkPlaces returns an error unless every cell says in which column it stands.
func checkPlaces(in *xlsxreader.Row) error {
	for _, cell := range in.Cells {
		if at := cell.ColumnIndex(); at < 0 || at >= mostColumns {
			return errNoPlace
		}
	}
	return nil
}

func isBlank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// readRow returns a row with as many cells as the header, empty ones included.
func (r *rows) readRow(line int, in *xlsxreader.Row) sheet.Row {
	row := sheet.Row{Line: line, Lines: 1, Why: in.Error}
	width := r.width
	for _, cell := range in.Cells {
		if cell.Value != "" {
			width = max(width, cell.ColumnIndex()+1)
		}
	}
	row.Cells = make([]string, width)
	row.Exact = make([]bool, width)
	for _, cell := range in.Cells {
		at := cell.ColumnIndex()
		if at >= width {
			continue // nothing stands in it
		}
		row.Cells[at] = cell.Value
		switch cell.Type {
		case xlsxreader.TypeNumerical:
			row.Exact[at] = true
		case xlsxreader.TypeDateTime:
			row.Cells[at] = r.readDate(cell.Value)
		}
	}
	if r.width > 0 && width > r.width && row.Why == nil {
		row.Why = fmt.Errorf("the row has %d columns, the header %d", width, r.width)
	}
	return row
}

// days1904 is by how many days dates lie earlier that are counted from 1904.
const days1904 = 1462

// readDate returns a date of the workbook, whose times are those of no zone. A spreadsheet
// keeps 14:05 as a fraction of a day, often a trifle less than it is, and the library drops
// what is behind the second: so :59 is the full minute. Times that a shop keeps to the second
// may be one less than they were.
func (r *rows) readDate(value string) string {
	at, err := time.Parse(time.RFC3339, value)
	layout := "2006-01-02 15:04:05"
	if err != nil {
		at, err = time.Parse(time.DateOnly, value)
		layout = time.DateOnly
	}
	if err != nil {
		return value
	}
	if r.from1904 {
		at = at.AddDate(0, 0, days1904)
	}
	if layout != time.DateOnly && at.Second() == 59 {
		at = at.Add(time.Second)
	}
	return at.Format(layout)
}
