package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/rules/clv"
)

// customer is one line of the summary: what was known at the cutoff, and what followed.
type customer struct {
	row     clv.History // in weeks
	cell    clv.Cell
	repeat  int64 // spent on days after the first, in cents
	holdout int   // days with an order after the cutoff
}

func (c customer) mean() float64 { return float64(c.repeat) / 100 / math.Max(1, float64(c.cell.X)) }

// days is what one customer spent on each day, in cents.
type days map[time.Time]int64

// read parses CDNOW_sample.txt: master id, sample id, date, CDs, dollars.
func read(r io.Reader) (map[string]days, error) {
	out := map[string]days{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) != 5 {
			return nil, fmt.Errorf("line %q: want five columns", lines.Text())
		}
		day, err := time.Parse("20060102", f[2])
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		dollars, err := strconv.ParseFloat(f[4], 64)
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		if out[f[1]] == nil {
			out[f[1]] = days{}
		}
		out[f[1]][day] += int64(math.Round(dollars * 100))
	}
	return out, lines.Err()
}

// summarize sees customers as of a cutoff, in the order of their ids.
func summarize(all map[string]days, cutoff time.Time) []customer {
	var out []customer
	for _, id := range slices.Sorted(maps.Keys(all)) {
		bought := slices.SortedFunc(maps.Keys(all[id]), time.Time.Compare)
		first, c := bought[0], customer{}
		between := func(t time.Time) int32 { return int32(t.Sub(first).Hours() / 24) }
		for _, day := range bought[1:] {
			if day.After(cutoff) {
				c.holdout++
				continue
			}
			c.cell.X++
			c.cell.Tx = between(day)
			c.repeat += all[id][day]
		}
		c.cell.T, c.cell.Count, c.cell.Next = between(cutoff), 1, int32(c.holdout)
		c.row = clv.Table{}.History(c.cell, clv.Week)
		out = append(out, c)
	}
	return out
}

// until is the log as it stood at the end of a day, of the customers who had ordered by an earlier one.
func until(all map[string]days, known, end time.Time) map[string]days {
	out := map[string]days{}
	for id, log := range all {
		seen, first := days{}, end
		for day, sum := range log {
			if !day.After(end) {
				seen[day] = sum
			}
			if day.Before(first) {
				first = day
			}
		}
		if len(seen) > 0 && !first.After(known) {
			out[id] = seen
		}
	}
	return out
}

func tableOf(customers []customer, ahead int32) (clv.Table, error) {
	cells := make([]clv.Cell, len(customers))
	for i, c := range customers {
		cells[i] = c.cell
	}
	return clv.Count(ahead, cells)
}

func spendOf(customers []customer) (clv.SpendTable, error) {
	cells := make([]clv.Spend, len(customers))
	for i, c := range customers {
		cells[i] = clv.Spend{X: c.cell.X, Sum: c.repeat, Count: 1}
	}
	return clv.CountSpend(cells)
}
