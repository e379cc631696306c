package terminal_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"holdfast/infra/holdfast/terminal"
)

// evil is a name that clears the screen, moves the cursor with one character of C1 and turns round what follows.
const evil = "Ann\x1b[2J\u009b1;1H\u202e\rBob"

func TestATextOfSomebodyElseCommandsNoTerminal(t *testing.T) {
	t.Parallel()
	var out, notes bytes.Buffer
	to := terminal.Terminal{Out: &out, Err: &notes}
	to.Colour = true
	to.Printf("%s %s\n", to.Bold("who"), evil)
	to.Notef("%s\n", evil)
	columns := to.NewColumns("name", ">sum")
	columns.AddRow(evil, "1")
	columns.AddRow("Cleo", "2")
	columns.Print("")
	if got, want := out.String(), "\x1b[1mwho\x1b[0m Ann[2J1;1HBob\n\x1b[2mname           sum\x1b[0m\nAnn[2J1;1HBob    1\nCleo             2\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := notes.String(); got != "Ann[2J1;1HBob\n" {
		t.Errorf("%q", got)
	}
}

func TestJSONKeepsEveryCharacterAndHidesNone(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	to := terminal.Terminal{Out: &out}
	if err := to.PrintJSON(map[string]string{"name": evil}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\u009b\u202e\r") {
		t.Errorf("%q", out.String())
	}
	var back map[string]string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back["name"] != evil {
		t.Errorf("%q, %v", back, err)
	}
}
