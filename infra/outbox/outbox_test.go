package outbox_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/outbox"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
)

var errand = act.Errand{
	ID: "00ff", Store: "ours", Kind: playbook.ByOwner, To: "mei", Brief: playbook.Brief{Name: "Hana Sato", Do: "Please call Hana Sato."},
}

func TestAnErrandSentTwiceIsOneFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := outbox.Folder(dir)
	for range 2 {
		if err := s.Send(t.Context(), errand); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(filepath.Join(dir, "ours"))
	if err != nil || len(files) != 1 || files[0].Name() != "00ff.json" {
		t.Fatal(files, err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "ours", "00ff.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got act.Errand
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(errand, got); diff != "" {
		t.Error(diff)
	}
	info, err := files[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("it names a customer and has mode %v, %v", info.Mode(), err)
	}
}

// An errand names its customer, so it goes with the customer.
func TestTheErrandsOfWhoIsErasedAreForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := outbox.Folder(dir)
	for id, customer := range map[string]crm.Key{"01": "p:shop:1", "02": "e:hash", "03": "p:shop:2"} {
		e := errand
		e.ID = id
		e.Brief.Task.Customer = customer
		if err := s.Send(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "ours", "note.txt"), []byte("p:shop:1"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // an erasure may come again
		if err := s.Forget(t.Context(), "ours", []crm.Key{"p:shop:1", "e:hash"}); err != nil {
			t.Fatal(err)
		}
	}
	var left []string
	files, err := os.ReadDir(filepath.Join(dir, "ours"))
	for _, f := range files {
		left = append(left, f.Name())
	}
	if diff := cmp.Diff([]string{"03.json", "note.txt"}, left); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if err := s.Forget(t.Context(), "theirs", []crm.Key{"p:shop:2"}); err != nil {
		t.Errorf("a store without errands: %v", err)
	}
}

func TestWhatCannotBeWrittenWasCertainlyNotSent(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := outbox.Folder(file).Send(t.Context(), errand); !errors.Is(err, act.ErrNotSent) {
		t.Errorf("a folder that is a file: %v", err)
	}
}
