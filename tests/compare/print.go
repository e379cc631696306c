package main

import (
	"fmt"
	"strings"
)

func (r report) preface() {
	r.say(`Rules for "this customer is overdue", out of sample and at equal false alarms. Each data set is split in time: thresholds and
models are learnt from the days up to the split, and tested on the days after it. A rule gives a score to each day of a silence and raises the
alarm when the score reaches a factor. A gap is a silence that a purchase ended; it was a false alarm if the alarm had been raised by then. Each
rule has one factor for all customers, learnt so that the budget (10 %%, 5 %%) of the gaps ended by the split would have raised it; rules
"by gaps" and the default in force also learn a number for each number of own gaps (0, 1, 2, 3-5, 6 and more). A silence not yet ended is no
gap: it is neither a false alarm nor a right one. Customers count as having left who had been silent for two thirds of the test period when the data
ends.`)
}

func (r report) shop(s *shop) {
	r.title("%s: learnt from %s to %s, tested to %s", s.name, date(s.first), date(s.split), date(s.end))
	r.say(`%d customers; %d gaps ended by the split, %d later; %d customers left: silent for %d days or more at the end. Model: %s, corrected by
the shop's own past; it looks %d days ahead.`, len(s.customers), len(s.calibrates), len(s.tests), len(s.left), s.visible(),
		s.model.Buying.Orders.Family(), s.test())
}

// legend explains the tables of outcomes.
func (r report) legend() {
	r.say(`"False": share of the gaps ended in the test period that had raised the alarm; "fresh": of those that also began in it. "Median", "mean": days
from the last purchase of those who left to the alarm; later than a year, or never, counts as a year. "Seen": share alarmed by the end of the data.
Columns with = are at equal false alarms: the factor is set so that as many of the table's gaps of the test period raise the alarm as by the
default. "Cycles": the mean delay in the customer's own cycles. "Sooner": days by which the mean alarm comes before the default's, with the 95 %% interval
over ten tenths of the customers, and the number of tenths in which it does. Rules are best compared within a kind of customers: among everyone,
one that spends its false alarms on one-order buyers looks sooner. Of customers who all began long before the split (CDNOW's did) the one-order gaps of the test
period are all long, and false whatever the rule.`)
}

func (r report) outcomes(s *shop, budget float64, of population, all []outcome) {
	r.title("%s, alarm at a budget of %.0f %%: %s (%d gaps in the test period, %d left)", s.name, 100*budget, of.name,
		len(of.of(s.tests)), len(of.of(s.left)))
	var rows [][]string
	for _, o := range all {
		rows = append(rows, append([]string{
			o.rule, fmt.Sprintf("%.3g", o.factor), percent(o.alarmed), percent(o.fresh), fmt.Sprint(o.learnt.median), decimal(o.learnt.mean), percent(o.learnt.byEnd),
			fmt.Sprint(o.equal.median), decimal(o.equal.mean), decimal(o.equal.cycles), percent(o.equal.byEnd),
		}, sooner(o)...))
	}
	r.table([]string{"", "factor", "false", "fresh", "median", "mean", "seen", "= median", "= mean", "= cycles", "= seen", "= sooner", "tenths"}, rows)
}

// sooner are the two columns that hold a rule against the default; the default has none.
func sooner(o outcome) []string {
	if o.rule == defaultName {
		return nil
	}
	if o.of < 2 {
		return []string{fmt.Sprintf("%+.1f", o.sooner), fmt.Sprintf("%d/%d", o.won, o.of)}
	}
	return []string{fmt.Sprintf("%+.1f ± %.1f", o.sooner, o.give), fmt.Sprintf("%d/%d", o.won, o.of)}
}

// onces prints what the rules do to one-order buyers, who have no gap to differ by: each rule is a number of days.
func (r report) onces(s *shop, budgets []float64, all [][]outcome) {
	r.title("%s: one-order buyers, of whom no gap is known: each rule is a number of days (%d gaps in the test period, %d left)", s.name,
		len(once.of(s.tests)), len(once.of(s.left)))
	head := []string{""}
	rows := make([][]string, len(all[0]))
	for b, outcomes := range all {
		head = append(head, fmt.Sprintf("days at %.0f %%", 100*budgets[b]), "false", "fresh")
		for i, o := range outcomes {
			if b == 0 {
				rows[i] = []string{o.rule}
			}
			days := fmt.Sprint(o.learnt.median)
			if o.learnt.median >= longest {
				days = "never"
			}
			rows[i] = append(rows[i], days, percent(o.alarmed), percent(o.fresh))
		}
	}
	r.table(head, rows)
	rows = nil
	for _, h := range s.hopes() {
		rows = append(rows, []string{fmt.Sprintf("%d days", h.days), fmt.Sprint(h.silent), percent(h.back)})
	}
	fmt.Fprintln(r.w)
	r.table([]string{"silent for", "customers", fmt.Sprintf("bought again within the next %d days", followed)}, rows)
}

func (r report) standings(s *shop, people []person, all []standing) {
	none := 0
	for _, p := range people {
		if p.none {
			none++
		}
	}
	r.title("%s: ranking on the day of the split, %d customers, of whom %d (%s) bought nothing in the %d days that followed", s.name, len(people), none,
		percent(share(none, len(people))), s.test())
	r.say(`AUC: the probability that a customer who then bought nothing ranks before one who did. "Tenths": of ten tenths of the customers, those in
which it is above the default's. "Caught": of the customers who rank first (5 %%, 10 %%), what those had paid by the split who then really bought nothing, as
a share of the most that as many customers could have come to; by the score, and by score x paid. A common margin cancels out: it is the share of
the profit truly at stake.`)
	var rows [][]string
	for _, o := range all {
		row := []string{o.ranking, thousandths(o.auc[0]), fmt.Sprint(o.won), thousandths(o.auc[1]), thousandths(o.auc[2]), thousandths(o.auc[3])}
		if o.ranking == defaultName {
			row[2] = ""
		}
		for _, c := range o.caught {
			byPaid := percent(c[1])
			if o.alone {
				byPaid = ""
			}
			row = append(row, percent(c[0]), byPaid)
		}
		rows = append(rows, row)
	}
	r.table([]string{"", "AUC all", "tenths", "one order", "1-2 gaps", "3+ gaps", "5 % caught", "x paid", "10 % caught", "x paid"}, rows)
}

func (r report) seasons(s *shop, clocks []outcome) {
	r.title("%s: false alarms of the default in force by the month of the purchase that ended the gap", s.name)
	var rows [][]string
	for _, m := range s.months() {
		rows = append(rows, []string{m.month, fmt.Sprint(m.gaps), percent(m.alarmed), fmt.Sprint(m.steady), percent(m.among)})
	}
	r.table([]string{"", "gaps", "false", "of 3+ gaps", "false"}, rows)
	r.title("%s: thresholds set to 10 %% on the gaps that ended in one quarter (rows), and their false alarms in another (columns)", s.name)
	names, alarmed := s.quarters(0.10)
	rows = nil
	for i, name := range names {
		row := []string{name}
		for _, v := range alarmed[i] {
			row = append(row, percent(v))
		}
		rows = append(rows, row)
	}
	r.table(append([]string{"learnt in"}, names...), rows)
	r.title("%s: the default in force by a clock of the shop's own, %s", s.name, steady.name)
	r.say(`A day on which more is bought than around it counts for more. As it goes: the last 14 days against the last 91. Foreseen: 15 days against the 91
around them, which nobody can know in time: more than that a season cannot bring.`)
	rows = nil
	for _, o := range clocks {
		rows = append(rows, append([]string{o.rule, percent(o.alarmed), decimal(o.learnt.mean), decimal(o.equal.mean)}, sooner(o)...))
	}
	r.table([]string{"", "false", "mean", "= mean", "= sooner", "tenths"}, rows)
}

func (r report) gifts(s *shop, a apart, ok bool) {
	r.title("%s: orders of the gift season, and how many of their buyers bought again within %d days", s.name, s.visible())
	var rows [][]string
	for _, b := range s.returns(s.visible()) {
		back := percent(b.back)
		if b.silences == 0 {
			back = ""
		}
		rows = append(rows, []string{b.of, fmt.Sprint(b.silences), back})
	}
	r.table([]string{"", "orders", "bought again"}, rows)
	r.say("Who first appears in the first weeks of the data may have bought before, and only passes for new.")
	if !ok {
		r.say("Too few of one kind came back by the split: a number of days of their own for gift buyers cannot be learnt here.")
		return
	}
	r.say(`One-order buyers judged apart: %d days for those of the season and %d for the others, instead of %d for all. False alarms in the test period: %s
instead of %s. At equal false alarms the mean alarm of those who left comes after %s days instead of %s.`, a.giftDays, a.otherDays, a.days,
		percent(a.alarmedApart), percent(a.alarmed), decimal(a.meanApart), decimal(a.mean))
}

func percent(v float64) string     { return fmt.Sprintf("%.1f %%", 100*v) }
func decimal(v float64) string     { return fmt.Sprintf("%.1f", v) }
func thousandths(v float64) string { return fmt.Sprintf("%.3f", v) }

// list joins names as people do.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
