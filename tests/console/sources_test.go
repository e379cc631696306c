package console

import (
	"strings"
	"testing"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

func TestSourcesShowWhatIsNotUsedAndWhyDeliveriesAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	last := lastDay.AddDate(0, 0, -3)
	for _, day := range []heard.Day{
		{Source: "till", Date: lastDay.Format("2006-01-02"), By: "a", Last: crm.InstantOf(lastDay), Counts: []heard.Count{
			{What: heard.Refused, Detail: "account", N: 7}, {What: heard.Taken, Detail: "orders/create", N: 12}, {What: heard.Unknown, Detail: "rating megfelelő", N: 4}, {What: heard.Unused, Detail: "app/uninstalled", N: 2},
		}},
		{Source: "desk", Date: last.Format("2006-01-02"), By: "b", Last: crm.InstantOf(last), Counts: []heard.Count{
			{What: heard.Unreadable, Detail: "holdfast.ticket", N: 3}, {What: heard.Unused, Detail: hostile, N: 1},
		}},
		{Source: "desk", Date: "2025-12-01", By: "b", Counts: []heard.Count{{What: heard.Taken, N: 99}}},
	} {
		day.Store = store
		if err := w.sys.Book.NoteHeard(t.Context(), day); err != nil {
			t.Fatal(err)
		}
	}
	page := w.page("/" + store + "/sources")
	contains(t, plain(page), "Nothing for two days", "3 of holdfast.ticket", "12", "2 of app/uninstalled", "4 of an unknown word: rating megfelelő", "7 of another account")
	if strings.Contains(page, hostile) || strings.Contains(plain(page), "99") {
		t.Errorf("the page shows what it must not: %s", page)
	}
}
