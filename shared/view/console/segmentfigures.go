package console

import (
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// stageFigure shows the stage with what is to be done about it, and every other segment as
// its evidence.
func (v *visit) stageFigure(s *segment.Subject) figure {
	segments := s.Segments()
	shown := figure{
		Label: v.Say("console.fact.stage"),
		Value: v.word("stage", segments.Stage),
	}
	shown.add(v.word("stage.do", segments.Stage))
	shown.add(v.sayLoyalty(segments))
	shown.add(v.sayPattern(segments))
	shown.add(v.sayDemand(segments))
	shown.add(v.sayQuality(segments))
	shown.add(v.sayRelationship(segments))

	if segments.Trapped {
		shown.add(v.Say("console.fact.trapped"))
	}

	if rfm := segments.RFM; !rfm.Zero() {
		groups := s.Criteria.RFM.Spec.Parts
		shown.add(v.Say("console.fact.rfm", rfm.R, rfm.F, rfm.M, groups))
	}
	return shown
}

func (t wording) sayLoyalty(s segment.Segments) string {
	loyalty := t.word("loyalty", s.Loyalty)
	state := t.word("state", s.State)
	return t.Say("console.fact.loyalty", loyalty, state)
}

func (t wording) sayPattern(s segment.Segments) string {
	pattern := t.word("pattern", s.Pattern)
	spending := t.word("spending", s.Spending)
	return t.Say("console.fact.pattern", pattern, spending, s.Demand.Period)
}

func (t wording) sayDemand(s segment.Segments) string {
	volatility := t.sayThousandths(s.Demand.Volatility)
	return t.Say("console.fact.demand", s.Demand.Breadth, volatility)
}

func (t wording) sayQuality(s segment.Segments) string {
	quality := t.word("quality", s.Quality)
	satisfaction := t.word("satisfaction", s.Satisfaction)
	return t.Say("console.fact.quality", quality, satisfaction)
}

func (t wording) sayRelationship(s segment.Segments) string {
	level := t.word("relationship", s.Relationship)
	service := s.Relationship.Service()
	return t.Say("console.fact.relationship", level, service.Hours, service.Contacts)
}

// habitsFigure shows what an owner who speaks with the customer should have in mind: what
// they buy, where, at what price, and their birthday.
func (v *visit) habitsFigure(s *segment.Subject) figure {
	zone := v.shop.Playbook.ZoneOf(s.Facts)
	known := s.Habits(zone)
	shown := figure{
		Label: v.Say("console.fact.habits"),
		Value: v.Say("console.fact.habits_none"),
	}
	if len(known.Goods) > 0 {
		shown.Value = known.Goods[0]
		shown.add(v.Say("console.fact.habits_goods", v.List(known.Goods)))
	}

	if known.Channel != crm.SalesUnknown {
		via := v.word("sales", known.Channel)
		shown.add(v.Say("console.fact.habits_via", via))
	}

	discounted := v.sayThousandths(known.Discounted)
	shown.add(v.Say("console.fact.habits_price", discounted))
	if known.Sensitive {
		shown.add(v.Say("console.fact.sensitive"))
	}

	if known.Birthday > 0 {
		birthday := phrase.Date(v.Language, known.Birthday, zone)
		shown.add(v.Say("console.fact.birthday", birthday))
	}
	return shown
}

// sayThousandths writes thousandths as per cent.
func (t wording) sayThousandths(n int) string {
	return t.Percent(int64(n) * 10)
}
