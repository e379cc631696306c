package clv

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
)

// Split says how a choice was made out of sample.
type Split uint8

// The splits.
const (
	ByTime      Split = iota // fitted to what was known then, judged by the orders that followed
	ByCustomers              // fitted to half of the customers, judged by the histories of the other half, both ways
)

func (s Split) String() string { return [...]string{"by time", "by customers"}[s] }

// Candidate is a family and how well it did on what it had not seen.
type Candidate struct {
	Family Family
	// Score is the log-likelihood of what was not seen, per customer. Scores of one Choice can be compared, others not.
	Score float64
	// Barred families are compared but never chosen: NBD, with which nobody ever leaves, is what the others become where
	// that is so; with BG/NBD nobody leaves who ordered once.
	Barred bool
	Err    error // why it could not be judged, or nil
}

// Choice is the family to use for a store, and the comparison behind it.
type Choice struct {
	Family     Family
	Split      Split
	Candidates []Candidate // in the order of Family
}

// Choose compares the families on a store, by likelihood out of sample, and takes the best that is not barred. The table
// is best one as it stood some time ago, with the orders since as Next: a split by time, since it is the future that a model
// is for. A table without (Ahead = 0) is split by customers instead. Priors may be nil, or DefaultPrior for small stores.
func Choose(t Table, unit float64, priors func(Family, float64) *Prior) (Choice, error) {
	out, found := Choice{Split: ByCustomers}, false
	halves := [][2]Table(nil)
	if t.Ahead > 0 {
		out.Split = ByTime
		halves = [][2]Table{{t.Without(), t}}
	} else {
		a, b := t.halves()
		halves = [][2]Table{{a, b}, {b, a}}
	}
	best := math.Inf(-1)
	var failed error
	for _, f := range []Family{NBDFamily, BGFamily, MBGFamily, ParetoFamily} {
		c := Candidate{Family: f, Barred: f == NBDFamily || f == BGFamily}
		var prior *Prior
		if priors != nil {
			prior = priors(f, unit)
		}
		if c.Score, c.Err = outOfSample(f, halves, unit, prior); c.Err != nil {
			failed = errors.Join(failed, c.Err)
		} else if !c.Barred && c.Score > best {
			out.Family, best, found = f, c.Score, true
		}
		out.Candidates = append(out.Candidates, c)
	}
	if !found {
		return out, fmt.Errorf("choose a model for %d customers: %w", t.Customers(), failed)
	}
	return out, nil
}

// halves deals the customers out to two tables, the same way every time.
func (t Table) halves() (a, b Table) {
	a, b = Table{Step: t.step()}, Table{Step: t.step()}
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, c := range t.Cells {
		left, right := c, c
		left.Count = 0
		for range c.Count {
			left.Count += int64(rnd.IntN(2))
		}
		right.Count -= left.Count
		if left.Count > 0 {
			a.Cells = append(a.Cells, left)
		}
		if right.Count > 0 {
			b.Cells = append(b.Cells, right)
		}
	}
	return a, b
}

// outOfSample fits to the first of each pair and judges by the second.
func outOfSample(f Family, pairs [][2]Table, unit float64, prior *Prior) (float64, error) {
	sum, n := 0.0, 0.0
	for _, pair := range pairs {
		fit, err := NewSample(pair[0], unit).Fit(f, prior)
		if err != nil {
			return 0, err
		}
		judged := pair[1]
		scores := make([]float64, len(judged.Cells))
		each(len(scores), func(i int) {
			row := judged.Row(judged.Cells[i], unit)
			if judged.Ahead == 0 {
				scores[i] = fit.Model.LogLikelihood(row)
			} else {
				p := fit.Model.Outlook(row).PMF(int(judged.Cells[i].Next), float64(judged.Ahead)/unit)
				scores[i] = math.Log(max(p, math.SmallestNonzeroFloat64))
			}
		})
		for i, c := range judged.Cells {
			sum += scores[i] * float64(c.Count)
			n += float64(c.Count)
		}
	}
	return sum / max(n, 1), nil
}
