package console

import (
	"fmt"
	"net/http"

	"holdfast/shared/records/book"
	"holdfast/shared/view/report"
	"holdfast/shared/words/crm"
)

type exitPage struct {
	frame
	Doc *report.Document // nil while there is no report
}

// exitCost is what exits cost the store, and why.
func (c *Console) exitCost(v *visit) error {
	p := exitPage{frame: v.frame("exit-cost", v.Say("console.exit"))}
	r, ok, err := c.latest(v)
	if err != nil {
		return err
	}
	if ok {
		doc, err := c.document(
			v,
			&r,
			func(k crm.Key) string { return customerURL(v.shop.Store, k) },
		)
		if err != nil {
			return err
		}
		p.Doc = &doc
	}
	c.render(v.w, v.r, http.StatusOK, "exitcost", &p)
	return nil
}

func (c *Console) latest(v *visit) (book.CensusReport, bool, error) {
	return c.Book.FindCensusReport(v.ctx(), v.shop.Store, v.now.Time())
}

// document writes a report down with the names of the customers in it.
func (c *Console) document(
	v *visit,
	r *book.CensusReport,
	link func(crm.Key) string,
) (report.Document, error) {
	customers, err := c.findCustomers(v, report.Customers(r)...)
	if err != nil {
		return report.Document{}, err
	}
	name := func(k crm.Key) string { return v.nameOf(customers[k]) }
	return report.New(r, report.Reader{
		Locale: v.Locale,
		Shop:   called(v.shop),
		Name:   name,
		Link:   link,
	}), nil
}

func (c *Console) exitCostJSON(v *visit) error {
	r, ok, err := c.latest(v)
	if err != nil {
		return err
	}
	if !ok {
		return writeJSON(v.w, map[string]any{"store": v.shop.Store, "report": nil})
	}
	return writeJSON(v.w, map[string]any{"store": v.shop.Store, "report": r})
}

// exitCostFile is the report as one page to keep, print or send on.
func (c *Console) exitCostFile(v *visit) error {
	r, ok, err := c.latest(v)
	if err != nil {
		return err
	}
	if !ok {
		return errNotFound
	}
	doc, err := c.document(v, &r, nil)
	if err != nil {
		return err
	}
	page, err := doc.HTML()
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return c.download(v, &r, "html", page)
}

func (c *Console) exitCostCSV(v *visit) error {
	r, ok, err := c.latest(v)
	if err != nil {
		return err
	}
	if !ok {
		return errNotFound
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	return c.download(v, &r, "csv", report.CSV(&r))
}

func (c *Console) download(v *visit, r *book.CensusReport, kind string, body []byte) error {
	name := fmt.Sprintf(
		"exit-cost-%s-%s.%s",
		v.shop.Store,
		r.Estimate.AsOf.Time().In(v.Zone).Format("2006-01-02"),
		kind,
	)
	v.w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	_, _ = v.w.Write(body) // a visitor that has gone needs no file
	return nil
}
