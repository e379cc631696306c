package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/segment"
	"holdfast/shared/view/chart"
)

// tiers sets the profit of the tiers beside what textbooks say, and says what each has
// lost and is worth spending on.
var tiers = Section{
	ID:       "tiers",
	Title:    "report.tiers",
	profits:  true,
	write:    writeTiers,
	tabulate: tabulateTiers,
}

func writeTiers(in *input) Passage {
	shares := in.report.Tiers
	if len(shares) == 0 {
		return Passage{Finding: in.Say("report.tiers.none")}
	}

	bars := chart.Bars{
		Rows: in.tierBars(shares),
		Most: wholeShare,
	}

	var words captions
	for _, b := range bars.Rows {
		words.add(b.Label, b.Note)
	}

	var all int64
	for _, k := range shares {
		all += k.Customers
	}

	first := (shares[0].Customers + shares[1].Customers) * wholeShare / max(1, all)

	p := Passage{
		Finding: in.Say(
			"report.tiers.finding",
			in.Percent(first),
			in.Percent(bars.Rows[0].Value),
		),
		Note:   in.Say("report.tiers.how"),
		Tables: []Table{in.tierProfits(shares), in.tierLosses()},
	}

	bars.Head = words.head("tiers", p.Finding)
	p.Drawing = draw(bars)
	return p
}

// tierBars returns a bar for each tier's share of the profit. Textbooks have apex and high
// as one, and so does the first bar.
func (in *input) tierBars(shares []segment.Share) []chart.Bar {
	bars := []chart.Bar{{
		Label: in.Say("report.tiers.apex_high"),
		Mark:  shares[0].Textbook,
	}}
	for _, k := range shares {
		if k.Tier.Valued() {
			bars[0].Value += k.PerMyriad
			continue
		}
		bars = append(bars, chart.Bar{
			Label: in.title("tier", k.Tier.String()),
			Value: max(0, k.PerMyriad),
			Mark:  k.Textbook,
		})
	}

	for i := range bars {
		b := &bars[i]
		b.Note = in.Say("report.tiers.note", in.Percent(b.Value), in.Percent(b.Mark))
	}

	return bars
}

// tierProfits shows what each tier brings.
func (in *input) tierProfits(shares []segment.Share) Table {
	t := in.table("tier", ">customers", ">year_profit", ">share", ">textbook")
	for _, k := range shares {
		textbook := in.Percent(k.Textbook)
		if k.Tier == segment.High {
			textbook = in.Say("report.tiers.with_apex")
		}
		t.addTexts(
			in.title("tier", k.Tier.String()),
			in.Number(k.Customers),
			in.profit(k.Profit),
			in.Percent(k.PerMyriad),
			textbook,
		)
	}

	return t
}

// tierLosses shows what each tier lost in the period.
func (in *input) tierLosses() Table {
	t := in.table("tier", ">there", ">lost", ">rate", ">profit_lost", ">spend")
	for _, l := range in.estimate.Tiers {
		if l.Rate == nil {
			continue
		}
		t.addTexts(
			in.title("tier", l.Name),
			in.Number(l.Rate.Base),
			in.Number(l.Customers),
			in.rateWithRange(*l.Rate),
			in.profit(l.Profit),
			in.worthSpending(l),
		)
	}

	return t
}

func tabulateTiers(s *sheet, r *book.CensusReport) {
	s.addLosses("tier", r.Estimate.Tiers)
	for _, k := range r.Tiers {
		f := s.subject("tier", k.Tier.String())
		f.addCount("customers", k.Customers)
		f.addMoney("year_profit", k.Profit)
	}
}
