package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// leaving lists the customers who are overdue or at risk, by what is at stake with them.
var leaving = Section{
	ID:        "leaving",
	Title:     "report.leaving",
	profits:   true,
	Brief:     true,
	write:     writeLeaving,
	tabulate:  tabulateLeaving,
	customers: leavingCustomers,
}

func writeLeaving(in *input) Passage {
	now := in.estimate.Leaving
	if now.Customers == 0 {
		return Passage{Text: []string{in.Say("report.leaving.none")}}
	}

	t := in.table("name", "tier", "silence", "likely", ">stake")
	for _, k := range now.Top {
		tier := in.Say("tier." + k.Tier.String())
		silence := in.Say("report.leaving.silent", k.Silence, k.Cycle, k.Allowed)
		reason := in.Say("reason." + k.Reason)
		row := cells(tier, silence, reason, in.whole(k.Stake))
		t.add(append([]Cell{in.customer(k.Key)}, row...)...)
	}

	text := in.Say(
		"report.leaving.some",
		now.Customers,
		in.profit(now.Stake),
		len(now.Top),
		in.profit(now.Saving),
	)
	return Passage{
		Text:   []string{text},
		Tables: []Table{t},
	}
}

func tabulateLeaving(s *sheet, r *book.CensusReport) {
	now := r.Estimate.Leaving
	for _, l := range now.Top {
		s.subject("leaving", string(l.Key)).addMinor("stake", l.Stake)
	}
	all := s.subject("leaving", "")
	all.addCount("customers", now.Customers)
	all.addMoney("stake", now.Stake)
}

func leavingCustomers(r *book.CensusReport) []crm.Key {
	var keys []crm.Key
	for _, l := range r.Estimate.Leaving.Top {
		keys = append(keys, l.Key)
	}
	return keys
}
