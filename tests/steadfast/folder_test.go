//go:build linux

package steadfast

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/infra/embedded"
	"holdfast/shared/records/table"
)

const exitDamaged = 3

// try runs a command line on the folder and returns its exit code with what it printed.
func (s shop) try(line ...string) (int, string) {
	s.t.Helper()
	out, exit, err := s.binary.Run(s.t.Context(), append([]string{"--dir", s.dir}, line...)...)
	if err != nil {
		s.t.Fatal(err)
	}
	return exit, out
}

// fill posts so many orders and waits until they are folded.
func (s shop) fill(orders int) {
	s.t.Helper()
	up := s.up()
	for n := range orders {
		if status := s.post(up, n); status != http.StatusOK {
			s.t.Fatalf("order %d is answered %d", n, status)
		}
	}
	s.orders() // waits for them
	if err := up.Stop(); err != nil {
		s.t.Fatal(err)
	}
}

func (s shop) digest() string {
	s.t.Helper()
	return s.do("facts", "digest")
}

func TestABackupMadeWhileItServesHoldsWhatWasAcceptedBefore(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fill(20)
	before := s.digest()
	backup := filepath.Join(t.TempDir(), "backup.tar.gz")
	up := s.up()
	s.do("backup", backup)
	for n := range 5 {
		s.post(up, 100+n)
	}
	if exit, out := s.try("backup", backup); exit != 2 || !strings.Contains(out, "there already") {
		t.Errorf("a second backup to the same file: exit %d, %s", exit, out)
	}
	if exit, out := s.try("restore", "--replace", backup); exit != 1 || !strings.Contains(out, "in use") {
		t.Errorf("restore while it serves: exit %d, %s", exit, out)
	}
	if err := up.Stop(); err != nil {
		t.Fatal(err)
	}

	if exit, out := s.try("restore", backup); exit != 2 || !strings.Contains(out, "--replace") {
		t.Errorf("restore over a folder: exit %d, %s", exit, out)
	}
	s.do("restore", "--replace", backup)
	if after := s.digest(); after != before {
		t.Errorf("restored: %s, want %s", after, before)
	}
	s.do("check")
	if up := s.up(); s.post(up, 1) != http.StatusOK {
		t.Error("the restored shop does not take its webhooks")
	}
}

func TestABackupThatIsNotWholeIsNotRestored(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fill(5)
	backup := filepath.Join(t.TempDir(), "backup.tar.gz")
	s.do("backup", "--without-secrets", backup)
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	wrongs := map[string][]byte{
		"empty":   nil,
		"cut":     whole[:len(whole)/2],
		"no tail": whole[:len(whole)-4],
		"a text":  []byte("not a backup"),
	}
	for name, content := range wrongs {
		path := filepath.Join(t.TempDir(), "wrong.tar.gz")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		fresh := shop{t, s.binary, filepath.Join(t.TempDir(), "fresh")}
		if exit, out := fresh.try("restore", path); exit != 1 || !strings.Contains(out, "no whole backup") {
			t.Errorf("%s: exit %d, %s", name, exit, out)
		}
		if left, err := os.ReadDir(fresh.dir); err != nil || len(left) > 0 {
			t.Errorf("%s leaves %v, %v", name, left, err)
		}
	}

	other := shop{t, s.binary, filepath.Join(t.TempDir(), "other")}
	if out := other.do("restore", backup); !strings.Contains(out, "no secrets") {
		t.Errorf("%s", out)
	}
	if exit, out := other.try("check"); exit != 0 {
		t.Errorf("exit %d, %s", exit, out)
	}
}

func TestADamagedFolderIsNamedAndWhatCanBeReadIsSaved(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fill(60)
	path := filepath.Join(s.dir, embedded.TableFile)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4 << 10
	for at := 4 * page; at+page <= len(file); at += 3 * page { // some of them are in use
		clear(file[at : at+page])
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}

	for _, line := range [][]string{{"up"}, {"check"}, {"customers"}, {"backup", filepath.Join(t.TempDir(), "b")}} {
		exit, out := s.try(line...)
		if exit != exitDamaged || !strings.Contains(out, "holdfast restore FILE") || strings.Contains(out, "goroutine") {
			t.Errorf("holdfast %s: exit %d, %s", line[0], exit, out)
		}
	}
	saved := shop{t, s.binary, filepath.Join(t.TempDir(), "saved")}
	t.Log(s.do("salvage", saved.dir))
	if _, out := saved.try("check"); !strings.Contains(out, "customer records") {
		t.Error(out)
	}
	if up := saved.up(); saved.post(up, 1) != http.StatusOK {
		t.Error("the saved shop does not take its webhooks")
	}
}

func TestADamagedFileOfSecretsIsNamedAndLeftOutOfWhatIsSaved(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", `{"acme":`, "[]", "garbage"} {
		s := newShop(t)
		s.fill(3)
		path := filepath.Join(s.dir, "secrets.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, line := range [][]string{{"up"}, {"check"}, {"customers"}} {
			exit, out := s.try(line...)
			if exit != exitDamaged || !strings.Contains(out, "holdfast restore FILE") {
				t.Errorf("%q: holdfast %s: exit %d, %s", content, line[0], exit, out)
			}
		}
		saved := shop{t, s.binary, filepath.Join(t.TempDir(), "saved")}
		if out := s.do("salvage", saved.dir); !strings.Contains(out, "secrets.json cannot be read") {
			t.Errorf("%q: %s", content, out)
		}
		if exit, out := saved.try("customers"); exit != 0 {
			t.Errorf("%q: saved: exit %d, %s", content, exit, out)
		}
	}
}

func TestAFileThatIsCutWhileItServesEndsNothingWithAPanic(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fill(60)
	up := s.up()
	if err := os.Truncate(filepath.Join(s.dir, embedded.TableFile), 8192); err != nil {
		t.Fatal(err)
	}
	exit, out := s.try("customers")
	if exit == 0 || strings.Contains(out, "goroutine") {
		t.Errorf("exit %d, %s", exit, out)
	}
	status, text, err := up.Health()
	select {
	case <-up.Ended():
		t.Logf("ended with %d: %s", up.Exit, up.Log())
	default:
		if err != nil || status != http.StatusServiceUnavailable || !strings.Contains(text, "damaged") {
			t.Errorf("/healthz says %d %q, %v", status, text, err)
		}
	}
	if strings.Contains(up.Log(), "goroutine ") {
		t.Error(up.Log())
	}
}

func TestAStoreWhoseSettingsAreLostIsNamedAndItsQuarantineListed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fill(10)
	loseSettings(t, s.dir)

	up := s.up()
	if status := s.post(up, 77); status != http.StatusOK {
		t.Errorf("a webhook is answered %d", status)
	}
	if log := up.Log(); !strings.Contains(log, "settings of the store acme are lost") {
		t.Errorf("at its start it says: %s", log)
	}
	const looks = 500 // until it was worked
	for look := 0; !strings.Contains(s.do("quarantine"), "orders/create"); look++ {
		if look == looks {
			t.Fatal("the delivery is not in quarantine")
		}
	}
	if exit, out := s.try("facts", "digest"); exit != 1 || !strings.Contains(out, "settings of the store acme are lost") {
		t.Errorf("holdfast facts digest: exit %d, %s", exit, out)
	}
	for _, line := range [][]string{{"quarantine"}, {"--store", "acme", "quarantine"}} {
		if exit, out := s.try(line...); exit != 0 || !strings.Contains(out, "acme") || !strings.Contains(out, "orders/create") {
			t.Errorf("holdfast %v: exit %d, %s", line, exit, out)
		}
	}
	exit, out := s.try("check")
	if exit != exitDamaged || !strings.Contains(out, "settings of the store acme are lost") {
		t.Errorf("holdfast check: exit %d, %s", exit, out)
	}
}

func loseSettings(t *testing.T, dir string) {
	t.Helper()
	tb, err := embedded.OpenTable(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tb.Close()
	key := table.Key{PK: "S#acme", SK: "settings"}
	found, err := tb.Get(t.Context(), true, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := tb.Write(t.Context(), table.Op{Kind: table.Delete, If: found[key].Version, Item: table.Item{Key: key}}); err != nil {
		t.Fatal(err)
	}
}
