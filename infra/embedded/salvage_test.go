package embedded

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"holdfast/shared/records/table"
)

// least is how many of a hundred items are to be saved from a damaged file.
var least = map[string]int{
	"cut":                          10,
	"no meta pages":                95,
	"every tenth page overwritten": 70,
	"headers that lie":             60,
}

func TestWhatCanBeReadOfADamagedFileIsSaved(t *testing.T) {
	t.Parallel()
	for name, how := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filled(t)
			into := t.TempDir()
			damage(t, filepath.Join(folder, TableFile), how)
			saved, err := SalvageTable(t.Context(), filepath.Join(folder, TableFile), into)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d saved, %d of them from loose pages, %d known to be lost, %d problems", saved.Saved, saved.Loose, saved.Lost, len(saved.Problems))
			if saved.Saved < testItems*least[name]/100 || len(saved.Problems) == 0 {
				t.Errorf("%+v", saved)
			}
			checkSaved(t, into, saved.Saved)
		})
	}
}

// checkSaved requires that a folder has so many items, each as it was once written, with indexes that fit.
func checkSaved(t *testing.T, folder string, want int) {
	t.Helper()
	items := 0
	found, err := CheckTable(filepath.Join(folder, TableFile), func(it table.Item) {
		items++
		var i int
		if _, err := fmt.Sscanf(it.PK, "C#acme#p:shop:%d", &i); err != nil {
			t.Error(err)
		}
		if is := testItem(i); it.Due != is.Due || !bytes.HasPrefix(it.Body, is.Body) {
			t.Errorf("%+v", it)
		}
	})
	if err != nil || len(found.Problems) > 0 || items != want {
		t.Errorf("%d items, want %d; %+v, %v", items, want, found, err)
	}
}

func TestMessagesAreSavedFromDamagedQueues(t *testing.T) {
	t.Parallel()
	isDelivery := func(b []byte) bool { return bytes.HasPrefix(b, []byte("delivery ")) }
	for name, how := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filled(t)
			into := t.TempDir()
			damage(t, filepath.Join(folder, QueuesFile), how)
			saved, err := SalvageQueues(t.Context(), filepath.Join(folder, QueuesFile), into, "orders", isDelivery)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", saved)
			qs, err := OpenQueues(into, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			defer qs.Close()
			if found, err := qs.Check(); err != nil || len(found.Problems) > 0 {
				t.Errorf("%+v, %v", found, err)
			}
			q, err := qs.Queue("orders", 20)
			if err != nil {
				t.Fatal(err)
			}
			stats, err := q.Stats()
			if err != nil || stats.Visible != saved.Saved || saved.Saved < least[name] && name != "headers that lie" {
				t.Errorf("%+v, %v; %+v", stats, err, saved)
			}
		})
	}
}
