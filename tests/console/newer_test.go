package console

import (
	"net/http"
	"strings"
	"testing"

	"holdfast/shared/records/table"
)

// spoil makes a customer's record one that a newer version might have written.
func (w *world) spoil(id string) {
	w.t.Helper()
	item := table.Key{PK: "C#" + store + "#" + string(key(id)), SK: "c"}
	items, err := w.sys.Table.Get(w.t.Context(), true, item)
	if err != nil || items[item].Version == 0 {
		w.t.Fatalf("customer %s: %v", id, err)
	}
	it := items[item]
	it.Body[0] = 9
	if err := w.sys.Table.Write(w.t.Context(), table.Op{Kind: table.Put, If: it.Version, Item: it}); err != nil {
		w.t.Fatal(err)
	}
}

func TestPagesGoOnWithoutACustomerWhoseRecordIsNewer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	of := w.task("4")
	w.spoil("4")
	list := w.page("/" + store + "/")
	contains(t, list, "Hana Sato", "Lee Park")
	if strings.Contains(list, of.ID) || strings.Contains(list, "Amara Oduya") {
		t.Error("a task is shown of a customer of whom nothing can be read")
	}
	contains(t, w.page("/"+store+"/customers?q=Regular"), "Regular 7")
	w.page("/" + store + "/exit-cost")
	if res, _ := w.ask(http.MethodGet, customerPath("4"), nil); res.StatusCode != http.StatusInternalServerError {
		t.Errorf("the customer's own page answers %d", res.StatusCode)
	}
}
