// Package keep looks after the folder that holds all a system knows: it checks the folder,
// backs it up while a system serves, restores a backup, and saves what can be read of a
// damaged folder into a new one.
//
// A folder's files are those of folderFiles and the outbox. What else lies in it is left
// alone. Each function says what it found as values; the verbs of the command print them.
package keep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"holdfast/infra/embedded"
	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
)

// Report is what a check found.
type Report struct {
	Records   []book.KindCount // by kind
	Counts    []embedded.Count // of what else there is
	Unsettled []book.Unsettled // stores whose settings are lost
	Problems  []Problem
}

// Problem is one thing that is not as it should be.
type Problem struct {
	File string `json:"file"`
	What string `json:"what"` // a sentence for a person
}

// Sound reports whether nothing is wrong.
func (r *Report) Sound() bool { return len(r.Problems)+len(r.Unsettled) == 0 }

func (r *Report) addProblem(file, format string, args ...any) {
	r.Problems = append(r.Problems, Problem{File: file, What: fmt.Sprintf(format, args...)})
}

// CheckFolder checks a folder that no process has open, and changes nothing in it. The error
// wraps embedded.ErrInUse if one has.
func CheckFolder(dir string) (Report, error) {
	return check(dir, parts{
		table: func(each func(table.Item)) (embedded.Found, error) {
			return embedded.CheckTable(filepath.Join(dir, embedded.TableFile), each)
		},
		queues: func() (embedded.Found, error) {
			return embedded.CheckQueues(filepath.Join(dir, embedded.QueuesFile))
		},
	})
}

// CheckSystem checks the folder of a system that serves, as it stands now.
func CheckSystem(s *local.System) (Report, error) {
	return check(s.Dir, parts{table: s.Table.Check, queues: s.CheckQueues})
}

// parts are the checks of the two files.
type parts struct {
	table  func(each func(table.Item)) (embedded.Found, error)
	queues func() (embedded.Found, error)
}

func check(dir string, p parts) (Report, error) {
	var r Report
	var inventory book.Inventory
	found, err := p.table(inventory.Add)
	if err := r.add(embedded.TableFile, found, err); err != nil {
		return r, err
	}
	r.Counts = nil // the records say more
	found, err = p.queues()
	if err := r.add(embedded.QueuesFile, found, err); err != nil {
		return r, err
	}

	r.Records = inventory.Counts()
	for _, kind := range r.Records {
		if kind.Bad > 0 {
			r.addProblem(embedded.TableFile, "%d %s cannot be read", kind.Bad, kind.Kind)
		}
	}
	r.Unsettled = inventory.Unsettled()
	return r, r.checkSmallFiles(dir, &inventory)
}

// add adds what was found in one file. A file that is missing is a problem.
func (r *Report) add(name string, found embedded.Found, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		r.addProblem(name, "it is missing")
		return nil
	}
	r.Counts = append(r.Counts, found.Counts...)
	for _, problem := range found.Problems {
		r.addProblem(name, "%s", problem)
	}
	return err
}

// checkSmallFiles reads the files of the folder that hold no records.
func (r *Report) checkSmallFiles(dir string, inventory *book.Inventory) error {
	if _, err := os.Stat(dir); err != nil {
		return err
	}
	if _, err := local.LoadClock(dir); err != nil {
		r.addProblem(clockFile, "%v", err)
	}
	secrets, err := local.OpenSecrets(filepath.Join(dir, secretsFile))
	if err != nil {
		r.addProblem(secretsFile, "%v", err)
		return nil
	}
	all, err := secrets.ListAll()
	if err != nil {
		return err
	}
	r.Counts = append(r.Counts, embedded.Count{Name: "sources", N: countSources(all)})
	for store := range all {
		isNamed := slices.ContainsFunc(r.Unsettled, func(u book.Unsettled) bool {
			return u.Store == store
		})
		if !inventory.HasSettings(store) && !isNamed {
			r.Unsettled = append(r.Unsettled, book.Unsettled{Store: store})
		}
	}
	return nil
}

func countSources(all sources.ByStore) (n int) {
	for _, ofStore := range all {
		n += len(ofStore)
	}
	return n
}
