package rows

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrHeader is wrapped by errors about a header that lacks what is needed, or a mapping
// to columns that are not there.
var ErrHeader = errors.New("the header does not fit")

// columns says in which column each field stands, or -1.
type columns struct {
	header []string
	at     [fieldCount]int
	layout string // the known export that the header is of, or ""
	rivals []rivals
}

// rivals are columns that may all hold one field. The first of them is taken.
type rivals struct {
	field   field
	columns []int
}

// mapColumns finds the column of each field: by the names that the caller gave, then by
// the layout of a known export, then by usual headers.
func mapColumns(header []string, kind *kindSpec, named map[string]string) (*columns, error) {
	c := &columns{header: header}
	for i := range c.at {
		c.at[i] = -1
	}
	byHeader := map[string]int{}
	same := map[string][]int{} // all columns of a header
	for i, h := range header {
		p := normalizeHeader(h)
		if p == "" {
			continue
		}
		if len(same[p]) == 0 {
			byHeader[p] = i
		}
		same[p] = append(same[p], i)
	}

	taken := map[int]bool{}
	for name, column := range named {
		f, i, err := c.findNamed(name, column, byHeader)
		if err != nil {
			return nil, err
		}
		c.at[f] = i
		taken[i] = true
	}
	if l, ok := findLayout(kind.layouts, byHeader); ok {
		c.layout = l.name
		c.addLayout(l, byHeader, taken)
	}
	for f := range fieldCount {
		if c.at[f] < 0 {
			c.addUsual(f, same, taken)
		}
	}
	c.addNumber(byHeader)
	return c, c.check(kind)
}

// findNamed returns the field and the column that the caller named: by its header, or by
// its number as #3.
func (c *columns) findNamed(name, column string, byHeader map[string]int) (field, int, error) {
	f, known := fieldNamed(name)
	if !known {
		return 0, 0, fmt.Errorf(
			"%w: there is no field %q; there are %s",
			ErrHeader,
			name,
			strings.Join(Fields(), ", "),
		)
	}
	if i := slices.Index(c.header, column); i >= 0 {
		return f, i, nil
	}
	if digits, is := strings.CutPrefix(column, "#"); is {
		n, err := strconv.Atoi(digits)
		if err == nil && n >= 1 && n <= len(c.header) {
			return f, n - 1, nil
		}
	}
	if i, ok := byHeader[normalizeHeader(column)]; ok {
		return f, i, nil
	}
	return 0, 0, fmt.Errorf(
		"%w: no column is called %q; the file has %s",
		ErrHeader,
		column,
		strings.Join(c.header, ", "),
	)
}

// addLayout takes the columns of a known export, as far as the file has them.
func (c *columns) addLayout(l layout, byHeader map[string]int, taken map[int]bool) {
	for f := range fieldCount {
		i, there := byHeader[l.columns[f]]
		if there && !taken[i] && c.at[f] < 0 {
			c.at[f] = i
		}
	}
	for f := range l.columns {
		if c.at[f] >= 0 {
			taken[c.at[f]] = true
		}
	}
}

// addUsual looks for a field by its usual headers, and keeps those columns that may hold it
// as well.
func (c *columns) addUsual(f field, same map[string][]int, taken map[int]bool) {
	spec := &fieldTable[f]
	var found []int
	for _, h := range spec.headers {
		for _, i := range same[h] {
			if !taken[i] {
				found = append(found, i)
			}
		}
	}
	if len(found) == 0 {
		return
	}
	c.at[f] = found[0]
	if spec.rivals && len(found) > 1 {
		c.rivals = append(c.rivals, rivals{field: f, columns: found})
	}
}

// addNumber takes the order number that people see, where the order has an id beside it.
func (c *columns) addNumber(byHeader map[string]int) {
	i, there := byHeader["ordernumber"]
	if there && c.at[fieldNumber] < 0 && c.at[fieldOrder] != i {
		c.at[fieldNumber] = i
	}
}

// check returns an error that wraps ErrHeader unless the kind has the columns that it needs.
func (c *columns) check(kind *kindSpec) error {
	for _, fields := range kind.needs {
		if slices.ContainsFunc(fields, func(f field) bool { return c.at[f] >= 0 }) {
			continue
		}
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.String()
		}
		return fmt.Errorf(
			"%w: which column is the %s? The file has %s. Say so with --map %s=COLUMN",
			ErrHeader,
			strings.Join(names, " or the "),
			strings.Join(c.header, ", "),
			names[0],
		)
	}
	return nil
}

// headerOf returns the header of the column that a field stands in.
func (c *columns) headerOf(f field) string {
	if c.at[f] < 0 {
		return ""
	}
	return c.header[c.at[f]]
}
