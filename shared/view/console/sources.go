package console

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

// countedDays is of how many days the page counts deliveries, today included.
const countedDays = 7

type sourcesPage struct {
	frame
	Rows []sourceRow
}

// sourceRow is a source of which something was heard.
type sourceRow struct {
	Source     string
	Last       string
	IsSilent   bool // nothing was heard for two days
	Taken      string
	Unused     string // by topic, then words that are not known
	Unreadable string // by topic
	Refused    string // by cause
}

// silentDays is after how many days without a delivery a source is marked.
const silentDays = 2

// showSources lists what came from the store's sources. A source of which nothing was heard
// for weeks is not in the list: the page does not know the secrets.
func (c *Console) showSources(v *visit) error {
	oldest := v.now.AddDays(-int(book.HeardFor.Hours() / 24))
	days, err := c.Book.ListHeard(v.ctx(), v.shop.Store, oldest)
	if err != nil {
		return err
	}
	first := v.now.AddDays(1 - countedDays)
	heard.DropCountsBefore(days, first)
	sums := heard.SumDays(days)

	p := sourcesPage{
		frame: v.newFrame("sources", v.Say("console.sources")),
	}
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		row := v.newSourceRow(name, sums[name])
		p.Rows = append(p.Rows, row)
	}
	return c.show(v, "sources", &p)
}

func (v *visit) newSourceRow(name string, sum heard.Sum) sourceRow {
	row := sourceRow{
		Source:     name,
		Last:       v.Say("console.sources.never"),
		Taken:      strconv.Itoa(sum.Total(heard.Taken)),
		Unused:     v.sayDetails(sum, heard.Unused, heard.Unknown),
		Unreadable: v.sayDetails(sum, heard.Unreadable),
		Refused:    v.sayDetails(sum, heard.Refused),
	}
	if sum.Last != 0 {
		row.Last = v.Clock(sum.Last)
		row.IsSilent = v.now-sum.Last >= silentDays*crm.DayLength
	}
	return row
}

// sayDetails says what became of deliveries by topic or word, or by the cause of a refusal.
func (v *visit) sayDetails(sum heard.Sum, outcomes ...string) string {
	var said []string
	for _, what := range outcomes {
		for _, c := range sum.Details(what) {
			said = append(said, v.Say("console.sources.count", c.N, v.sayDetail(what, c.Detail)))
		}
	}
	return strings.Join(said, ", ")
}

func (v *visit) sayDetail(what, detail string) string {
	switch what {
	case heard.Refused:
		return v.Say("console.sources.cause." + detail)
	case heard.Unknown:
		return v.Say("console.sources.unknown", detail)
	}
	return detail
}
