package main

import "time"

// monthly is what the default in force did to the gaps that a purchase of one month ended.
type monthly struct {
	month   string
	gaps    int
	alarmed float64 // share that had raised the alarm
	steady  int     // of them, gaps of customers with three gaps or more
	among   float64 // share of these
}

// months counts false alarms by the month of the purchase that showed them to be false.
func (s *shop) months() (out []monthly) {
	type count struct{ gaps, alarmed, steady, among int }
	counts := map[string]*count{}
	for _, x := range s.silences {
		if !x.ended {
			continue
		}
		m := monthOf(x.until())
		if counts[m] == nil {
			counts[m] = &count{}
		}
		c := counts[m]
		alarmed := 0
		if x.days >= x.allowed {
			alarmed = 1
		}
		c.gaps++
		c.alarmed += alarmed
		if steady.holds(x) {
			c.steady++
			c.among += alarmed
		}
	}
	for day := s.first; day <= s.end; day++ {
		m := monthOf(day)
		c := counts[m]
		if c == nil || len(out) > 0 && out[len(out)-1].month == m {
			continue
		}
		out = append(out, monthly{m, c.gaps, share(c.alarmed, c.gaps), c.steady, share(c.among, c.steady)})
	}
	return out
}

func monthOf(day int) string { return instant(day).Time().Format("2006-01") }

// quarterOf names the quarter of a day.
func quarterOf(day int) string {
	t := instant(day).Time()
	return t.Format("2006 ") + [...]string{"Q1", "Q2", "Q3", "Q4"}[(t.Month()-1)/3]
}

// quarters holds thresholds that each quarter's gaps would have set against the gaps of each other quarter: rows calibrate, columns test.
// Quarters are left out that began before the data, or have fewer than `enough` gaps.
func (s *shop) quarters(budget float64) (names []string, alarmed [][]float64) {
	const enough = 300
	by := map[string][]*silence{}
	for _, x := range s.silences {
		if x.ended {
			q := quarterOf(x.until())
			by[q] = append(by[q], x)
		}
	}
	for day := s.first; day <= s.end; day++ {
		if q := quarterOf(day); quarterOf(day-1) != q && len(by[q]) >= enough {
			names = append(names, q)
		}
	}
	score := inForce(0.1)
	for _, from := range names {
		factors := factorsByGaps(by[from], score, budget)
		var row []float64
		for _, to := range names {
			n := 0
			for _, x := range by[to] {
				if score(x, x.days) >= factors[classOf(x.gaps)] {
					n++
				}
			}
			row = append(row, share(n, len(by[to])))
		}
		alarmed = append(alarmed, row)
	}
	return names, alarmed
}

// clock tells a shop's own time: on a day on which more is bought than around it more time passes.
type clock struct {
	first int
	sums  []float64 // time that has passed before each day
}

// newClock measures each day by the purchases of the days around it, up to `near` before and after, relative to those of the season around,
// up to `far`. A clock that goes by what is known looks back only; one that foresees looks both ways, which nobody can.
func newClock(purchases []int, first, last, near, far int, foresees bool) clock {
	counts := make([]float64, last-first+2)
	for _, day := range purchases {
		counts[day-first+1]++
	}
	for i := 1; i < len(counts); i++ {
		counts[i] += counts[i-1]
	}
	mean := func(day, reach int) float64 {
		from, to := day-reach, day
		if foresees {
			to = day + reach
		}
		from, to = max(0, from), min(len(counts)-2, to)
		return (counts[to+1] - counts[from]) / float64(to-from+1)
	}
	c := clock{first: first, sums: make([]float64, last-first+2)}
	for day := range len(c.sums) - 1 {
		pace := 1.0
		if around := mean(day, far); around > 0 {
			pace = mean(day, near) / around
		}
		c.sums[day+1] = c.sums[day] + pace
	}
	return c
}

// between is the time that passes from the end of one day to the end of another. After the last day a day is a day.
func (c clock) between(from, to int) float64 { return c.at(to) - c.at(from) }

func (c clock) at(day int) float64 {
	i := day - c.first + 1
	if last := len(c.sums) - 1; i > last {
		return c.sums[last] + float64(i-last)
	}
	return c.sums[i]
}

// seasonal are the default in force by the calendar and by two clocks of the shop's own; the calendar's comes last.
func (s *shop) seasonal() []rule {
	var purchases []int
	for _, x := range s.silences {
		if x.gaps > 0 {
			purchases = append(purchases, x.begun)
		}
	}
	byClock := func(c clock) func(*silence, int) float64 {
		return func(x *silence, days int) float64 { return c.between(x.begun, x.begun+days) / float64(x.allowed) }
	}
	known, foreseen := newClock(purchases, s.first, s.end, 13, 90, false), newClock(purchases, s.first, s.end, 7, 45, true)
	return []rule{
		{name: "by the shop's pace, as it goes", score: byClock(known), dated: true},
		{name: "by the shop's pace, foreseen", score: byClock(foreseen), dated: true},
		{name: defaultName, score: inForce(0.1)},
	}
}

// gift reports whether a day is in the gift season.
func gift(day int) bool {
	m := instant(day).Time().Month()
	return m == time.November || m == time.December
}
