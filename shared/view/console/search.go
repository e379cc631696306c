package console

import (
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// maxFound is how many customers a search shows.
const maxFound = 30

type searchPage struct {
	frame
	Text  string
	Found []foundRow
}

// foundRow shows a customer that a search found.
type foundRow struct {
	Name     string
	URL      string
	Company  string
	Last     string // the day of the last order
	Tier     string
	Standing string
	Stake    string
	Apart    string // what is kept apart from it; "" = nothing is
}

// showSearch lists the customers that match the words in the address.
func (c *Console) showSearch(v *visit) error {
	title := v.Say("console.search.title")
	p := searchPage{frame: v.newFrame("customers", title)}

	query := strings.TrimSpace(v.r.URL.Query().Get("q"))
	if query == "" {
		p.Text = v.Say("console.search.how")
		return c.show(v, "search", &p)
	}

	found, err := c.Book.SearchCustomers(v.ctx(), v.shop.Store, v.shop.Pepper, query, maxFound)
	if err != nil {
		return err
	}

	p.Query = query
	p.Text = v.sayFound(len(found), query)
	for _, customer := range found {
		p.Found = append(p.Found, v.newFoundRow(customer))
	}
	return c.show(v, "search", &p)
}

// sayFound says how many customers match a query.
func (v *visit) sayFound(found int, query string) string {
	switch found {
	case 0:
		return v.Say("console.search.none", query)
	case maxFound:
		return v.Say("console.search.first", maxFound, query)
	}
	return v.Say("console.search.found", found, query)
}

func (v *visit) newFoundRow(c *book.Customer) foundRow {
	row := foundRow{
		Name:    v.customerName(c),
		URL:     v.customerURL(c.Key),
		Company: c.Facts.Profile[crm.Company].Value,
		Last:    v.Say("console.search.no_order"),
	}
	if n := len(c.Facts.Orders); n > 0 {
		newest := c.Facts.Orders[n-1]
		row.Last = v.Date(newest.Placed)
	}

	if c.Key.Guest() || c.Facts.Erased(c.Key) {
		return row
	}

	judgement := judge.Assess(c, v.shop, v.now.Time())
	input := judgement.Input
	standing := input.Verdict.Standing

	row.Standing = v.word("standing", standing)
	if standing != overdue.Prospect {
		row.Tier = v.word("tier", input.Tier)
		row.Stake = v.profit(v.Whole(input.Stake))
		row.Apart = v.sayApart(judgement)
	}
	return row
}
