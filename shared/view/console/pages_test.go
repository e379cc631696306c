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
	asks := regexp.MustCompile(`(?:Say(?: |\(\s*))"([a-z_.]*[a-z_0-9])"[,) }]`)
	refuses := regexp.MustCompile(`refusal{[A-Za-z.]+, "([a-z_.]+)"}`)
	seen, refused := 0, 0
	check := func(file, key string) {
		if !phrase.Has(key) {
			t.Errorf("%s asks for %q, which is not in the catalogue", file, key)
		}
	}
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
				seen++
				check(name, m[1])
			}
			for _, m := range refuses.FindAllStringSubmatch(string(source), -1) {
				refused++
				check(name, m[1])
				check(name, m[1]+".text")
			}
		}
	}
	if seen < 200 || refused < 10 {
		t.Errorf("only %d messages and %d refusals were looked for", seen, refused)
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
	measures := []playbook.Measure{
		playbook.Answer,
		playbook.TellResult,
		playbook.Call,
		playbook.Write,
		playbook.Message,
		playbook.HandOver,
		playbook.EraseShop,
	}
	for _, m := range measures {
		for _, key := range []string{"console.measure." + string(m), "task.do." + string(m)} {
			if !phrase.Has(key) {
				t.Errorf("%s is not in the catalogue", key)
			}
		}
	}
}
