package telling

import (
	"io/fs"
	"strings"
	"testing"
)

func TestNoPhraseStandsInTheTableTwice(t *testing.T) {
	t.Parallel()
	where := map[string]string{}
	err := fs.WalkDir(phraseFiles, "phrases", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".txt") {
			return err
		}
		table, err := phraseFiles.ReadFile(name)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(table)) {
			head, list, _ := strings.Cut(strings.TrimSpace(line), ":")
			if list == "" || head[0] == '#' {
				continue
			}
			for entry := range strings.SplitSeq(list, ",") {
				entry = strings.TrimSpace(entry)
				if before := where[entry]; before != "" {
					t.Errorf("%q stands under %q and under %q", entry, before, head)
				}
				where[entry] = head
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestALineThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"price: cheap",
		"cost says: cheap",
		"price shouts: cheap",
		"price says cheap",
		"price says: cheap,, dear",
		"price says: .. cheap",
	} {
		_, err := parsePhrases(line)
		if err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%q: %v", line, err)
		}
	}
}
