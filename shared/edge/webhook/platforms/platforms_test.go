package platforms_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/webhooktest"
)

func TestEveryPlatformIsKnownByNameAndHasSamples(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]string{"shopify", "standard", "survey", "woocommerce", "zendesk"}, platforms.Names()); diff != "" {
		t.Error(diff)
	}
	for _, name := range platforms.Names() {
		if p, ok := platforms.For(name); !ok || p == nil {
			t.Errorf("%s is not known", name)
		}
		webhooktest.Samples(t, name)
	}
	if _, ok := platforms.For("fax"); ok {
		t.Error("fax is known")
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
