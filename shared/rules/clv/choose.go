package clv

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"holdfast/shared/words/enum"
)

// Split says how a choice was made out of sample.
type Split uint8

// The splits.
const (
	// ByTime: fitted to what was known then, judged by the orders that followed.
	ByTime Split = iota
	// ByCustomers: fitted to half of the customers, judged by the histories of the other
	// half, both ways.
	ByCustomers
)

var splits = enum.Names[Split]{
	ByTime:      "by time",
	ByCustomers: "by customers",
}

// String returns the split in words.
func (s Split) String() string { return splits.String(s) }

// ParseSplit returns the split with the name.
func ParseSplit(name string) (Split, error) { return splits.Parse(name) }

// Candidate is a family and how well it did on what it had not seen.
type Candidate struct {
	Family Family
	// Score is the log-likelihood of what was not seen, per customer. Scores of one
	// Choice can be compared, others not.
	Score float64
	// AUC is the probability that of two customers, one with and one without an order
	// since, the one without was expected to order less. Only a split by time has it; it
	// is 0 otherwise.
	AUC float64
	// Barred families are compared but never chosen: NBD, with which nobody ever leaves,
	// is what the others become if that is so; with BG/NBD nobody leaves who ordered once.
	Barred bool
	Err    error // why it could not be judged, or nil
}

// Choice is the family to use for a store, and the comparison behind it.
type Choice struct {
	Family     Family // for sums of money: the likeliest
	Ranking    Family // for who matters most, by expected orders
	Split      Split
	Candidates []Candidate // in the order of Family
}

// Choose compares the families on a store, by likelihood out of sample, and takes the
// best that is not barred. The table is best one as it stood some time ago, with the
// orders since as Next: a split by time, since it is the future that a model is for. A
// table without (Ahead = 0) is split by customers instead. Priors may be nil, or
// DefaultPrior for small stores.
func Choose(t Table, unit float64, priors func(Family, float64) *Prior) (Choice, error) {
	var choice Choice
	var trials []outOfSample
	choice.Split, trials = t.split(unit)

	best := math.Inf(-1)
	var failed error
	for _, f := range families.Codes() {
		candidate := Candidate{Family: f, Barred: f == NBDFamily || f == BGFamily}
		var prior *Prior
		if priors != nil {
			prior = priors(f, unit)
		}
		candidate.judge(trials, prior)

		switch {
		case candidate.Err != nil:
			failed = errors.Join(failed, candidate.Err)
		case !candidate.Barred && candidate.Score > best:
			choice.Family = f
			best = candidate.Score
		}
		choice.Candidates = append(choice.Candidates, candidate)
	}
	if math.IsInf(best, -1) {
		return choice, fmt.Errorf("choose a model for %d customers: %w", t.Customers(), failed)
	}
	choice.Ranking = choice.ranking(t)
	return choice, nil
}

// ranking returns Pareto/NBD, unless what came shows that the family chosen ranks better
// by more than a standard error. On all 23,570 customers of CDNOW, Pareto/NBD ranks best
// at each of four days (20 to 52 weeks before the end), even if it is not the likeliest:
// its one-order buyers fade with time, while after one order the MBG/NBD waits for a
// second.
func (c Choice) ranking(t Table) Family {
	pareto := c.Candidates[ParetoFamily]
	chosen := c.Candidates[c.Family]
	if pareto.Err != nil || chosen.AUC > pareto.AUC+t.errorOfAUC(pareto.AUC) {
		return c.Family
	}
	return ParetoFamily
}

// split returns what to fit to and what to judge by.
func (t Table) split(unit float64) (Split, []outOfSample) {
	if t.Ahead > 0 {
		return ByTime, []outOfSample{
			{known: t.DropNext(), unseen: t, unit: unit},
		}
	}
	a, b := t.halves()
	return ByCustomers, []outOfSample{
		{known: a, unseen: b, unit: unit},
		{known: b, unseen: a, unit: unit},
	}
}

// halves deals the customers out to two tables, the same way every time.
func (t Table) halves() (a, b Table) {
	a = Table{Step: t.step()}
	b = Table{Step: t.step()}
	rnd := rand.New(rand.NewPCG(1, 2))

	for _, c := range t.Cells {
		inA := c
		inA.Count = 0
		for range c.Count {
			inA.Count += int64(rnd.IntN(2))
		}

		inB := c
		inB.Count -= inA.Count

		if inA.Count > 0 {
			a.Cells = append(a.Cells, inA)
		}
		if inB.Count > 0 {
			b.Cells = append(b.Cells, inB)
		}
	}
	return a, b
}

// outOfSample is a table to fit to, and one to judge the fit by.
type outOfSample struct {
	known, unseen Table
	unit          float64
}

// judge fits the family to what is known, and sets how likely the unseen is. If there are
// several trials, it is the mean over their customers.
func (c *Candidate) judge(trials []outOfSample, prior *Prior) {
	sum := 0.0
	customers := 0.0
	for _, trial := range trials {
		fit, err := NewSample(trial.known, trial.unit).Fit(c.Family, prior)
		if err != nil {
			c.AUC = 0
			c.Err = err
			return
		}

		lnLikelihoods, expected := trial.foretell(fit.Model)
		for i, cell := range trial.unseen.Cells {
			sum += lnLikelihoods[i] * float64(cell.Count)
			customers += float64(cell.Count)
		}

		if trial.unseen.Ahead > 0 {
			c.AUC = trial.unseen.AUC(expected)
		}
	}
	c.Score = sum / max(customers, 1)
}

// foretell returns the log-likelihood of each cell of the unseen: of the orders ahead, if
// it has them, else of its history. With orders ahead it also returns how many were
// expected.
func (o outOfSample) foretell(m Model) (lnLikelihoods, expected []float64) {
	unseen := o.unseen
	horizon := float64(unseen.Ahead) / o.unit
	n := len(unseen.Cells)
	lnLikelihoods = make([]float64, n)
	expected = make([]float64, n)
	forEach(n, func(i int) {
		cell := unseen.Cells[i]
		h := unseen.History(cell, o.unit)
		if unseen.Ahead == 0 {
			lnLikelihoods[i] = m.LogLikelihood(h)
			return
		}

		outlook := m.Outlook(h)
		p := outlook.PMF(int(cell.Next), horizon)
		p = max(p, math.SmallestNonzeroFloat64) // it may have underflown
		lnLikelihoods[i] = math.Log(p)
		expected[i] = outlook.Expected(horizon)
	})
	return lnLikelihoods, expected
}
