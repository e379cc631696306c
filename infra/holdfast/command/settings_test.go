package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"holdfast/infra/holdfast/command"
	"holdfast/infra/local"
	"holdfast/shared/rules/playbook"
)

func TestANameThatNoPlaybookHasIsRefusedAndCanBeRemovedWhereItStands(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("typo.yaml", "plays: {owner_cal: {within: 30, hours: 72, uplift: 100}}\ncosts: {cal: 5}\n")
	code, _, errout := d.run("--dir", "shop", "settings", "set", "-f", "typo.yaml")
	for _, part := range []string{`"owner_cal"`, "owner_call, ", `"cal"`, "answer, "} {
		if code != command.ExitUsage || !strings.Contains(errout, part) {
			t.Errorf("exit %d without %s: %s", code, part, errout)
		}
	}

	sys, err := local.Open(local.Options{Dir: filepath.Join(d.cwd, "shop")})
	if err != nil {
		t.Fatal(err)
	}
	shop, err := sys.Book.FindShop(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	shop.Playbook.Plays["owner_cal"] = playbook.Play{Within: 30, Hours: 72}
	if err := sys.Book.SaveSettings(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	if err := sys.Close(); err != nil {
		t.Fatal(err)
	}

	if code, _, errout := d.run("--dir", "shop", "tasks"); code == command.ExitOK || !strings.Contains(errout, `"owner_cal"`) {
		t.Errorf("a store by settings that are not known: exit %d, %s", code, errout)
	}
	if shown := d.do("--dir", "shop", "settings", "show"); !strings.Contains(shown, "owner_cal:") {
		t.Errorf("what is to be mended is not shown:\n%s", shown)
	}
	d.write("mend.yaml", "plays: {owner_cal: null}\n")
	d.do("--dir", "shop", "settings", "set", "-f", "mend.yaml")
	d.do("--dir", "shop", "tasks")
}
