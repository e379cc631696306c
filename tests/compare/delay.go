package main

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// population is a kind of customers, by what was known when a silence began.
type population struct {
	name  string
	holds func(*silence) bool
}

var (
	everyone = population{"everyone", func(*silence) bool { return true }}
	once     = population{"one order so far", func(x *silence) bool { return x.gaps == 0 }}
	few      = population{"one gap or two", func(x *silence) bool { return x.gaps == 1 || x.gaps == 2 }}
	steady   = population{"three gaps or more", func(x *silence) bool { return x.gaps >= 3 }}
	settling = population{"three to five gaps", func(x *silence) bool { return x.gaps >= 3 && x.gaps <= 5 }}
	settled  = population{"six gaps or more", func(x *silence) bool { return x.gaps >= 6 }}
)

func (p population) of(all []*silence) (out []*silence) {
	for _, x := range all {
		if p.holds(x) {
			out = append(out, x)
		}
	}
	return out
}

// delay is how long a rule takes to notice customers who left.
type delay struct {
	left   int     // customers
	median int     // days from the last purchase to the alarm; later than `longest` counts as that
	mean   float64 // likewise
	cycles float64 // mean, in the customer's own shrunk cycles
	byEnd  float64 // share who had raised the alarm by the end of the data
}

// outcome is what a rule did in the test period to a population.
type outcome struct {
	rule   string
	factor float64 // learnt: the budget's share of all gaps that a purchase had ended by the split reach it

	alarmed float64 // share of the gaps ended in the test period that had raised the alarm
	fresh   float64 // of these, among those that also began in it
	learnt  delay   // at the factor learnt

	equal  delay   // at the factor by which as many of this population's gaps of the test period raise the alarm as by the default
	sooner float64 // days by which the mean alarm then comes before that of the default in force
	give   float64 // with 95 % confidence, to within so many days
	won    int     // tenths of the customers in which it comes before
	of     int     // tenths in which it can be told: somebody left, and a gap ended

	tenths [tenths]delay
}

// tenths is the number of parts into which the customers are dealt, to tell what is steady from what is chance.
const tenths = 10

func (x *silence) tenth() int { return x.customer % tenths }

// clearly reports whether a rule raises its alarm before the default's by more than chance would make it.
func (o outcome) clearly() bool { return o.sooner > o.give }

// contest holds rules against each other at one budget. The last is the default in force.
type contest struct {
	shop   *shop
	rules  []rule
	tested [][]float64 // peaks of shop.tests, by rule
	factor []float64   // learnt, by rule
}

// newContest learns each rule's factor. The default is taken as it is.
func newContest(s *shop, budget float64, rules []rule) *contest {
	c := &contest{shop: s, rules: rules, tested: make([][]float64, len(rules)), factor: make([]float64, len(rules))}
	each(len(rules), func(i int) {
		c.tested[i] = rules[i].peaks(s.tests)
		c.factor[i] = 1
		if rules[i].name != defaultName {
			c.factor[i] = factorFor(rules[i].peaks(s.calibrates), budget)
		}
	})
	return c
}

// outcomes of all rules for a population, in their order. The last is the one that others are held against.
func (c *contest) outcomes(p population) []outcome {
	out := make([]outcome, len(c.rules))
	each(len(out), func(i int) { out[i] = c.outcome(i, p) })
	last := out[len(out)-1]
	for i := range out {
		out[i].against(last)
	}
	return out
}

func (c *contest) outcome(i int, p population) outcome {
	r, left := c.rules[i], p.of(c.shop.left)
	o := outcome{rule: r.name, factor: c.factor[i]}
	fresh := func(x *silence) bool { return p.holds(x) && x.begun > c.shop.split }
	o.alarmed, o.fresh = reached(c.peaks(i, p.holds), o.factor), reached(c.peaks(i, fresh), o.factor)
	o.learnt = delayOf(left, r.delays(left, o.factor))
	o.equal = delayOf(left, r.delays(left, c.equal(i, p)))
	for t := range tenths {
		part := population{holds: func(x *silence) bool { return p.holds(x) && x.tenth() == t }}
		if len(c.peaks(i, part.holds)) == 0 {
			continue // false alarms cannot be equal where there are none
		}
		some := part.of(c.shop.left)
		o.tenths[t] = delayOf(some, r.delays(some, c.equal(i, part)))
	}
	return o
}

// equal is the lowest factor by which a rule raises no more false alarms in the test period than the last rule does at its own. The last is
// given the same room below its own. Without gaps it is the factor learnt.
func (c *contest) equal(i int, p population) float64 {
	peaks, last := c.peaks(i, p.holds), len(c.rules)-1
	if len(peaks) == 0 {
		return c.factor[i]
	}
	return factorFor(peaks, reached(c.peaks(last, p.holds), c.factor[last]))
}

// peaks are those of a rule in the test period, of the silences asked for.
func (c *contest) peaks(rule int, holds func(*silence) bool) (out []float64) {
	for i, x := range c.shop.tests {
		if holds(x) {
			out = append(out, c.tested[rule][i])
		}
	}
	return out
}

// against compares the mean delays at equal false alarms.
func (o *outcome) against(other outcome) {
	o.sooner = other.equal.mean - o.equal.mean
	var by []float64
	for t := range o.tenths {
		if o.tenths[t].left == 0 {
			continue
		}
		by = append(by, other.tenths[t].mean-o.tenths[t].mean)
		if by[len(by)-1] > 0 {
			o.won++
		}
	}
	o.of, o.give = len(by), give(by)
}

// give is how far off the mean of some values may be, by Student's t at 95 %. Of fewer than two it is anything.
func give(values []float64) float64 {
	n := float64(len(values))
	if n < 2 {
		return math.Inf(1)
	}
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(0.975)
	return t * stat.StdDev(values, nil) / math.Sqrt(n)
}

func delayOf(left []*silence, days []int) (d delay) {
	if d.left = len(left); d.left == 0 {
		return d
	}
	n, seen := float64(len(days)), 0
	for i, day := range days {
		d.mean += float64(day) / n
		d.cycles += float64(day) / float64(left[i].cycle) / n
		if day < longest && day <= left[i].days {
			seen++
		}
	}
	d.byEnd = share(seen, len(days))
	d.median = slices.Sorted(slices.Values(days))[len(days)/2]
	return d
}

// each calls f with 0 to n-1, on all processors.
func each(n int, f func(int)) {
	var group sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
}
