package settings

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"holdfast/infra/holdfast/session"
)

// A bomb is a few lines that stand for a billion.
func TestAFileOfSettingsCannotFillTheMemory(t *testing.T) {
	t.Parallel()
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := range 9 {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s*a%d]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 8), i)
	}
	for name, text := range map[string]string{
		"a bomb":   bomb.String(),
		"a merge":  "plays:\n  one: &one {off: true}\n  two:\n    <<: *one\n",
		"an alias": "horizon: *a\n",
	} {
		if _, err := toJSON([]byte(text)); !errors.Is(err, session.ErrUsage) || !strings.Contains(err.Error(), "anchors") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readAtMost(strings.NewReader(strings.Repeat("a", maxSettings+1))); !errors.Is(err, session.ErrUsage) {
		t.Errorf("a file that is too large: %v", err)
	}
	for text, want := range map[string]string{
		"name: Ann & Bob *\nhorizon: 365\n": `{"name": "Ann & Bob *", "horizon": 365}`,
		"name: \"&co\"\n":                   `{"name": "&co"}`,
	} {
		got, err := toJSON([]byte(text))
		if err != nil || strings.TrimSpace(string(got)) != want {
			t.Errorf("%s is %s, %v", text, got, err)
		}
	}
}
