package console

import (
	"strings"

	"holdfast/shared/records/judge"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// stakeFigure shows what is at stake with a customer: the value that is left of them, what
// they are expected to order, and how sure the store's model is of it.
func (v *visit) stakeFigure(view *customerView) figure {
	settings := &v.shop.Playbook
	worth := view.judgement.Worth
	horizon := v.Horizon(settings.Horizon)

	shown := figure{
		Label: v.Say("console.fact.stake"),
		Value: v.profit(v.Whole(view.judgement.Input.Stake)),
	}
	shown.add(v.Say(
		"console.fact.value",
		worth.AtLastPurchase.String(),
		horizon,
		worth.Residual.String(),
	))
	shown.add(v.Say(
		"console.fact.expected",
		horizon,
		v.Tenths(worth.Orders),
		worth.Each.String(),
		v.Percent(worth.None*10), // thousandths to hundredths of a per cent
	))

	model := v.shop.RulesAt(v.now.Time()).StoreModel
	if model.FittedTo == 0 {
		shown.add(v.Say("console.fact.no_outlook"))
		return shown
	}

	low, high := model.BoundResidual(
		view.judgement.Input.Facts,
		view.judgement.History,
		view.judgement.Input.Verdict,
		settings.PricingSettings(),
	)
	if high.Minor > 0 {
		shown.add(v.Say("console.fact.doubt", low.String(), high.String()))
	}

	family := model.Buying.Orders.Family().String()
	shown.add(v.Say("console.fact.model", strings.ToUpper(family), model.FittedTo))
	return shown
}

// yearFigure shows the profit of the customer's year and what it was computed from.
func (v *visit) yearFigure(view *customerView) figure {
	settings := &v.shop.Playbook
	now := view.judgement.Input.Now
	year := segment.SumYear(view.judgement.Input.Facts, settings.Currency, settings.MarginBP, now)

	revenue := settings.Currency.Of(year.Revenue)
	profit := settings.Currency.Of(year.Profit)

	shown := figure{
		Label: v.Say("console.fact.year"),
		Value: v.profit(profit.String()),
		Evidence: []string{
			v.Say("console.fact.year_of", year.Orders, revenue.String()),
			v.Say("console.fact.margin", v.Percent(settings.MarginBP)),
		},
	}
	if year.Costed > 0 {
		shown.add(v.Say("console.fact.costed", year.Costed, year.Orders))
	}
	if said := v.sayApart(view.judgement); said != "" {
		shown.add(said)
	}
	if said := settings.PricingSettings().SayMargin(v.Language); said != "" {
		shown.add(said)
	}
	return shown
}

// sayApart says what the customer's orders of the year in other currencies come to.
func (v *visit) sayApart(judged judge.Judgement) string {
	return segment.SayApart(v.Language, v.listApart(judged))
}

func (v *visit) listApart(judged judge.Judgement) []segment.Apart {
	now := judged.Input.Now
	yearAgo := now - segment.YearLength
	facts := judged.Input.Facts
	currency := v.shop.Playbook.Currency
	return segment.ListApart(facts, currency, yearAgo, now)
}

// sayApartOf says the same of all customers of entries together.
func (v *visit) sayApartOf(entries []*judge.AgendaEntry) string {
	var all []segment.Apart
	counted := map[crm.Key]bool{}
	for _, e := range entries {
		if key := e.Customer.Key; !counted[key] {
			counted[key] = true
			all = segment.AddApart(all, v.listApart(e.Judgement)...)
		}
	}
	return segment.SayApart(v.Language, all)
}

// profit returns an amount of profit, with the word beside it that the margin is assumed if
// it is.
func (v *visit) profit(amount string) string {
	return v.shop.Playbook.PricingSettings().BesideProfit(v.Language, amount)
}

// tierFigure shows the value tier, the profit that it rests on, and where the tiers begin.
func (v *visit) tierFigure(view *customerView) figure {
	input := view.judgement.Input
	shown := figure{
		Label: v.Say("console.fact.tier"),
		Value: v.word("tier", input.Tier),
	}
	if input.Tier == segment.Unknown {
		shown.add(v.Say("console.fact.no_tier"))
		return shown
	}

	settings := &v.shop.Playbook
	currency := settings.Currency
	year := segment.SumLastYear(input.Facts, currency, settings.MarginBP, input.Now)
	profit := currency.Of(year.Profit)
	shown.add(v.Say("console.fact.tier_of", v.profit(profit.String())))

	rules := v.shop.RulesAt(v.now.Time())
	limits := rules.Tiers
	shown.add(v.Say(
		"console.fact.limits",
		currency.Of(limits.Apex).String(),
		currency.Of(limits.High).String(),
		currency.Of(limits.Middle).String(),
	))
	return shown
}
