package console

import (
	"fmt"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/view/report"
	"holdfast/shared/words/crm"
)

type exitCostPage struct {
	frame
	Doc *report.Document // nil while there is no report
}

// showExitCost shows what exits cost the store, and why.
func (c *Console) showExitCost(v *visit) error {
	p := exitCostPage{frame: v.newFrame("exit-cost", v.Say("console.exit"))}
	census, ok, err := c.findReport(v)
	if err != nil {
		return err
	}
	if ok {
		doc, err := c.writeDocument(v, &census, v.customerURL)
		if err != nil {
			return err
		}
		p.Doc = &doc
	}
	return c.show(v, "exitcost", &p)
}

// findReport returns the newest report of the store, false if there is none yet.
func (c *Console) findReport(v *visit) (book.CensusReport, bool, error) {
	return c.Book.FindCensusReport(v.ctx(), v.shop.Store, v.now.Time())
}

// writeDocument writes a report down with the names of the customers in it. customerLink
// returns the address of a customer's page; nil if names are not to be links.
func (c *Console) writeDocument(
	v *visit,
	census *book.CensusReport,
	customerLink func(crm.Key) string,
) (report.Document, error) {
	customers, err := c.findCustomers(v, report.Customers(census)...)
	if err != nil {
		return report.Document{}, err
	}
	return report.New(census, report.Reader{
		Locale: v.Locale,
		Shop:   shopName(v.shop),
		Name:   func(k crm.Key) string { return v.customerName(customers[k]) },
		Link:   customerLink,
	}), nil
}

// sendExitCostJSON answers with the report for programs, null if there is none yet.
func (c *Console) sendExitCostJSON(v *visit) error {
	census, ok, err := c.findReport(v)
	if err != nil {
		return err
	}
	answer := map[string]any{"store": v.shop.Store, "report": nil}
	if ok {
		answer["report"] = census
	}
	return writeJSON(v.w, answer)
}

// sendExitCostFile answers with the report as one page to keep, print or send on.
func (c *Console) sendExitCostFile(v *visit) error {
	census, ok, err := c.findReport(v)
	if err != nil {
		return err
	}
	if !ok {
		return errNotFound
	}
	doc, err := c.writeDocument(v, &census, nil)
	if err != nil {
		return err
	}
	page, err := doc.HTML()
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.sendFile(&census, "html", page)
	return nil
}

// sendExitCostCSV answers with the report's figures for spreadsheets.
func (c *Console) sendExitCostCSV(v *visit) error {
	census, ok, err := c.findReport(v)
	if err != nil {
		return err
	}
	if !ok {
		return errNotFound
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.sendFile(&census, "csv", report.CSV(&census))
	return nil
}

// sendFile answers with a file that is named by the store and the day of its report.
func (v *visit) sendFile(census *book.CensusReport, extension string, body []byte) {
	asOf := census.Estimate.AsOf.Time()
	day := asOf.In(v.Zone).Format(time.DateOnly)
	name := fmt.Sprintf("exit-cost-%s-%s.%s", v.shop.Store, day, extension)

	disposition := fmt.Sprintf("attachment; filename=%q", name)
	v.w.Header().Set("Content-Disposition", disposition)
	send(v.w, body)
}
