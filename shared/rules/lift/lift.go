// Package lift measures what playbooks save: the customers for whom a measure was decided
// against those whom the playbook left alone on purpose, by a hash that asks nobody. Both
// are counted from the moment of the decision, whatever became of the task: who could not
// be reached counts as decided for all the same, or the comparison would choose
// (intention to treat).
package lift

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Trial is one decision about one customer that passed the money gate.
type Trial struct {
	At       crm.Instant
	Playbook string
	Reason   crm.Reason // the likely one, then
	Held     bool       // left alone
	Cost     int64      // of the measure, minor units, as all sums here
	Stake    int64
}

// Days is how long after a decision purchases count.
const Days = 90

// Tally is what a part of a census knows of trials that had their time. It is bounded,
// holds whole numbers only, is stored as JSON, and merges to the same in any order.
type Tally map[string]Pair // by playbook and reason: name

// Pair is the two arms of a comparison.
type Pair struct {
	Treated Arm `json:"treated"`
	Held    Arm `json:"held"`
}

// Arm is one side of a comparison.
type Arm struct {
	Customers int64      `json:"customers"`
	Bought    int64      `json:"bought"` // of them, those who bought within Days
	Profit    int64      `json:"profit"` // that came within Days
	Squares   tally.Wide `json:"squares"`
	Cost      int64      `json:"cost"`
	Stake     int64      `json:"stake"`
}

// name is a playbook and a reason; crm.ReasonUnknown counts like any other.
func name(playbook string, r crm.Reason) string { return playbook + "/" + r.String() }

// Add counts a customer's trials as of an instant.
func (p Tally) Add(f *crm.Facts, trials []Trial, c crm.Currency, marginBP int64, now crm.Instant) {
	for _, t := range trials {
		end := t.At + Days*crm.DayLength
		if end > now {
			continue
		}
		came := segment.Between(f, c, marginBP, t.At, end)
		pair := p[name(t.Playbook, t.Reason)]
		arm := &pair.Treated
		if t.Held {
			arm = &pair.Held
		} else {
			arm.Cost += t.Cost
		}
		arm.Customers++
		if came.Orders > 0 {
			arm.Bought++
		}
		arm.Profit += came.Profit
		arm.Squares.Square(came.Profit)
		arm.Stake += t.Stake
		p[name(t.Playbook, t.Reason)] = pair
	}
}

// Merge adds what another part of the census knows.
func (p Tally) Merge(o Tally) {
	for k, pair := range o {
		mine := p[k]
		mine.Treated.merge(pair.Treated)
		mine.Held.merge(pair.Held)
		p[k] = mine
	}
}

func (a *Arm) merge(o Arm) {
	a.Customers += o.Customers
	a.Bought += o.Bought
	a.Profit += o.Profit
	a.Squares.Merge(o.Squares)
	a.Cost += o.Cost
	a.Stake += o.Stake
}

// Finding says whether a measure pays.
type Finding string

// The findings.
const (
	Pays      Finding = "pays"       // more buy, and even the lower end of what they bring is more than it costs
	DoesNot   Finding = "does_not"   // even the upper end is not: stop it
	TooEarly  Finding = "too_early"  // the interval leaves both open
	NoHoldout Finding = "no_holdout" // nobody was left alone, so nothing can be said
)

// Lift is what a playbook brought. Shares are per myriad of customers; intervals hold 95
// %.
type Lift struct {
	Playbook string         `json:"playbook"`
	Reason   string         `json:"reason,omitempty"` // "" = all
	Treated  int64          `json:"treated"`
	Held     int64          `json:"held"`
	Bought   int64          `json:"bought"` // share of the treated who bought within Days
	Alone    int64          `json:"alone"`  // share of those left alone who did
	Points   tally.Interval `json:"points"` // the difference
	Each     tally.Interval `json:"each"`   // profit more for each customer, minor units
	CostEach int64          `json:"cost_each"`
	Return   tally.Interval `json:"return"` // profit more less cost, of all treated, minor units
	Uplift   int64          `json:"uplift"` // measured: per mille of the stake that was saved; what the gate assumes stands in the settings
	Finding  Finding        `json:"finding"`
}

// least is how many customers an arm must have, and how many of both must have bought,
// for an interval to mean something.
const least = 10

// Lifts lists what each playbook brought, and below it what it brought by reason.
func (p Tally) Lifts() []Lift {
	all := map[string]Pair{}
	var keys []string
	for key, pair := range p {
		playbook, _, _ := cut(key)
		whole := all[playbook]
		whole.Treated.merge(pair.Treated)
		whole.Held.merge(pair.Held)
		all[playbook] = whole
		keys = append(keys, key)
	}
	out := []Lift{}
	for _, playbook := range slices.Sorted(maps.Keys(all)) {
		out = append(out, liftOf(playbook, "", all[playbook]))
		slices.Sort(keys)
		for _, key := range keys {
			if of, why, _ := cut(key); of == playbook && p[key].Treated.Customers >= least &&
				p[key].Held.Customers >= least {
				out = append(out, liftOf(playbook, why, p[key]))
			}
		}
	}
	return out
}

func cut(key string) (playbook, why string, ok bool) {
	i := slices.Index([]byte(key), '/')
	if i < 0 {
		return key, "", false
	}
	return key[:i], key[i+1:], true
}

func liftOf(playbook, why string, p Pair) Lift {
	t := &p.Treated
	h := &p.Held
	l := Lift{
		Playbook: playbook,
		Reason:   why,
		Treated:  t.Customers,
		Held:     h.Customers,
		Bought:   t.share(),
		Alone:    h.share(),
		Finding:  NoHoldout,
	}
	if t.Customers > 0 {
		l.CostEach = t.Cost / t.Customers
	}
	if h.Customers == 0 || t.Customers == 0 {
		return l
	}
	l.Points = newcombe(t, h)
	l.Finding = TooEarly
	if min(t.Customers, h.Customers) < least {
		return l
	}
	l.Each = welch(t, h)
	n := t.Customers
	l.Return = l.Each.Times(n).Minus(t.Cost)
	if stake := t.Stake / n; stake > 0 {
		l.Uplift = segment.MulDiv(max(0, l.Each.Mid), 1000, stake)
	}
	// A small arm of which nobody bought has no scatter to tell, so that money alone
	// would find three in ten useless measures to pay.
	switch {
	case t.Bought+h.Bought < least:
	case l.Each.Low > l.CostEach && l.Points.Low > 0:
		l.Finding = Pays
	case l.Each.High <= l.CostEach:
		l.Finding = DoesNot
	}
	return l
}

func (a *Arm) share() int64 {
	return segment.MulDiv(10_000, a.Bought, max(1, a.Customers))
}

// newcombe is the difference of two shares with the interval of Newcombe 1998 (method 10,
// from Wilson's), per myriad.
func newcombe(t, h *Arm) tally.Interval {
	p1, l1, u1 := wilson(t.Bought, t.Customers)
	p2, l2, u2 := wilson(h.Bought, h.Customers)
	d := p1 - p2
	return tally.RoundInterval(10_000*d, 10_000*(d-math.Hypot(p1-l1, u2-p2)), 10_000*(d+math.Hypot(u1-p1, p2-l2)))
}

func wilson(k, n int64) (p, low, high float64) {
	const z = 1.96
	p = float64(k) / float64(n)
	m := float64(n)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return p, (p + z*z/(2*m) - half) / (1 + z*z/m), (p + z*z/(2*m) + half) / (1 + z*z/m)
}

// welch is the difference of two means with its interval by the normal distribution,
// minor units.
func welch(t, h *Arm) tally.Interval {
	m1, v1 := t.mean()
	m2, v2 := h.mean()
	half := 1.96 * math.Sqrt(v1+v2)
	return tally.RoundInterval(m1-m2, m1-m2-half, m1-m2+half)
}

// mean is the mean profit of a customer and the variance of that mean.
func (a *Arm) mean() (mean, variance float64) {
	n := float64(a.Customers)
	mean = float64(a.Profit) / n
	root := float64(a.Squares.Root())
	return mean, max(0, root*root/n-mean*mean) / (n - 1)
}

// Union joins the trials of two customers who turned out to be one, or of one customer
// told twice, oldest first, no more than limit.
func Union(a, b []Trial, limit int) []Trial {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y Trial) int {
		return cmp.Or(
			cmp.Compare(x.At, y.At),
			cmp.Compare(x.Playbook, y.Playbook),
			cmp.Compare(x.Stake, y.Stake),
			cmp.Compare(
				x.Reason,
				y.Reason,
			),
			cmp.Compare(x.Cost, y.Cost),
			cmp.Compare(btoi(x.Held), btoi(y.Held)),
		)
	})
	all = slices.Compact(all)
	return all[max(0, len(all)-limit):]
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
