package console

import (
	"strconv"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// figure is one thing that was computed or judged of a customer, with the evidence that it
// rests on.
type figure struct {
	Label    string
	Value    string // "" = the evidence says it
	Evidence []string
}

// add adds a sentence to the evidence.
func (f *figure) add(sentence string) {
	f.Evidence = append(f.Evidence, sentence)
}

// addIfNone adds a sentence if there is no evidence yet.
func (f *figure) addIfNone(sentence string) {
	if len(f.Evidence) == 0 {
		f.add(sentence)
	}
}

// listFigures returns the figures of a customer in the order of the page. Without a
// purchase there are few.
func (v *visit) listFigures(view *customerView) []figure {
	if view.judgement.Input.Verdict.Standing == overdue.Prospect {
		return []figure{
			v.standingFigure(view),
			v.reasonFigure(view),
		}
	}
	subject := view.judgement.Subject(v.shop)
	return []figure{
		v.standingFigure(view),
		v.cycleFigure(view),
		v.stakeFigure(view),
		v.yearFigure(view),
		v.tierFigure(view),
		v.reasonFigure(view),
		v.stageFigure(subject),
		v.habitsFigure(subject),
		v.lifetimeFigure(view.Facts),
		v.contactsFigure(view),
	}
}

// standingFigure shows the standing, the silences at which it changes, and the day on which
// it next may.
func (v *visit) standingFigure(view *customerView) figure {
	verdict := view.judgement.Input.Verdict
	shown := figure{
		Label: v.Say("console.fact.standing"),
		Value: v.word("standing", verdict.Standing),
	}
	if verdict.Since > 0 {
		since := v.Date(verdict.Since)
		shown.Value = v.Say("console.fact.since", shown.Value, since)
	}

	if verdict.Allowed > 0 {
		shown.add(v.Say(
			"console.fact.ladder",
			verdict.Due,
			verdict.Allowed,
			verdict.AtRisk,
			verdict.Exited,
		))
	}

	if verdict.Next > 0 {
		shown.add(v.Say("console.fact.next", v.Date(verdict.Next)))
	}
	return shown
}

// cycleFigure shows the customer's cycle and the gaps between purchases, in days.
func (v *visit) cycleFigure(view *customerView) figure {
	cycle := view.judgement.Input.Verdict.Cycle
	shown := figure{
		Label: v.Say("console.fact.cycle"),
		Value: phrase.Days(v.Language, cycle),
	}

	purchases := overdue.NewHistory(view.Facts).Days
	if len(purchases) < 2 {
		shown.add(v.Say("console.fact.no_gaps"))
		return shown
	}

	var gaps []string
	for i, day := range purchases[1:] {
		gap := day.Days(purchases[i])
		gaps = append(gaps, strconv.Itoa(gap))
	}

	shown.add(v.Say("console.fact.gaps", phrase.Commas(v.Language, gaps)))
	shown.add(v.Say("console.fact.shrunk"))
	return shown
}

// reasonFigure shows the likely reason for leaving and the weight of each sign of it.
func (v *visit) reasonFigure(view *customerView) figure {
	shown := figure{
		Label: v.Say("console.fact.reason"),
		Value: v.word("reason", view.judgement.Input.Reason),
	}

	for _, sign := range view.judgement.Evidence {
		text := v.Sentence(sign.Say(v.Language, v.Zone))
		shown.add(v.Say("console.fact.weight", text, sign.Weight))
	}

	shown.addIfNone(v.Say("console.fact.no_evidence"))
	return shown
}

// contactsFigure shows how often and when the customer was contacted lately.
func (v *visit) contactsFigure(view *customerView) figure {
	contacts := view.Ledger.Contacts
	shown := figure{
		Label: v.Say("console.fact.contacts"),
		Value: v.Number(int64(len(contacts))),
	}

	for _, contact := range contacts {
		channel := v.word("channel", contact.Channel)
		shown.add(v.Say("console.fact.contact", v.Date(contact.At), channel))
	}

	shown.addIfNone(v.Say("console.fact.no_contacts"))
	return shown
}

// lifetimeFigure shows what all orders that count come to, each currency apart.
func (v *visit) lifetimeFigure(f *crm.Facts) figure {
	purchases := f.Older.Bought()
	refunded := 0
	var net currencySums

	for _, s := range f.Older.Sums {
		net.add(s.Currency, s.Total-s.Refunded)
	}
	for _, o := range f.Orders {
		if o.Refunded > 0 {
			refunded++
		}
		if o.Bought() {
			purchases++
		}
		if o.Counts() {
			net.add(o.Currency, o.Net().Minor)
		}
	}

	var amounts []string
	for _, amount := range net.amounts() {
		amounts = append(amounts, amount.String())
	}
	return figure{
		Label: v.Say("console.fact.lifetime"),
		Value: v.Say("console.fact.lifetime_value", purchases, v.List(amounts)),
		Evidence: []string{
			v.Say("console.fact.first", v.Date(f.FirstOrder())),
			v.Say("console.fact.refunds", refunded),
		},
	}
}
