package local_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/local"
	"holdfast/infra/sources"
)

func shopify(secrets ...string) sources.Source {
	return sources.Source{Platform: "shopify", Secrets: secrets}
}

func TestASecretThatCannotTellPeopleApartIsRefusedAtSetUp(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]sources.Source{
		"none":                          shopify(),
		"an empty one":                  shopify(""),
		"a blank one":                   shopify(" "),
		"an empty one beside another":   shopify("good", ""),
		"one that signs another store":  shopify("theirs"),
		"the same in another writing":   {Platform: "standard", Secrets: []string{"whsec_dGhlaXJz"}},
		"one of an unknown platform":    {Platform: "myspace", Secrets: []string{"good"}},
		"Zendesk's, which is published": {Platform: "zendesk", Secrets: []string{"this_secret_is_for_testing_only"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, filepath.Join(t.TempDir(), "secrets.json"))
			put(t, s, "theirs", "shop", shopify("theirs"))
			put(t, s, "theirs", "erp", sources.Source{Platform: "standard", Secrets: []string{"dGhlaXJz"}})
			if err := s.Put("ours", "shop", src); !errors.Is(err, sources.ErrRefused) {
				t.Errorf("put: %v, want a refusal", err)
			}
			if got, err := s.ListStore("ours"); len(got) != 0 || err != nil {
				t.Errorf("the refused source stands: %v, %v", got, err)
			}
		})
	}
}

func TestOneAppsSecretMaySignForSeveralSourcesOfAStore(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "secrets.json"))
	put(t, s, "ours", "shop", shopify("app"))
	put(t, s, "ours", "outlet", shopify("app"))
	put(t, s, "ours", "shop", shopify("app", "new"))
	got, err := s.ListStore("ours")
	want := map[string]sources.Source{"shop": shopify("app", "new"), "outlet": shopify("app")}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestSecretsAreReadableByTheirOwnerOnlyAndCheckedWhenOpened(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secrets.json")
	put(t, open(t, path), "ours", "shop", shopify("mine"))
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	twice := `{"a": {"shop": {"platform": "shopify", "secrets": ["x"]}}, "b": {"shop": {"platform": "shopify", "secrets": ["x"]}}}`
	if err := os.WriteFile(path, []byte(twice), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := local.OpenSecrets(path); !errors.Is(err, sources.ErrRefused) {
		t.Errorf("a file edited by hand that shares a secret between stores: %v", err)
	}
}

func open(t *testing.T, path string) *local.Secrets {
	t.Helper()
	s, err := local.OpenSecrets(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *local.Secrets, store, name string, src sources.Source) {
	t.Helper()
	if err := s.Put(store, name, src); err != nil {
		t.Fatal(err)
	}
}
