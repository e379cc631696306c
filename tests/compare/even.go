package main

import "fmt"

// evenness are kinds of customers by how even their own gaps were: by their largest gap (of ten and more the 90th percentile) in cycles.
var evenness = []population{
	{"very even", func(x *silence) bool { return x.gaps >= 3 && x.unevenness() < 1.25 }},
	{"even", func(x *silence) bool { return x.gaps >= 3 && x.unevenness() >= 1.25 && x.unevenness() < 1.75 }},
	{"uneven", func(x *silence) bool { return x.gaps >= 3 && x.unevenness() >= 1.75 && x.unevenness() < 2.25 }},
	{"very uneven", func(x *silence) bool { return x.gaps >= 3 && x.unevenness() >= 2.25 }},
}

func (x *silence) unevenness() float64 { return float64(x.largest) / float64(max(1, x.cycle)) }

// even is how evenly a rule spreads its false alarms: their share among each kind of evenness.
type even struct {
	rule   string
	shares []float64
}

// evens measures the rules that learn by gaps.
func (c *contest) evens() (out []even) {
	for i, r := range c.rules {
		if !r.byGaps {
			continue
		}
		e := even{rule: r.name}
		for _, kind := range evenness {
			var peaks []float64
			for j, x := range c.shop.tests {
				if kind.holds(x) {
					peaks = append(peaks, c.tested[i][j])
				}
			}
			e.shares = append(e.shares, reached(peaks, c.factor[i]))
		}
		out = append(out, e)
	}
	return out
}

func (r report) evens(s *shop, all []even) {
	r.title("%s: false alarms by how even the own gaps were, three gaps or more, at a budget of %.0f %%", s.name, 100*budgets[0])
	r.say(`By the largest own gap (of ten and more the 90th percentile), in cycles: below 1.25, 1.75, 2.25, and more. A rule that read more into the own gaps than
is in them would spend its false alarms on some of these kinds.`)
	head := []string{""}
	for _, kind := range evenness {
		head = append(head, kind.name)
	}
	counts := []string{"gaps in the test period"}
	for _, kind := range evenness {
		counts = append(counts, fmt.Sprint(len(kind.of(s.tests))))
	}
	rows := [][]string{counts}
	for _, e := range all {
		row := []string{e.rule}
		for _, share := range e.shares {
			row = append(row, percent(share))
		}
		rows = append(rows, row)
	}
	r.table(head, rows)
}
