package rows

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"holdfast/infra/holdfast/cells"
	"holdfast/infra/holdfast/sheet"
)

// Look reads a whole file and returns what it is taken for. It holds no rows: sums, a few
// examples, and eight bytes of each order.
func Look(file io.ReadSeeker, o Options) (*Plan, error) {
	o.fillDefaults()
	s, err := findSource(file, &o)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	plan, err := s.look(&o)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return plan, nil
}

// look looks at every row of the source.
func (s *source) look(o *Options) (*Plan, error) {
	t, err := s.openTable()
	if questions := s.questions(); errors.Is(err, ErrHeader) && len(questions) > 0 {
		return &Plan{Kind: o.Kind, Questions: questions}, nil // the answer may show the header
	}
	if err != nil {
		return nil, err
	}
	l := &look{Options: o, table: t}
	l.plan = &Plan{
		Kind:     o.Kind,
		Encoding: s.writing.Encoding,
		Sheet:    s.sheet,
		Line:     t.line,
		source:   s,
	}
	l.begin()
	if err := l.readRows(); err != nil {
		return nil, err
	}
	l.decide()
	return l.plan, nil
}

// look is one Look under way.
type look struct {
	*Options
	table   *table
	plan    *Plan
	numbers cells.NumberTally
	dates   [fieldCount]*cells.DateTally
	days    [fieldCount]*cells.DayTally
	differ  []cells.Example // of each of the columns' rivals: where two cells differ
	repeats repeatTally
	runs    runTally
	refused int
}

// begin makes room for what is counted.
func (l *look) begin() {
	for _, f := range l.plan.source.spec.uses {
		switch fieldTable[f].sort {
		case isDate:
			l.dates[f] = &cells.DateTally{}
			l.days[f] = &cells.DayTally{}
		case isID:
			if f == fieldOrder || f == fieldCustomer || f == fieldTicket {
				l.plan.ids[f] = &cells.IDTally{}
			}
		}
	}
	l.differ = make([]cells.Example, len(l.table.columns.rivals))
	l.listColumns()
}

// listColumns lists the columns that are read, and those that are not.
func (l *look) listColumns() {
	c := l.table.columns
	spec := l.plan.source.spec
	isRead := make([]bool, len(c.header))
	for f := range fieldCount {
		uses := slices.Contains(spec.uses, f) || slices.Contains(spec.texts, f)
		if !uses || c.at[f] < 0 {
			continue
		}
		isRead[c.at[f]] = true
		l.plan.Columns = append(l.plan.Columns, Column{Field: f.String(), Header: c.headerOf(f)})
	}
	for i, header := range c.header {
		if !isRead[i] && header != "" {
			l.plan.Unused = append(l.plan.Unused, header)
		}
	}
}

// readRows looks at every row.
func (l *look) readRows() error {
	for {
		r, err := l.table.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		l.plan.Rows++
		if r.Why != nil {
			l.refused++
			continue
		}
		l.addRow(r)
	}
	l.runs.end()
	l.repeats.end()
	l.plan.Lines = l.table.Lines().Total
	l.plan.apart = l.runs.apart()
	return nil
}

// addRow counts what the cells of one row show.
func (l *look) addRow(r row) {
	for _, f := range l.plan.source.spec.uses {
		cell := r.get(f)
		if cell == "" {
			continue
		}
		switch fieldTable[f].sort {
		case isMoney, isCount:
			l.addNumber(r, cell, r.isExact(f))
		case isDate:
			l.addDate(r, f, cell)
		case isID:
			if tally := l.plan.ids[f]; tally != nil {
				tally.Add(cells.Unwrap(cell))
			}
		}
	}
	l.addExamples(r)
	l.addRivals(r)
	if l.Kind == Orders {
		isNew := l.runs.add(r.orderID(), r.number())
		l.repeats.add(r, isNew)
	}
}

func (l *look) addNumber(r row, cell string, isExact bool) {
	if isExact {
		return
	}
	n, err := cells.ReadNumber(cell)
	if err == nil {
		l.numbers.Add(n, r.Line, cell)
	}
}

func (l *look) addDate(r row, f field, cell string) {
	d, err := cells.ReadDate(cell)
	if err != nil || cells.IsNever(cell) {
		return
	}
	l.dates[f].Add(d, cells.Example{Line: r.Line, Cell: cell}, l.limit())
	l.days[f].Add(d)
}

// shownExamples is how many cells of each column a plan shows.
const shownExamples = 3

// addExamples keeps the first cells of each column.
func (l *look) addExamples(r row) {
	const first = 100 // rows
	if l.plan.Rows > first {
		return
	}
	for i := range l.plan.Columns {
		c := &l.plan.Columns[i]
		f, _ := fieldNamed(c.Field)
		cell := r.get(f)
		isNew := cell != "" && !slices.Contains(c.Examples, cell)
		if isNew && len(c.Examples) < shownExamples {
			c.Examples = append(c.Examples, cell)
		}
	}
}

// addRivals keeps the first line in which two columns of one field differ.
func (l *look) addRivals(r row) {
	for i, rival := range l.table.columns.rivals {
		if l.differ[i].Line > 0 {
			continue
		}
		first := cells.TrimSpace(r.Cells[rival.columns[0]])
		for _, column := range rival.columns[1:] {
			other := cells.TrimSpace(r.Cells[column])
			if first != other {
				l.differ[i] = cells.Example{Line: r.Line, Cell: first}
			}
		}
	}
}

// decide says what the file is taken for, and asks what is left open.
func (l *look) decide() {
	l.decideText()
	l.decideColumns()
	l.decideNumbers()
	l.decideDates()
	l.decideCurrency()
	l.decideRepeats()
}

// decideText says how the text is written.
func (l *look) decideText() {
	s := l.plan.source
	if s.book != nil {
		l.plan.take("encoding", "a workbook; the table is %q", s.sheet)
	} else {
		l.takeEncoding(s.writing)
		l.plan.Separator = string(s.settings.Separator)
		l.plan.take("separator", "%q: %s", l.plan.Separator, s.settings.Because)
	}
	l.plan.Questions = s.questions()
	if l.refused > 0 {
		l.plan.take("unusable", "%d rows, for their columns or quotation marks", l.refused)
	}
	if l.plan.Rows > 0 && l.refused == l.plan.Rows {
		l.plan.ask("No row has the columns of the header. What stands between columns?",
			"--separator CHAR", "--no-quotes")
	}
}

func (l *look) takeEncoding(w sheet.Writing) {
	if w.Question != nil {
		return
	}
	text := fmt.Sprintf("%s: %s", w.Encoding, w.Because)
	if w.Example != "" {
		text += fmt.Sprintf(", as %q in line %d", w.Example, w.Line)
	}
	if w.Damaged > 0 {
		text += fmt.Sprintf("; %d lines are not, and are refused", w.Damaged)
	}
	l.plan.take("encoding", "%s", text)
}

// decideColumns asks which of two columns is meant where they differ.
func (l *look) decideColumns() {
	c := l.table.columns
	if c.layout != "" {
		l.plan.take("export", "%s", c.layout)
	}
	for i, rival := range c.rivals {
		e := l.differ[i]
		if e.Line == 0 || !l.isUsed(rival.field) {
			continue
		}
		var headers, flags []string
		for _, column := range rival.columns {
			header := c.header[column]
			headers = append(headers, fmt.Sprintf("%q", header))
			flags = append(flags, fmt.Sprintf("--map %s=%s", rival.field, nameColumn(c, column)))
		}
		l.plan.ask(fmt.Sprintf(
			"Which column is the %s: %s? They differ in line %d.",
			rival.field,
			strings.Join(headers, " or "),
			e.Line,
		), flags...)
	}
}

func (l *look) isUsed(f field) bool {
	spec := l.plan.source.spec
	return slices.Contains(spec.uses, f) || slices.Contains(spec.texts, f)
}

// nameColumn returns how the column is named on the command line: by its header, or by its
// number if another has the same.
func nameColumn(c *columns, column int) string {
	header := c.header[column]
	first := slices.Index(c.header, header)
	if first != column || slices.Contains(c.header[first+1:], header) {
		return fmt.Sprintf("#%d", column+1)
	}
	if strings.ContainsAny(header, " ,;") {
		return fmt.Sprintf("%q", header)
	}
	return header
}
