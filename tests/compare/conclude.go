package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// conclude says in plain sentences what the numbers come to.
func (r report) conclude(all []finding) {
	for _, f := range all {
		r.title("%s: what wins", f.shop.name)
		for _, say := range []func(finding) string{sayAlarm, sayBudget, sayOnce, sayRanking, saySeason, sayGifts} {
			r.say("- %s", say(f))
		}
	}
	r.title("The default")
	r.say("%s", verdict(claims(all)))
}

// sayAlarm compares delays at equal false alarms, where rules differ: among customers with a rhythm.
func sayAlarm(f finding) string {
	own := f.steady[len(f.steady)-1]
	best := slices.MaxFunc(f.steady, func(a, b outcome) int { return cmp.Compare(a.sooner, b.sooner) })
	if best.rule == own.rule {
		return fmt.Sprintf("Alarm, three gaps or more: no rule is sooner than the default at as few false alarms (%s).", percent(own.alarmed))
	}
	return fmt.Sprintf(`Alarm, three gaps or more, at the false alarms of the default (%s): the soonest is %q, after %s days in the mean instead of %s (%s
days sooner). %d of %d rules are clearly sooner than the default.`, percent(own.alarmed), best.rule, decimal(best.equal.mean), decimal(own.equal.mean),
		sooner(best)[0], len(clearly(f.steady)), len(f.steady)-1)
}

// clearly lists the rules that are sooner than the default beyond chance.
func clearly(outcomes []outcome) (names []string) {
	for _, o := range outcomes {
		if o.rule != defaultName && o.clearly() {
			names = append(names, o.rule)
		}
	}
	return names
}

// sayBudget tells which rule keeps its budget for customers with a rhythm, where it was learnt on others.
func sayBudget(f finding) string {
	off := func(o outcome) float64 { return math.Abs(math.Log(max(o.alarmed, 1e-3) / budgets[0])) }
	best := slices.MinFunc(f.steady, func(a, b outcome) int { return cmp.Compare(off(a), off(b)) })
	own := f.steady[len(f.steady)-1]
	return fmt.Sprintf(`Budget: of %s allowed, the default raised %s false alarms among customers with three gaps or more, and %s among all. Nearest to the budget among the
former: %q, %s.`, percent(budgets[0]), percent(own.alarmed), percent(f.everyone[len(f.everyone)-1].alarmed), best.rule, percent(best.alarmed))
}

func sayOnce(f finding) string {
	said := "One-order buyers: no rule can tell them apart but by days; the textbook's never raises the alarm for them."
	hopes := f.shop.hopes()
	if len(hopes) == 0 {
		return said
	}
	first, last := hopes[0], hopes[len(hopes)-1]
	return fmt.Sprintf("%s Of those silent for %d days %s bought again within %d days, after %d days %s.", said, first.days, percent(first.back), followed,
		last.days, percent(last.back))
}

// sayRanking names who ranks best, and who catches the most of what is at stake.
func sayRanking(f finding) string {
	at := slices.IndexFunc(f.ranked, func(s standing) bool { return s.ranking == defaultName })
	best := slices.MaxFunc(f.ranked, func(a, b standing) int { return cmp.Compare(a.auc[0], b.auc[0]) })
	money := slices.MaxFunc(f.ranked, func(a, b standing) int { return cmp.Compare(a.most(), b.most()) })
	return fmt.Sprintf(`Ranking: the best AUC is that of %q, %s; the default's score has %s. Of the profit truly at stake the first tenth of the customers holds the most by
%q%s, %s; by the default's score x paid it is %s, by exitcost's money at stake %s.`, best.ranking, thousandths(best.auc[0]), thousandths(f.ranked[at].auc[0]),
		money.ranking, money.times(), percent(money.most()), percent(f.ranked[at].caught[1][1]), percent(stakes(f.ranked).most()))
}

// most is the share caught among the first tenth: by the score x paid, or by the score where that stands alone.
func (s standing) most() float64 {
	if s.alone {
		return s.caught[1][0]
	}
	return s.caught[1][1]
}

func (s standing) times() string {
	if s.alone {
		return ""
	}
	return " x paid"
}

func stakes(all []standing) standing {
	at := slices.IndexFunc(all, func(s standing) bool { return s.ranking == stakeName })
	return all[at]
}

// saySeason judges by the clock that nobody can have.
func saySeason(f finding) string {
	foreseen, own := f.clocks[1], f.clocks[len(f.clocks)-1]
	worth := "is not worth a rule"
	if foreseen.clearly() && foreseen.sooner > own.equal.mean/20 {
		worth = "may be worth a rule"
	}
	return fmt.Sprintf(`Season: even a clock that foresees when much is bought brings the alarm %s days sooner, of %s: it %s.`, sooner(foreseen)[0],
		decimal(own.equal.mean), worth)
}

func sayGifts(f finding) string {
	of := f.shop.returns(f.shop.visible())
	if of[0].silences == 0 {
		return "Gift buyers: nobody's first order fell in November or December; nothing can be said."
	}
	said := fmt.Sprintf("Gift buyers: of first orders in November and December %s were followed by another within %d days, of those in other months %s.",
		percent(of[0].back), f.shop.visible(), percent(of[1].back))
	if !f.hasGifts {
		return said
	}
	pays := "does not pay"
	if f.gifts.meanApart < f.gifts.mean {
		pays = "pays"
	}
	return fmt.Sprintf("%s To judge them apart %s: the mean alarm comes after %s days instead of %s.", said, pays, decimal(f.gifts.meanApart), decimal(f.gifts.mean))
}

// overrun is how far off the budget the false alarms of a rule may lie that is to be a default: a factor.
const overrun = 1.5

// claim is a rule that may claim the default's place.
type claim struct {
	rule  string
	saves float64 // the least share of the default's delay that it saves in any shop
	keeps bool    // the budget, in every shop
}

// claims are the rules that are clearly sooner than the default in every shop, among customers with three gaps or more, those that save most first.
func claims(all []finding) (out []claim) {
	for i, o := range all[0].steady {
		c, wins := claim{o.rule, math.Inf(1), true}, o.rule != defaultName
		for _, f := range all {
			of, own := f.steady[i], f.steady[len(f.steady)-1]
			wins = wins && of.clearly()
			c.keeps = c.keeps && of.alarmed <= overrun*budgets[0] && of.alarmed >= budgets[0]/overrun
			c.saves = min(c.saves, of.sooner/max(1, own.equal.mean))
		}
		if wins {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b claim) int { return cmp.Compare(b.saves, a.saves) })
	return out
}

// verdict says whether the default stands.
func verdict(claims []claim) string {
	if len(claims) == 0 {
		return "The default in force stands: at equal false alarms no rule is clearly sooner everywhere."
	}
	var names, kept []string
	for _, c := range claims {
		named := fmt.Sprintf("%q (%s)", c.rule, percent(c.saves))
		names = append(names, named)
		if c.keeps {
			kept = append(kept, named)
		}
	}
	said := fmt.Sprintf(`For customers with three gaps or more, clearly sooner everywhere at equal false alarms are, with the least share of the default's delay that they save: %s.`,
		list(names))
	if len(kept) == 0 {
		return said + ` None of them keeps the budget it was learnt for: what they save they owe to calling some kind of customers needlessly more often than others. The default
in force stands.`
	}
	return fmt.Sprintf("%s The budget they were learnt for is also kept there, to within a factor of %.1f, by %s. The default in force loses.", said, overrun, list(kept))
}
