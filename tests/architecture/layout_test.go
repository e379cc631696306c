package architecture

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// top is all that lies at the top of the repository, dotfiles and what .gitignore names aside.
var top = []string{"functions", "infra", "shared", "events", "tests", "docs", "go.mod", "go.sum", "template.yaml", "samconfig.toml", "README.md", "Makefile"}

func TestTheTopLevelStaysAsItIs(t *testing.T) {
	t.Parallel()
	ignore, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	ignored := strings.FieldsFunc(string(ignore), func(r rune) bool { return r == '\n' || r == '/' })
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, ".") && !slices.Contains(top, name) && !slices.Contains(ignored, name) {
			t.Errorf("%s: there is a place for everything below %s", name, strings.Join(top, ", "))
		}
	}
}

// row is a line of the README's table: a question, a file, and what in it answers.
var row = regexp.MustCompile("(?m)^\\|[^|`]+\\?[^|`]*\\| `([^`]+)`(?:: `([^`]+)`)? \\|$")

func TestTheReadmeSaysTruthfullyWhereThingsAre(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "\n## Where is")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := row.FindAllStringSubmatch(table, -1)
	if lines := strings.Count(table, "\n| ") - 1; !found || len(rows) < 10 || len(rows) != lines {
		t.Fatalf("the table has %d lines, of which %d can be read", lines, len(rows))
	}
	for _, r := range rows {
		file, name := r[1], r[2]
		if _, err := os.Stat(filepath.Join(root, file)); err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if strings.HasSuffix(file, ".go") != (name != "") {
			t.Errorf("%s: a name in it belongs to a Go file, and to no other", file)
		}
		if name != "" && !declares(t, file, name) {
			t.Errorf("%s declares no %s", file, name)
		}
	}
}

// promised is every folder or file that a row of the README's table of promises names as what tries to break it.
var promised = regexp.MustCompile("`((?:shared|tests|infra)/[^`]+|template\\.yaml)`")

func TestWhatTriesToBreakEachPromiseExists(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "\n## What it promises")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := strings.Split(table, "\n| ")
	if !found || len(rows) < 11 {
		t.Fatalf("%d rows, want the ten promises", len(rows)-1)
	}
	for _, r := range rows[2:] {
		named := promised.FindAllStringSubmatch(r, -1)
		if len(named) == 0 {
			t.Errorf("nothing tries to break: %s", r)
		}
		for _, n := range named {
			if _, err := os.Stat(filepath.Join(root, n[1])); err != nil {
				t.Error(err)
			}
		}
	}
}
