package console

import (
	"net/http"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// mostFound is how many customers a search shows.
const mostFound = 30

type searchPage struct {
	frame
	Text  string
	Found []foundRow
}

type foundRow struct {
	Name, URL, Company, Tier, Standing, Last, Stake string
}

// search looks for customers by whatever is known of them.
func (c *Console) search(v *visit) error {
	q := strings.TrimSpace(v.r.URL.Query().Get("q"))
	p := searchPage{frame: v.frame("customers", v.Say("console.search.title"))}
	p.Query = q
	if q == "" {
		p.Text = v.Say("console.search.how")
		c.render(v.w, v.r, http.StatusOK, "search", &p)
		return nil
	}
	found, err := c.Book.SearchCustomers(v.ctx(), v.shop.Store, v.shop.Pepper, q, mostFound)
	if err != nil {
		return err
	}
	for _, one := range found {
		p.Found = append(p.Found, v.found(one))
	}
	switch n := len(found); {
	case n == 0:
		p.Text = v.Say("console.search.none", q)
	case n == mostFound:
		p.Text = v.Say("console.search.first", mostFound, q)
	default:
		p.Text = v.Say("console.search.found", n, q)
	}
	c.render(v.w, v.r, http.StatusOK, "search", &p)
	return nil
}

func (v *visit) found(one *book.Customer) foundRow {
	r := foundRow{
		Name:    v.nameOf(one),
		URL:     customerURL(v.shop.Store, one.Key),
		Company: one.Facts.Profile[crm.Company].Value,
		Last:    v.Say("console.search.no_order"),
	}
	if n := len(one.Facts.Orders); n > 0 {
		r.Last = v.Date(one.Facts.Orders[n-1].Placed)
	}
	if one.Key.Guest() || one.Facts.Erased(one.Key) {
		return r
	}
	look := judge.Assess(one, v.shop, v.now.Time())
	r.Standing = v.Say("standing." + look.Input.Verdict.Standing.String())
	if look.Input.Verdict.Standing != overdue.Prospect {
		r.Tier, r.Stake = v.Say("tier."+look.Input.Tier.String()), v.Whole(look.Input.Stake)
	}
	return r
}
