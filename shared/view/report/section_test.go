package report

import (
	"testing"

	"holdfast/shared/words/phrase"
)

func TestNoSectionIsHalfMade(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for i, s := range Sections {
		if s.ID == "" || ids[s.ID] {
			t.Errorf("section %d has the ID %q, which is none or another's", i, s.ID)
		}
		ids[s.ID] = true
		if !phrase.Has(s.Title) {
			t.Errorf("section %s has the title %q, which is not in the catalogue", s.ID, s.Title)
		}
		if s.write == nil {
			t.Errorf("section %s says nothing: it has no write", s.ID)
		}
		if s.tabulate == nil {
			t.Errorf("section %s has no tabulate; say noFigures if its figures stand elsewhere", s.ID)
		}
	}
}
