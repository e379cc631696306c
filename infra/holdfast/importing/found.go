package importing

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"holdfast/infra/holdfast/reporting"
	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// orderTopic is the topic of an order's event.
const orderTopic = "order.updated"

// found is what a file of orders tells, counted as its events come.
type found struct {
	Orders int                    `json:"orders"`
	People int                    `json:"customers"`
	First  string                 `json:"first,omitempty"` // days
	Last   string                 `json:"last,omitempty"`
	Sums   map[crm.Currency]int64 `json:"sums,omitempty"` // minor units, refunds subtracted
}

// add counts an event. Rows that do not say a number as the events of orders do are left
// out of the sums.
func (f *found) add(e rows.Event) {
	if e.Topic != orderTopic {
		return
	}
	f.Orders++
	day := fieldOf(e.Body, `"placed_at":"`)
	day = day[:min(len(day), len("2006-01-02"))]
	if f.First == "" || day < f.First {
		f.First = day
	}
	f.Last = max(f.Last, day)

	currency := crm.Currency(fieldOf(e.Body, `"currency":"`))
	if f.Sums == nil {
		f.Sums = map[crm.Currency]int64{}
	}
	for _, part := range []struct {
		field string
		sign  int64
	}{
		{`"total":"`, 1},
		{`"refunded":"`, -1},
	} {
		amount, err := crm.ParseMoney(fieldOf(e.Body, part.field), currency)
		if err == nil {
			f.Sums[currency] += part.sign * amount.Minor
		}
	}
}

// fieldOf returns what follows the name of a field up to the next quotation mark, or "".
func fieldOf(body []byte, name string) string {
	_, after, ok := bytes.Cut(body, []byte(name))
	if !ok {
		return ""
	}
	value, _, _ := bytes.Cut(after, []byte{'"'})
	return string(value)
}

// say says it in one line.
func (f *found) say() string {
	locale := phrase.Locale{Language: "en"}
	var sums []string
	for _, currency := range slices.Sorted(maps.Keys(f.Sums)) {
		sums = append(sums, locale.Whole(currency.Of(f.Sums[currency])))
	}
	return phrase.InEnglish(
		"In the file: %d {customer|customers} with %d {order|orders} from %s to %s, %s.",
		f.People,
		f.Orders,
		f.First,
		f.Last,
		strings.Join(sums, ", "),
	)
}

// sayStore says in one line how the store's customers stand now.
func sayStore(e *exitcost.Estimate) string {
	locale := phrase.Locale{Language: "en"}
	silent := e.Standings[overdue.Overdue.String()] + e.Standings[overdue.AtRisk.String()]
	return phrase.InEnglish(
		"In the store: %d {customer|customers}; %d silent for longer than they used to be, "+
			"%d seem lost; %s of profit in doubt.",
		e.Customers,
		silent,
		e.Standings[overdue.Exited.String()],
		locale.Whole(e.Leaving.Stake),
	)
}

// nextStep says in one line what to do next.
func nextStep(i *book.Import) string {
	return "Next: holdfast report exit-cost, and holdfast tasks after the next sweep. " +
		"To take this back: holdfast import undo " + i.ID()
}

// takesCensus reports whether the import ends with a census.
func (i *Import) takesCensus() bool {
	return !i.NoCensus && rows.Kind(i.Kind) == rows.Orders
}

// takeCensus takes a census, so that tiers, rules and report are there at once.
func takeCensus(
	ctx context.Context,
	s *session.Session,
	store session.Store,
) (*exitcost.Estimate, error) {
	bar := s.NewBar("census", "", 1)
	defer bar.Clear()
	r, err := reporting.TakeCensus(ctx, s, store)
	if err != nil {
		return nil, err
	}
	return &r.Estimate, nil
}
