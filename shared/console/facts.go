package console

import (
	"strconv"

	"holdfast/shared/book"
	"holdfast/shared/crm"
	"holdfast/shared/exitcost"
	"holdfast/shared/judge"
	"holdfast/shared/overdue"
	"holdfast/shared/phrase"
	"holdfast/shared/segment"
)

// facts are the figures about a customer, each with what it rests on.
func (v *visit) facts(one *book.Customer, look judge.Judgement) []fact {
	if look.Input.Verdict.Standing == overdue.Prospect {
		return []fact{v.standing(look), v.reason(look)}
	}
	return []fact{
		v.standing(look), v.cycle(one.Facts, look), v.atStake(one.Facts, look), v.worth(one.Facts, look), v.tier(one.Facts, look),
		v.reason(look), v.lifetime(one.Facts), v.contacts(one),
	}
}

func (v *visit) standing(look judge.Judgement) fact {
	d := look.Input.Verdict
	f := fact{Label: v.Say("console.fact.standing"), Value: v.Say("standing." + d.Standing.String())}
	if d.Since > 0 {
		f.Value = v.Say("console.fact.since", f.Value, v.Date(d.Since))
	}
	if d.Allowed > 0 {
		f.Evidence = append(f.Evidence, v.Say("console.fact.ladder", phrase.Days(v.lang, d.Due), phrase.Days(v.lang, d.Allowed),
			phrase.Days(v.lang, d.AtRisk), phrase.Days(v.lang, d.Exited)))
	}
	if d.Next > 0 {
		f.Evidence = append(f.Evidence, v.Say("console.fact.next", v.Date(d.Next)))
	}
	return f
}

// cycle shows the gaps between purchases themselves.
func (v *visit) cycle(f *crm.Facts, look judge.Judgement) fact {
	d, days := look.Input.Verdict, overdue.HistoryOf(f).Days
	out := fact{Label: v.Say("console.fact.cycle"), Value: phrase.Days(v.lang, d.Cycle)}
	if len(days) < 2 {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_gaps"))
		return out
	}
	gaps := ""
	for i := 1; i < len(days); i++ {
		if i > 1 {
			gaps += v.Say("list.comma")
		}
		gaps += strconv.Itoa(days[i].Days(days[i-1]))
	}
	out.Evidence = append(out.Evidence, v.Say("console.fact.gaps", gaps), v.Say("console.fact.shrunk"))
	return out
}

func (v *visit) atStake(f *crm.Facts, look judge.Judgement) fact {
	cfg := &v.shop.Playbook
	rules, history := v.shop.InForce(v.now.Time()), overdue.HistoryOf(f)
	value := exitcost.Value(f, history, look.Input.Verdict, rules.Outlook, cfg.Settings())
	orders := exitcost.Expected(history, look.Input.Verdict, rules.Outlook, cfg.Horizon)
	out := fact{Label: v.Say("console.fact.stake"), Value: phrase.Whole(look.Input.Stake)}
	out.Evidence = append(out.Evidence,
		v.Say("console.fact.value", value.String(), v.horizon(cfg.Horizon), tenths(orders)),
		v.Say("console.fact.gone", phrase.Number(rules.Outlook.Gone[look.Input.Verdict.Standing]), v.Say("standing."+look.Input.Verdict.Standing.String())),
		v.Say("console.fact.product", look.Input.Stake.String()))
	if rules.Outlook.Rests == 0 {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_outlook"))
	}
	return out
}

// tenths writes thousandths with one decimal.
func tenths(thousandths int64) string {
	t := (thousandths + 50) / 100
	return phrase.Number(t/10) + "." + strconv.FormatInt(t%10, 10)
}

func (t tongue) horizon(days int) string {
	if days == 365 {
		return phrase.Count(t.lang, "months", 12)
	}
	return phrase.Days(t.lang, days)
}

func (v *visit) worth(f *crm.Facts, look judge.Judgement) fact {
	cfg := &v.shop.Playbook
	year := segment.Year(f, cfg.Currency, cfg.MarginBP, look.Input.Now)
	money := func(minor int64) string { return crm.Money{Minor: minor, Currency: cfg.Currency}.String() }
	return fact{Label: v.Say("console.fact.year"), Value: money(year.Profit), Evidence: []string{
		v.Say("console.fact.year_of", phrase.Count(v.lang, "console.orders", int64(year.Orders)), money(year.Revenue)),
		v.Say("console.fact.margin", phrase.Percent(cfg.MarginBP)),
	}}
}

func (v *visit) tier(f *crm.Facts, look judge.Judgement) fact {
	cfg, limits := &v.shop.Playbook, v.shop.InForce(v.now.Time()).Tiers
	money := func(minor int64) string { return crm.Money{Minor: minor, Currency: cfg.Currency}.String() }
	out := fact{Label: v.Say("console.fact.tier"), Value: v.Say("tier." + look.Input.Tier.String())}
	if look.Input.Tier == segment.Unknown {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_tier"))
		return out
	}
	profit := segment.LastYear(f, cfg.Currency, cfg.MarginBP, look.Input.Now).Profit
	out.Evidence = append(out.Evidence, v.Say("console.fact.tier_of", money(profit)),
		v.Say("console.fact.limits", money(limits.Apex), money(limits.High), money(limits.Middle)))
	return out
}

func (v *visit) reason(look judge.Judgement) fact {
	out := fact{Label: v.Say("console.fact.reason"), Value: v.Say("reason." + look.Input.Reason.String())}
	for _, e := range look.Evidence {
		out.Evidence = append(out.Evidence, v.Say("console.fact.weight", v.sentence(e.Say(v.lang, v.zone)), phrase.Number(int64(e.Weight))))
	}
	if len(out.Evidence) == 0 {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_evidence"))
	}
	return out
}

// lifetime sums all orders that count, currencies apart.
func (v *visit) lifetime(f *crm.Facts) fact {
	n, refunded := f.Older.Orders, 0
	net, order := map[crm.Currency]int64{}, []crm.Currency{}
	add := func(c crm.Currency, minor int64) {
		if _, seen := net[c]; !seen {
			order = append(order, c)
		}
		net[c] += minor
	}
	for _, s := range f.Older.Sums {
		add(s.Currency, s.Total-s.Refunded)
	}
	for _, o := range f.Orders {
		if o.Refunded > 0 {
			refunded++
		}
		if o.Counts() {
			n++
			add(o.Currency, o.Net().Minor)
		}
	}
	var sums []string
	for _, c := range order {
		sums = append(sums, crm.Money{Minor: net[c], Currency: c}.String())
	}
	return fact{Label: v.Say("console.fact.lifetime"), Value: v.Say("console.fact.lifetime_value", phrase.Count(v.lang, "console.orders", int64(n)), v.List(sums)),
		Evidence: []string{v.Say("console.fact.first", v.Date(f.FirstOrder())), phrase.Count(v.lang, "console.fact.refunds", int64(refunded))}}
}

func (v *visit) contacts(one *book.Customer) fact {
	out := fact{Label: v.Say("console.fact.contacts"), Value: phrase.Number(int64(len(one.Ledger.Contacts)))}
	for _, k := range one.Ledger.Contacts {
		out.Evidence = append(out.Evidence, v.Say("console.fact.contact", v.Date(k.At), v.Say("channel."+k.Channel.String())))
	}
	if len(out.Evidence) == 0 {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_contacts"))
	}
	return out
}
