package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/segment"
)

// stages shows how far customers have come, what is done about each stage, and how many
// have moved.
var stages = Section{
	ID:    "stages",
	Title: "report.stages",
	write: writeStages,
	tabulate: func(s *sheet, r *book.CensusReport) {
		s.addGroups("stage", r.Segments.Stages)
	},
}

// movesShown is how many moves are told, those of the most customers.
const movesShown = 6

func writeStages(in *input) Passage {
	found := in.report.Segments
	if found.Customers == 0 {
		return Passage{}
	}

	t := in.table("stage", ">customers", ">share", "~do")
	for _, k := range found.Stages {
		t.addTexts(
			in.title("stage", k.Name),
			in.Number(k.Customers),
			in.Percent(k.PerMyriad),
			in.Say("stage.do."+k.Name),
		)
	}

	p := Passage{Tables: []Table{t}}
	if len(found.Moves) > 0 {
		moves := in.List(in.sayMoves("stage", found.Moves))
		p.Text = append(p.Text, in.Say("report.stages.moves", in.Date(found.Since), moves))
	}

	if len(found.TierMoves) > 0 {
		moves := in.List(in.sayMoves("tier", found.TierMoves))
		p.Text = append(p.Text, in.Say("report.stages.tier_moves", moves))
	}

	return p
}

// sayMoves says how many moved from where to where: "3 from growing to declining".
func (in *input) sayMoves(kind string, moves []segment.Move) []string {
	var out []string
	shown := min(len(moves), movesShown)
	for _, m := range moves[:shown] {
		from := in.Say(kind + "." + m.From)
		to := in.Say(kind + "." + m.To)
		out = append(out, in.Say("report.stages.move", m.Customers, from, to))
	}
	return out
}
