package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"holdfast/infra/local"
)

func TestASourceIsNamedTheAddressThatUpServes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.do("--dir", "shop", "source", "add", "acme/shop", "--platform", "shopify", "--secret", "a secret")
	if !strings.Contains(first, "at http://127.0.0.1:8080/hooks/acme/shop") {
		t.Errorf("before it served anywhere: %s", first)
	}

	// What up notes when it serves.
	served := local.Served{Listen: "127.0.0.1:9000", Hooks: "https://hooks.example.com/hooks"}
	if err := local.SaveServed(filepath.Join(d.cwd, "shop"), served); err != nil {
		t.Fatal(err)
	}
	later := d.do("--dir", "shop", "source", "add", "acme/desk", "--platform", "zendesk", "--secret", "another secret")
	if !strings.Contains(later, "at https://hooks.example.com/hooks/acme/desk") {
		t.Errorf("after it served elsewhere: %s", later)
	}
	if back, err := local.LoadServed(filepath.Join(d.cwd, "shop")); err != nil || back != served {
		t.Errorf("%+v, %v", back, err)
	}
}
