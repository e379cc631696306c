package main

import (
	"cmp"
	"slices"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
)

// person is a customer on the day of the split, and what came of them.
type person struct {
	x     *silence
	days  int     // of silence so far
	none  bool    // bought nothing in the test period
	worth float64 // paid by the day of the split, net of credits, in minor units; never negative
	stake float64 // the money at stake as exitcost has it
}

// people are all who had bought by the split.
func (s *shop) people() (out []person) {
	settings := exitcost.DefaultSettings(s.currency)
	for _, x := range s.silences {
		if x.begun > s.split || x.ended && x.until() <= s.split {
			continue
		}
		facts := s.factsThen(x.customer)
		p := person{x: x, days: s.split - x.begun, none: !x.ended}
		for _, o := range facts.Orders {
			p.worth += float64(o.Net().Minor)
		}
		p.worth = max(0, p.worth)
		v := overdue.Decide(x.history, s.policy, instant(s.split).Time())
		p.stake = float64(exitcost.Stake(facts, x.history, v, s.model, settings).Minor)
		out = append(out, p)
	}
	return out
}

// stakeName is the ranking by which tasks are put in order.
const stakeName = "money at stake, as exitcost has it"

// ranking puts people in an order, those who are the surest to be gone first.
type ranking struct {
	name  string
	score func(person) float64
	alone bool // an amount, or not positive: the score is not multiplied by what a customer is worth
}

// rankings are those of the rules, and three that are no alarms.
func (s *shop) rankings(rules []rule) (out []ranking) {
	for _, r := range rules {
		out = append(out, ranking{name: r.name, score: func(p person) float64 { return r.score(p.x, p.days) }})
	}
	expected := func(p person) float64 {
		return -s.ahead(p.x, p.days, p.x.patience()).Expected(s.horizon())
	}
	return append(out,
		ranking{name: "ranking in force: few expected orders", score: expected, alone: true},
		ranking{name: stakeName, score: func(p person) float64 { return p.stake }, alone: true},
		ranking{name: "worth alone", score: func(p person) float64 { return p.worth }, alone: true})
}

// standing is how well a ranking did.
type standing struct {
	ranking string
	alone   bool
	auc     [len(kinds)]float64
	won     int                   // tenths of the customers in which its AUC is above the default's
	caught  [len(tops)][2]float64 // by score, and by score x worth: share of what could be caught
}

// kinds are the customers among whom an AUC is measured.
var kinds = [...]population{everyone, once, few, steady}

// tops are the shares of the customers who are looked at.
var tops = [...]float64{0.05, 0.10}

// standings measures all rankings. Those of rules are held against the default in force.
func standings(people []person, rankings []ranking) []standing {
	out := make([]standing, len(rankings))
	parts := make([][tenths]float64, len(rankings))
	each(len(out), func(i int) {
		out[i], parts[i] = standingOf(people, rankings[i])
	})
	for i, r := range rankings {
		if r.name != defaultName {
			continue
		}
		for j := range out {
			for t := range tenths {
				if parts[j][t] > parts[i][t] {
					out[j].won++
				}
			}
		}
	}
	return out
}

func standingOf(people []person, r ranking) (s standing, parts [tenths]float64) {
	s.ranking, s.alone = r.name, r.alone
	scores, risked, worth := make([]float64, len(people)), make([]float64, len(people)), make([]float64, len(people))
	for i, p := range people {
		scores[i] = r.score(p)
		risked[i] = scores[i] * p.worth
		if p.none {
			worth[i] = p.worth
		}
	}
	among := func(holds func(*silence) bool) float64 {
		var some []float64
		var none []bool
		for i, p := range people {
			if holds(p.x) {
				some, none = append(some, scores[i]), append(none, p.none)
			}
		}
		return auc(some, none)
	}
	for k, kind := range kinds {
		s.auc[k] = among(kind.holds)
	}
	for t := range tenths {
		parts[t] = among(func(x *silence) bool { return x.tenth() == t })
	}
	for k, top := range tops {
		n := int(top * float64(len(people)))
		best := max(caught(worth, worth, n), 1)
		s.caught[k] = [2]float64{caught(scores, worth, n) / best, caught(risked, worth, n) / best}
	}
	return s, parts
}

// caught is what the n who score highest were worth. Of equal scores the first come first.
func caught(scores, worth []float64, n int) (sum float64) {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	for _, i := range order[:min(n, len(order))] {
		sum += worth[i]
	}
	return sum
}

// auc is the probability that a customer without an order scores above one with, ties counting half. It is 0 where all or none had orders.
func auc(score []float64, none []bool) float64 {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(score[a], score[b]) })
	ranks, positives := 0.0, 0.0
	for i, j := 0, 0; i < len(order); i = j {
		for j = i; j < len(order) && score[order[j]] == score[order[i]]; j++ {
		}
		for _, c := range order[i:j] {
			if none[c] {
				ranks += float64(i+j+1) / 2
				positives++
			}
		}
	}
	if positives == 0 || positives == float64(len(score)) {
		return 0
	}
	return (ranks - positives*(positives+1)/2) / (positives * (float64(len(score)) - positives))
}
