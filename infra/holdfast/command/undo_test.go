package command_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"holdfast/infra/holdfast/command"
)

// imports is what import list --json says.
func (d desk) imports(dir string) (all []struct {
	ID, State, File, Source string
	Events                  int
},
) {
	d.t.Helper()
	if err := json.Unmarshal([]byte(d.do("--dir", dir, "--json", "import", "list")), &all); err != nil {
		d.t.Fatal(err)
	}
	return all
}

func TestAnImportIsListedTakenBackAndImportedAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	before := d.digest("shop")
	says(t, d.do("--dir", "shop", "import", "orders.csv", "--source", "shop"),
		"In the file: 3 customers with 10 orders from 2026-01-01 to 2026-01-10, 150 EUR.",
		"In the store: 3 customers; ", "Next: holdfast report exit-cost", "import undo")
	says(t, d.do("--dir", "shop", "report", "exit-cost"), "3 customers")
	imported := d.digest("shop")

	first := d.imports("shop")
	if len(first) != 1 || first[0].State != "done" || first[0].File != "orders.csv" || first[0].Events != 10 {
		t.Fatalf("imports: %+v", first)
	}
	for range 2 { // twice is once
		says(t, d.do("--dir", "shop", "import", "undo", first[0].ID), "10 orders of orders.csv taken back")
	}
	if after := d.digest("shop"); after.Orders != before.Orders || len(after.Net) != len(before.Net) {
		t.Errorf("after the undo %+v, before the import %+v", after, before)
	}

	d.do("--dir", "shop", "import", "orders.csv", "--source", "shop", "--no-census")
	if again := d.digest("shop"); again.Orders != imported.Orders || again.Net[0] != imported.Net[0] {
		t.Errorf("imported again: %+v, at first %+v", again, imported)
	}
	all := d.imports("shop")
	if len(all) != 2 || all[0].State != "taken back" || all[1].State != "done" {
		t.Errorf("imports: %+v", all)
	}
}

func TestTheListSaysTheHashOfTheFileThatWasImported(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	content := "order,customer,date,amount\n7,1,2026-01-01T10:00:00Z,10.50\n"
	d.write("one.csv", content)
	d.do("--dir", "shop", "import", "one.csv", "--source", "shop", "--no-census")
	sum := sha256.Sum256([]byte(content))
	want := `"sha256": "` + hex.EncodeToString(sum[:]) + `"`
	says(t, d.do("--dir", "shop", "--json", "import", "list"), want)
}

func TestAnOrderOfTwoImportsStaysUntilBothAreTakenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("part.csv", "order,customer,date,amount\n1,1,2026-01-01T10:00:00Z,10.50\n99,1,2026-01-11T10:00:00Z,7.00\n")
	d.do("--dir", "shop", "import", "orders.csv", "--source", "shop", "--no-census")
	d.do("--dir", "shop", "import", "part.csv", "--source", "shop", "--no-census")
	all := d.imports("shop")
	says(t, d.do("--dir", "shop", "import", "undo", all[1].ID), "1 order of part.csv taken back",
		"1 stay", "told last: "+all[0].ID+" told them too")
	if left := d.digest("shop"); left.Orders != 10 {
		t.Errorf("%d orders are left, want ten", left.Orders)
	}
	d.do("--dir", "shop", "import", "undo", all[0].ID)
	if left := d.digest("shop"); left.Orders != 0 {
		t.Errorf("%d orders are left, want none", left.Orders)
	}
}

func TestWhatCannotBeTakenBackIsSaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("c.csv", "customer,email,name\n1,ann@example.com,Ann\n")
	d.do("--dir", "shop", "import", "c.csv", "--source", "shop", "--kind", "customers")
	for id, want := range map[string]string{
		d.imports("shop")[0].ID: "only orders can be taken back",
		"nonsense":              "no such import: nonsense",
	} {
		code, _, errout := d.run("--dir", "shop", "import", "undo", id)
		if code != command.ExitUsage || !strings.Contains(errout, want) {
			t.Errorf("undo %s: exit %d, %s", id, code, errout)
		}
	}
}

func TestASourceThatDoesNotExistIsRefusedWithThoseThatDo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	code, _, errout := d.run("--dir", "shop", "import", "orders.csv", "--source", "shpo")
	for _, want := range []string{`no source "shpo"`, "there are shop, unsubscribe", "holdfast source add acme/shpo"} {
		if code != command.ExitUsage || !strings.Contains(errout, want) {
			t.Errorf("exit %d, want %q in: %s", code, want, errout)
		}
	}
	if left := d.digest("shop"); left.Orders != 0 {
		t.Errorf("%d orders were imported all the same", left.Orders)
	}
}
