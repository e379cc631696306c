package exitcost

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"holdfast/shared/words/crm"
)

// monthLines lists the months from the first with customers on. What the customers of a
// month bought in the year before is not counted: for a month in which none was lost they
// are taken to have bought what those of the running quarter did.
func (r *reduction) monthLines() []MonthLine {
	lines := []MonthLine{}
	quarter := r.tally.Windows[RunningQuarter].sumBase()
	for i, month := range r.tally.Months {
		lost := month.Lost
		if len(lines) == 0 && month.Base == 0 && lost.Customers == 0 {
			continue
		}
		customers := max(month.Base, lost.Customers)
		base := Loss{
			Customers: customers,
			Revenue:   crm.MulDiv(quarter.Revenue, customers, max(1, quarter.Customers)),
		}
		start := r.basis.Months[i].Time().In(r.basis.Zone)
		lines = append(lines, MonthLine{
			Month: start.Format("2006-01"),
			Base:  month.Base,
			Lost:  lost.Customers,
			Back:  month.Back,
			Cost:  r.boundCost(base, lost),
		})
	}
	return lines
}

// cohortsShown is how many quarters of first purchases are listed; all before are one
// line.
const cohortsShown = 8

// cohortLines lists the cohorts by quarter, the earlier ones as one line before them.
func (r *reduction) cohortLines() []CohortLine {
	lines := []CohortLine{}
	firstShown := r.basis.quarterOf(r.basis.Now) - cohortsShown + 1
	var earlier Cohort
	for _, quarter := range slices.Sorted(maps.Keys(r.tally.Cohorts)) {
		cohort := r.tally.Cohorts[quarter]
		if quarter < firstShown {
			earlier.merge(cohort)
			continue
		}
		name := fmt.Sprintf("%d-Q%d", quarter/4, quarter%4+1)
		lines = append(lines, newCohortLine(name, cohort))
	}
	if earlier.Customers > 0 {
		lines = slices.Insert(lines, 0, newCohortLine("earlier", earlier))
	}
	return lines
}

func newCohortLine(name string, c Cohort) CohortLine {
	return CohortLine{
		Quarter: name,
		Lost:    shareLost(c.Exited, c.Customers),
	}
}

// originsShown is how many acquisition sources are listed, those with the most customers;
// the others are one line.
const originsShown = 12

// originLines lists the acquisition sources, those with the most customers first and all
// others last. It lists none if no source is known.
func (r *reduction) originLines() []OriginLine {
	origins := r.tally.Origins
	names := slices.SortedFunc(maps.Keys(origins), func(a, b string) int {
		return cmp.Or(
			cmp.Compare(origins[b].Customers, origins[a].Customers),
			cmp.Compare(a, b),
		)
	})

	lines := []OriginLine{}
	var others Origin
	for i, name := range names {
		isBeyond := i >= originsShown && name != unknownOrigin
		if name == otherOrigin || isBeyond {
			others.merge(origins[name])
			continue
		}
		lines = append(lines, r.originLine(name, origins[name]))
	}
	if others.Customers > 0 {
		lines = append(lines, r.originLine(otherOrigin, others))
	}

	if len(lines) == 1 && lines[0].Name == unknownOrigin {
		return []OriginLine{}
	}
	return lines
}

func (r *reduction) originLine(name string, o Origin) OriginLine {
	return OriginLine{
		Name:    name,
		Lost:    shareLost(o.Exited, o.Customers),
		Revenue: r.money(o.Revenue),
		Value:   r.money(o.Value),
		Each:    r.money(crm.MulDiv(o.Value, 1, o.Customers)),
	}
}
