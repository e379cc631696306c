package exitcost

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"holdfast/shared/words/crm"
)

// Competitor counts the lost customers who said that they buy at one competitor now.
type Competitor struct {
	Name      string `json:"name"` // of several spellings the first in the order of bytes
	Customers int64  `json:"customers"`
}

// maxCompetitors is how many competitors one tally tells apart.
const maxCompetitors = 200

// competitorsShown is how many competitors a report names.
const competitorsShown = 5

// competitorOf returns the competitor whom a customer named last, or "".
func competitorOf(f *crm.Facts) (name string) {
	for _, l := range f.Lessons {
		if l.Competitor != "" {
			name = l.Competitor
		}
	}
	return name
}

func (w *Window) addCompetitor(name string) {
	isFull := len(w.Competitors) >= maxCompetitors
	if name == "" || isFull {
		return
	}
	w.mergeCompetitor(Competitor{Name: name, Customers: 1})
}

func (w *Window) mergeCompetitor(c Competitor) {
	if w.Competitors == nil {
		w.Competitors = map[string]Competitor{}
	}
	folded := strings.ToLower(c.Name)
	if known, ok := w.Competitors[folded]; ok {
		c.Name = min(c.Name, known.Name)
		c.Customers += known.Customers
	}
	w.Competitors[folded] = c
}

// listCompetitors returns the competitors named most often, in a draw by name.
func (w *Window) listCompetitors() []Competitor {
	all := slices.SortedFunc(maps.Values(w.Competitors), func(a, b Competitor) int {
		return cmp.Or(
			cmp.Compare(b.Customers, a.Customers),
			cmp.Compare(a.Name, b.Name),
		)
	})
	return all[:min(len(all), competitorsShown)]
}
