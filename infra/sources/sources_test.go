package sources_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/sources"
	"holdfast/shared/steps/ingest"
)

// Stacks and folders in use hold this JSON: it may not change.
const stored = `{"platform":"shopify","secrets":["new","old"],"account":"linden.myshopify.com"}`

func TestANewSecretCannotBeGuessed(t *testing.T) {
	t.Parallel()
	for secret, refused := range map[string]bool{
		"": true, "x": true, "secret": true, "aaaaaaaaaaaaaaaa": true, "abababab": true, "whsec_MfKQ": true, " hunter2 ": true,
		"correct horse": false, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw": false, "密码是一个长的句子": false,
	} {
		if err := sources.CheckGuessable(secret); errors.Is(err, sources.ErrRefused) != refused {
			t.Errorf("%q: %v", secret, err)
		}
	}
}

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

func TestNoMoreSourcesAreConnectedThanAreReadTogether(t *testing.T) {
	t.Parallel()
	all := sources.ByStore{}
	for i := range sources.Most {
		all.Set(fmt.Sprint("store-", i), "shop", sources.Source{Platform: "shopify", Secrets: []string{fmt.Sprint("secret ", i)}})
	}
	src := sources.Source{Platform: "shopify", Secrets: []string{"another secret"}}
	if err := all.CheckNew("one-more", "shop", src); !errors.Is(err, sources.ErrRefused) {
		t.Errorf("one more: %v", err)
	}
	if err := all.CheckNew("store-7", "shop", src); err != nil {
		t.Errorf("another secret for one of them: %v", err)
	}
}
