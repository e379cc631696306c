package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"holdfast/infra/holdfast/command"
)

// A file with two readings is asked about, and not sent; --look says what it is taken for, and sends nothing either.
func TestAnImportAsksBeforeItSends(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("past.csv", "order;customer;date;amount\n1;7;03/04/2026;12,50\n2;7;05/04/2026;1.234\n")
	code, out, errout := d.run("--dir", "shop", "import", "past.csv", "--source", "shop")
	if code != command.ExitUsage || !strings.Contains(errout, "--day-first or --month-first") {
		t.Errorf("exit %d: %s%s", code, out, errout)
	}
	said := d.do("--dir", "shop", "import", "past.csv", "--source", "shop", "--day-first", "--look")
	for _, want := range []string{"read as orders", `decimals stand behind a comma, as "12,50" in line 2`, "date: day-first, as you say", "amount = amount: 12,50 | 1.234"} {
		if !strings.Contains(said, want) {
			t.Errorf("%s\ndoes not say %s", said, want)
		}
	}
	if got := d.digest("shop"); got.Orders != 0 {
		t.Errorf("%d orders were sent", got.Orders)
	}
	d.do("--dir", "shop", "import", "past.csv", "--source", "shop", "--day-first")
	if got := d.digest("shop"); got.Orders != 2 || got.Net[0].Minor != 124650 {
		t.Errorf("%+v", got)
	}
}

func TestAPlanCanBeReadByPrograms(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("past.csv", "order;customer;date;amount\n1;7;03/04/2026;12,50\n")
	code, out, _ := d.run("--json", "--dir", "shop", "import", "past.csv", "--source", "shop", "--look")
	var said struct {
		Plan struct {
			Encoding  string
			Rows      int
			Questions []struct{ Flags []string }
		}
	}
	if err := json.Unmarshal([]byte(out), &said); err != nil || code != command.ExitUsage {
		t.Fatalf("exit %d, %v: %s", code, err, out)
	}
	if p := said.Plan; p.Encoding != "utf-8" || p.Rows != 1 || len(p.Questions) != 1 || len(p.Questions[0].Flags) != 2 {
		t.Errorf("%+v", p)
	}
}

func TestTicketsAndConsentsOfThePastAreBroughtIn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("orders.csv", "order,email,date,amount\n1,ann@example.com,2026-01-05,20.00\n")
	d.write("cases.csv", "ticket,email,subject,status,rating,date,updated\n9,ann@example.com,Broken,solved,1,2026-01-10,2026-01-12\n")
	d.write("left.csv", "email\nann@example.com\n")
	d.do("--dir", "shop", "import", "orders.csv", "--source", "shop")
	d.do("--dir", "shop", "import", "cases.csv", "--source", "shop", "--kind", "tickets")
	out := d.do("--dir", "shop", "import", "left.csv", "--source", "shop", "--kind", "consents", "--consent", "refused", "--as-of", "2026-01-20")
	if !strings.Contains(out, "1 consent; 0 unusable") || !strings.Contains(out, "2 lines = 1 header + 1 used + 0 unusable") {
		t.Error(out)
	}
	shown := d.do("--json", "--dir", "shop", "customers", "show", "ann@example.com")
	if !strings.Contains(shown, "refused") || !strings.Contains(strings.ToLower(shown), "ticket") {
		t.Errorf("the past is not there: %s", shown)
	}
}

// A script that imports asks for the exit code.
func TestAnImportOfWhichNothingCouldBeUsedFails(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("past.csv", "order,customer,date,amount\n1,7,,12.50\n2,7,,13.50\n")
	code, _, errout := d.run("--dir", "shop", "import", "past.csv", "--source", "shop")
	if code != command.ExitFailed || !strings.Contains(errout, "no row of the file could be used") {
		t.Errorf("exit %d: %s", code, errout)
	}
	d.write("past.csv", "order,customer,date,amount\n1,7,,12.50\n2,7,2026-01-05,13.50\n")
	d.do("--dir", "shop", "import", "past.csv", "--source", "shop")
}

func TestWhereNothingCanBeSavedASalvageFails(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	for _, name := range []string{"table.db", "queues.db"} {
		d.write("shop/"+name, "")
	}
	if code, _, errout := d.run("--dir", "shop", "salvage", "saved"); code != command.ExitDamaged || !strings.Contains(errout, "nothing could be saved") {
		t.Errorf("exit %d: %s", code, errout)
	}
}
