package console

import "holdfast/shared/records/judge"

// taskRow shows a task in one line.
type taskRow struct {
	Name  string
	URL   string // of the customer's page; "" = the task is about the shop itself
	When  string
	Note  string // what to do
	Stake string // "" = nothing is at stake
}

// newTaskRows returns a row for each entry. sayWhen says what stands in its column for
// time.
func (v *visit) newTaskRows(
	entries []*judge.AgendaEntry,
	sayWhen func(*judge.AgendaEntry) string,
) []taskRow {
	rows := make([]taskRow, 0, len(entries))
	for _, e := range entries {
		row := taskRow{
			Name: shopName(v.shop),
			When: sayWhen(e),
			Note: e.Brief().Do,
		}
		if e.Customer.Key != "" {
			row.Name = v.customerName(e.Customer)
			row.URL = v.customerURL(e.Customer.Key)
		}
		if e.Task.Stake > 0 {
			stake := e.Task.Currency.Of(e.Task.Stake)
			row.Stake = v.Say("console.at_stake", v.profit(v.Whole(stake)))
		}
		rows = append(rows, row)
	}
	return rows
}

// sayUncertain says that it is unknown whether a task was carried out.
func (v *visit) sayUncertain(*judge.AgendaEntry) string {
	return v.Say("task.state.uncertain")
}

// sayDeadline says until when a task is to be done.
func (v *visit) sayDeadline(e *judge.AgendaEntry) string {
	return v.Say("console.until", v.Clock(e.Task.Deadline))
}
