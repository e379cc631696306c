package console

import (
	"io/fs"
	"os"
	"regexp"
	"testing"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/phrase"
)

func TestEveryMessageThatPagesAskForExists(t *testing.T) {
	t.Parallel()
	asks, seen := regexp.MustCompile(`(Say|Count)(?: |\((?:[a-z.]+lang, )?)"([a-z_.]*[a-z_0-9])"[,) }]`), 0
	for _, pattern := range []string{"pages/*.html", "*.go"} {
		files, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range files {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range asks.FindAllStringSubmatch(string(source), -1) {
				key := m[2]
				if m[1] == "Count" {
					key += ".many"
				}
				if seen++; !phrase.Has(key) {
					t.Errorf("%s asks for %q, which is not in the catalogue", name, key)
				}
			}
		}
	}
	if seen < 200 {
		t.Errorf("only %d messages were looked for", seen)
	}
}

func TestEveryResultHasAButtonAndASentence(t *testing.T) {
	t.Parallel()
	for _, r := range playbook.Results {
		for _, key := range []string{"result." + string(r), "console.done." + string(r)} {
			if !phrase.Has(key) {
				t.Errorf("%s is not in the catalogue", key)
			}
		}
	}
	for _, m := range []playbook.Measure{playbook.Answer, playbook.TellResult, playbook.Call, playbook.Write, playbook.Message, playbook.HandOver, playbook.EraseShop} {
		for _, key := range []string{"console.measure." + string(m), "task.do." + string(m)} {
			if !phrase.Has(key) {
				t.Errorf("%s is not in the catalogue", key)
			}
		}
	}
}
