package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// losers lists the customers on whom the store loses money.
var losers = Section{
	ID:        "losers",
	Title:     "report.losers",
	profits:   true,
	write:     writeLosers,
	tabulate:  tabulateLosers,
	customers: losingCustomers,
}

func writeLosers(in *input) Passage {
	found := in.report.Segments
	if found.Losing == 0 {
		return Passage{Text: []string{in.Say("report.losers.none")}}
	}

	t := in.table("name", ">year_profit")
	for _, l := range found.Losers {
		t.add(in.customer(l.Key), Cell{Text: in.whole(l.Profit)})
	}

	lost := in.profit(found.LostMoney)
	return Passage{
		Text:   []string{in.Say("report.losers.some", found.Losing, lost, len(found.Losers))},
		Tables: []Table{t},
	}
}

func tabulateLosers(s *sheet, r *book.CensusReport) {
	for _, l := range r.Segments.Losers {
		s.subject("loser", string(l.Key)).addMinor("year_profit", l.Profit)
	}
}

func losingCustomers(r *book.CensusReport) []crm.Key {
	var keys []crm.Key
	for _, l := range r.Segments.Losers {
		keys = append(keys, l.Key)
	}
	return keys
}
