package platforms_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/webhooktest"
)

// notPlatforms are the packages beside the platforms.
var notPlatforms = []string{"deskwords", "lenient", "platforms", "sample", "webhooktest"}

func TestEveryPackageOfAPlatformIsListed(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() || slices.Contains(notPlatforms, e.Name()) {
			continue
		}
		if p, ok := platforms.For(e.Name()); !ok || p == nil {
			t.Errorf("package %s has no line in platforms.go", e.Name())
		}
	}
	if _, ok := platforms.For("fax"); ok {
		t.Error("fax is known")
	}
}

// Nothing else finds a parser that panics on a body that no sample has.
func TestEveryPlatformIsFuzzed(t *testing.T) {
	t.Parallel()
	for _, name := range platforms.Names() {
		files, err := filepath.Glob(filepath.Join("..", name, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		var code []byte
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			code = append(code, text...)
		}
		for _, target := range []string{"func FuzzParse(", "func FuzzVerify("} {
			if !bytes.Contains(code, []byte(target)) {
				t.Errorf("package %s has no %s in its tests: see webhooktest", name, target)
			}
		}
	}
}

func TestEveryFolderOfSamplesIsAPlatforms(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(webhooktest.Events(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, known := platforms.For(e.Name()); e.IsDir() && !known && e.Name() != "schemas" {
			t.Errorf("events/%s belongs to no platform", e.Name())
		}
	}
}

func TestEverySampleTellsWhatItsGoldenSays(t *testing.T) {
	t.Parallel()
	for _, name := range platforms.Names() {
		p, _ := platforms.For(name)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			webhooktest.CheckGoldens(t, p, name)
		})
	}
}

// A survey is signed in its body: its own tests try that.
func TestEveryPlatformAcceptsWhatItSignedAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, name := range platforms.Names() {
		p, _ := platforms.For(name)
		if _, signsBody := p.(webhook.PagePlatform); signsBody {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			webhooktest.CheckSignatures(t, p)
		})
	}
}
