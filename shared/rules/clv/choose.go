package clv

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"holdfast/shared/words/enum"
)

// Split says how a choice was made out of sample.
type Split uint8

// The splits.
const (
	ByTime      Split = iota // fitted to what was known then, judged by the orders that followed
	ByCustomers              // fitted to half of the customers, judged by the histories of the other half, both ways
)

var splits = enum.Names[Split]{
	ByTime:      "by time",
	ByCustomers: "by customers",
}

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
	// is what the others become where that is so; with BG/NBD nobody leaves who ordered
	// once.
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
	out := Choice{Split: ByCustomers}
	found := false
	halves := [][2]Table(nil)
	if t.Ahead > 0 {
		out.Split = ByTime
		halves = [][2]Table{{t.DropNext(), t}}
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
		if c.Score, c.AUC, c.Err = outOfSample(f, halves, unit, prior); c.Err != nil {
			failed = errors.Join(failed, c.Err)
		} else if !c.Barred && c.Score > best {
			out.Family = f
			best = c.Score
			found = true
		}
		out.Candidates = append(out.Candidates, c)
	}
	if !found {
		return out, fmt.Errorf("choose a model for %d customers: %w", t.Customers(), failed)
	}
	out.Ranking = out.ranking(t)
	return out, nil
}

// ranking is Pareto/NBD, unless what came shows that the family chosen ranks better by
// more than a standard error. On all 23,570 customers of CDNOW, Pareto/NBD ranks best at
// each of four days (20 to 52 weeks before the end), even where it is not the likeliest:
// its one-order buyers fade with time, while after one order the MBG/NBD waits for a
// second.
func (c Choice) ranking(t Table) Family {
	pareto := c.Candidates[ParetoFamily]
	chosen := c.Candidates[c.Family]
	if pareto.Err != nil || chosen.AUC > pareto.AUC+t.doubt(pareto.AUC) {
		return c.Family
	}
	return ParetoFamily
}

// doubt is the standard error of an AUC (Hanley & McNeil 1982).
func (t Table) doubt(auc float64) float64 {
	none := 0.0
	some := 0.0
	for _, c := range t.Cells {
		if c.Next == 0 {
			none += float64(c.Count)
		} else {
			some += float64(c.Count)
		}
	}
	q1 := auc / (2 - auc)
	q2 := 2 * auc * auc / (1 + auc)
	square := auc * auc
	return math.Sqrt(
		(auc*(1-auc) + (none-1)*(q1-square) + (some-1)*(q2-square)) / max(none*some, 1),
	)
}

// halves deals the customers out to two tables, the same way every time.
func (t Table) halves() (a, b Table) {
	a = Table{Step: t.step()}
	b = Table{Step: t.step()}
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, c := range t.Cells {
		left := c
		right := c
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
func outOfSample(
	f Family,
	pairs [][2]Table,
	unit float64,
	prior *Prior,
) (score, auc float64, err error) {
	sum := 0.0
	n := 0.0
	for _, pair := range pairs {
		fit, err := NewSample(pair[0], unit).Fit(f, prior)
		if err != nil {
			return 0, 0, err
		}
		judged := pair[1]
		scores := make([]float64, len(judged.Cells))
		expected := make([]float64, len(judged.Cells))
		each(len(scores), func(i int) {
			row := judged.History(judged.Cells[i], unit)
			if judged.Ahead == 0 {
				scores[i] = fit.Model.LogLikelihood(row)
				return
			}
			o := fit.Model.Outlook(row)
			horizon := float64(judged.Ahead) / unit
			p := o.PMF(int(judged.Cells[i].Next), horizon)
			scores[i], expected[i] = math.Log(
				max(p, math.SmallestNonzeroFloat64),
			), o.Expected(
				horizon,
			)
		})
		for i, c := range judged.Cells {
			sum += scores[i] * float64(c.Count)
			n += float64(c.Count)
		}
		if judged.Ahead > 0 {
			auc = judged.AUC(expected)
		}
	}
	return sum / max(n, 1), auc, nil
}

// AUC is the probability that of two customers of the table, one with orders ahead and
// one without, the latter was expected to order less; ties count half. Expected goes with
// the cells. It is 0 where all or none had orders.
func (t Table) AUC(expected []float64) float64 {
	order := make([]int, len(t.Cells))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(expected[a], expected[b]) })
	won := 0.0
	none := 0.0
	some := 0.0
	for i, j := 0, 0; i < len(order); i = j {
		noneHere := 0.0
		someHere := 0.0
		for j = i; j < len(order) && (j == i || expected[order[j]] == expected[order[i]]); j++ {
			if c := t.Cells[order[j]]; c.Next == 0 {
				noneHere += float64(c.Count)
			} else {
				someHere += float64(c.Count)
			}
		}
		won += someHere * (none + noneHere/2)
		none += noneHere
		some += someHere
	}
	if none == 0 || some == 0 {
		return 0
	}
	return won / none / some
}
