package sources_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/sources"
	"holdfast/shared/steps/ingest"
)

// Stacks and folders in use hold this JSON: it may not change.
const stored = `{"platform":"shopify","secrets":["new","old"],"account":"linden.myshopify.com"}`

func TestASourceIsStoredAsItAlwaysWas(t *testing.T) {
	t.Parallel()
	src := sources.Source{
		Platform: "shopify",
		Secrets:  []string{"new", "old"},
		Account:  "linden.myshopify.com",
	}
	value, err := src.Encode()
	if d := cmp.Diff(stored, string(value)); d != "" || err != nil {
		t.Errorf("stored form: %v (-want +got):\n%s", err, d)
	}
	got, err := sources.Decode([]byte(stored))
	if d := cmp.Diff(src, got); d != "" || err != nil {
		t.Errorf("read back: %v (-want +got):\n%s", err, d)
	}
	want := ingest.Source{
		Platform: "shopify",
		Secrets:  [][]byte{[]byte("new"), []byte("old")},
		Account:  "linden.myshopify.com",
	}
	if d := cmp.Diff(want, got.ForIngest()); d != "" {
		t.Errorf("for ingest (-want +got):\n%s", d)
	}
}

func TestAValueThatIsNoSourceIsNotRepeatedInTheError(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"shpss_secret", `{"secrets":"shpss_secret"}`} {
		_, err := sources.Decode([]byte(value))
		if err == nil || strings.Contains(err.Error(), "shpss") {
			t.Errorf("%s gave %v", value, err)
		}
	}
}
