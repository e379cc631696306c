package console

import (
	"strconv"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// facts are the figures about a customer, each with what it rests on.
func (v *visit) facts(one *book.Customer, look judge.Judgement) []fact {
	if look.Input.Verdict.Standing == overdue.Prospect {
		return []fact{v.standing(look), v.reason(look)}
	}
	subject := look.Subject(v.shop)
	return []fact{
		v.standing(
			look,
		), v.cycle(one.Facts, look), v.atStake(one.Facts, look), v.worth(one.Facts, look), v.tier(one.Facts, look),
		v.reason(
			look,
		), v.segments(subject), v.habits(subject), v.lifetime(one.Facts), v.contacts(one),
	}
}

// segments is the stage with what is to be done about it, and every other segment on
// request.
func (v *visit) segments(s *segment.Subject) fact {
	p := s.Segments()
	say := func(kind string, of interface{ String() string }) string { return v.Say(kind + "." + of.String()) }
	service := p.Relationship.Service()
	f := fact{Label: v.Say("console.fact.stage"), Value: say("stage", p.Stage), Evidence: []string{
		v.Say("stage.do." + p.Stage.String()),
		v.Say("console.fact.loyalty", say("loyalty", p.Loyalty), say("state", p.State)),
		v.Say(
			"console.fact.pattern",
			say("pattern", p.Pattern),
			say("spending", p.Spending),
			p.Demand.Period,
		),
		v.Say(
			"console.fact.demand",
			p.Demand.Breadth,
			v.Percent(int64(p.Demand.Volatility)*10),
		),
		v.Say(
			"console.fact.quality",
			say("quality", p.Quality),
			say("satisfaction", p.Satisfaction),
		),
		v.Say(
			"console.fact.relationship",
			say("relationship", p.Relationship),
			service.Hours,
			service.Contacts,
		),
	}}
	if p.Trapped {
		f.Evidence = append(f.Evidence, v.Say("console.fact.trapped"))
	}
	if r := p.RFM; !r.Zero() {
		f.Evidence = append(
			f.Evidence,
			v.Say(
				"console.fact.rfm",
				r.R,
				r.F,
				r.M,
				s.Criteria.RFM.Spec.Parts,
			),
		)
	}
	return f
}

// habits is what whoever speaks with the customer should have in mind.
func (v *visit) habits(s *segment.Subject) fact {
	k := s.Knowledge(v.shop.Playbook.ZoneOf(s.Facts))
	f := fact{Label: v.Say("console.fact.habits"), Value: v.Say("console.fact.habits_none")}
	if len(k.Goods) > 0 {
		f.Value = k.Goods[0]
		f.Evidence = append(f.Evidence, v.Say("console.fact.habits_goods", v.List(k.Goods)))
	}
	if k.Channel != crm.SalesUnknown {
		f.Evidence = append(
			f.Evidence,
			v.Say("console.fact.habits_via", v.Say("sales."+k.Channel.String())),
		)
	}
	f.Evidence = append(
		f.Evidence,
		v.Say("console.fact.habits_price", v.Percent(int64(k.Discounted)*10)),
	)
	if k.Sensitive {
		f.Evidence = append(f.Evidence, v.Say("console.fact.sensitive"))
	}
	if k.Birthday > 0 {
		f.Evidence = append(
			f.Evidence,
			v.Say(
				"console.fact.birthday",
				phrase.Date(v.Language, k.Birthday, v.shop.Playbook.ZoneOf(s.Facts)),
			),
		)
	}
	return f
}

func (v *visit) standing(look judge.Judgement) fact {
	d := look.Input.Verdict
	f := fact{
		Label: v.Say("console.fact.standing"),
		Value: v.Say("standing." + d.Standing.String()),
	}
	if d.Since > 0 {
		f.Value = v.Say("console.fact.since", f.Value, v.Date(d.Since))
	}
	if d.Allowed > 0 {
		f.Evidence = append(
			f.Evidence,
			v.Say(
				"console.fact.ladder",
				d.Due,
				d.Allowed,
				d.AtRisk,
				d.Exited,
			),
		)
	}
	if d.Next > 0 {
		f.Evidence = append(f.Evidence, v.Say("console.fact.next", v.Date(d.Next)))
	}
	return f
}

// cycle shows the gaps between purchases themselves.
func (v *visit) cycle(f *crm.Facts, look judge.Judgement) fact {
	d := look.Input.Verdict
	days := overdue.NewHistory(f).Days
	out := fact{Label: v.Say("console.fact.cycle"), Value: phrase.Days(v.Language, d.Cycle)}
	if len(days) < 2 {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_gaps"))
		return out
	}
	var gaps []string
	for i := 1; i < len(days); i++ {
		gaps = append(gaps, strconv.Itoa(days[i].Days(days[i-1])))
	}
	out.Evidence = append(
		out.Evidence,
		v.Say("console.fact.gaps", phrase.Commas(v.Language, gaps)),
		v.Say("console.fact.shrunk"),
	)
	return out
}

func (v *visit) atStake(f *crm.Facts, look judge.Judgement) fact {
	cfg := &v.shop.Playbook
	w := look.Worth
	outlook := v.shop.RulesAt(v.now.Time()).StoreModel
	out := fact{Label: v.Say("console.fact.stake"), Value: v.Whole(look.Input.Stake)}
	out.Evidence = append(
		out.Evidence,
		v.Say("console.fact.value", w.AtLastPurchase.String(), v.Horizon(cfg.Horizon), w.Residual.String()),
		v.Say(
			"console.fact.expected",
			v.Horizon(cfg.Horizon),
			v.Tenths(w.Orders),
			w.Each.String(),
			v.Percent(w.None*10),
		),
	)
	if outlook.FittedTo == 0 {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_outlook"))
		return out
	}
	if low, high := outlook.BoundResidual(f, look.History, look.Input.Verdict, cfg.PricingSettings()); high.Minor > 0 {
		out.Evidence = append(
			out.Evidence,
			v.Say("console.fact.doubt", low.String(), high.String()),
		)
	}
	out.Evidence = append(
		out.Evidence,
		v.Say(
			"console.fact.model",
			strings.ToUpper(outlook.Buying.Orders.Family().String()),
			outlook.FittedTo,
		),
	)
	return out
}

func (v *visit) worth(f *crm.Facts, look judge.Judgement) fact {
	cfg := &v.shop.Playbook
	year := segment.SumYear(f, cfg.Currency, cfg.MarginBP, look.Input.Now)
	money := func(minor int64) string { return cfg.Currency.Of(minor).String() }
	return fact{Label: v.Say("console.fact.year"), Value: money(year.Profit), Evidence: []string{
		v.Say(
			"console.fact.year_of",
			year.Orders,
			money(year.Revenue),
		),
		v.Say("console.fact.margin", v.Percent(cfg.MarginBP)),
	}}
}

func (v *visit) tier(f *crm.Facts, look judge.Judgement) fact {
	cfg := &v.shop.Playbook
	limits := v.shop.RulesAt(v.now.Time()).Tiers
	money := func(minor int64) string { return cfg.Currency.Of(minor).String() }
	out := fact{Label: v.Say("console.fact.tier"), Value: v.Say("tier." + look.Input.Tier.String())}
	if look.Input.Tier == segment.Unknown {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_tier"))
		return out
	}
	profit := segment.SumLastYear(f, cfg.Currency, cfg.MarginBP, look.Input.Now).Profit
	out.Evidence = append(out.Evidence, v.Say("console.fact.tier_of", money(profit)),
		v.Say("console.fact.limits", money(limits.Apex), money(limits.High), money(limits.Middle)))
	return out
}

func (v *visit) reason(look judge.Judgement) fact {
	out := fact{
		Label: v.Say("console.fact.reason"),
		Value: v.Say("reason." + look.Input.Reason.String()),
	}
	for _, e := range look.Evidence {
		out.Evidence = append(
			out.Evidence,
			v.Say(
				"console.fact.weight",
				v.Sentence(e.Say(v.Language, v.Zone)),
				e.Weight,
			),
		)
	}
	if len(out.Evidence) == 0 {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_evidence"))
	}
	return out
}

// lifetime sums all orders that count, currencies apart.
func (v *visit) lifetime(f *crm.Facts) fact {
	n := f.Older.Bought()
	refunded := 0
	net := map[crm.Currency]int64{}
	order := []crm.Currency{}
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
		if o.Bought() {
			n++
		}
		if o.Counts() {
			add(o.Currency, o.Net().Minor)
		}
	}
	var sums []string
	for _, c := range order {
		sums = append(sums, c.Of(net[c]).String())
	}
	return fact{
		Label: v.Say("console.fact.lifetime"),
		Value: v.Say(
			"console.fact.lifetime_value",
			n,
			v.List(sums),
		),
		Evidence: []string{
			v.Say("console.fact.first", v.Date(f.FirstOrder())),
			v.Say("console.fact.refunds", refunded),
		},
	}
}

func (v *visit) contacts(one *book.Customer) fact {
	out := fact{
		Label: v.Say("console.fact.contacts"),
		Value: v.Number(int64(len(one.Ledger.Contacts))),
	}
	for _, k := range one.Ledger.Contacts {
		out.Evidence = append(
			out.Evidence,
			v.Say("console.fact.contact", v.Date(k.At), v.Say("channel."+k.Channel.String())),
		)
	}
	if len(out.Evidence) == 0 {
		out.Evidence = append(out.Evidence, v.Say("console.fact.no_contacts"))
	}
	return out
}
