// Package keeping looks after the folder that holds all a system knows: check, backup,
// restore, salvage. Package keep does it; these verbs say it.
package keeping

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"holdfast/infra/embedded"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/keep"
	"holdfast/shared/words/phrase"
)

// Check reads all of a folder, or of a backup.
type Check struct {
	File string `arg:"" optional:"" help:"A backup to check instead of the folder." placeholder:"FILE"`
}

// Help says what is checked.
func (*Check) Help() string {
	return `Reads everything and changes nothing: every page of the files, every record, every entry of the indexes, the place of
every message in its queue, the sources. It may run while holdfast up serves. Stores whose settings are lost are named.

Examples:
  holdfast check
  holdfast check backup.tar.gz

Exit codes: 0 nothing is wrong, 3 something is damaged or lost, 1 it could not be checked.`
}

// found is what a check says to a program.
type found struct {
	Sound    bool           `json:"sound"`
	Counts   map[string]int `json:"counts"`
	Problems []keep.Problem `json:"problems"`
	Stores   []string       `json:"stores_without_settings"`
}

// Run checks and prints what it found.
func (c *Check) Run(_ context.Context, s *session.Session) error {
	if err := s.OnFolder(); err != nil {
		return err
	}
	report, what, err := c.check(s)
	if err != nil {
		return err
	}
	if err := printReport(s, report); err != nil {
		return err
	}
	if report.Sound() {
		return nil
	}
	return &unsound{what: what, problems: len(report.Problems) + len(report.Unsettled)}
}

// check checks what the caller named: a backup, the folder of a system that serves, or one
// that nobody has open.
func (c *Check) check(s *session.Session) (report keep.Report, what string, err error) {
	switch {
	case c.File != "":
		path := s.Path(c.File)
		report, err = checkBackup(path)
		return report, path, err
	case s.Live != nil:
		report, err = keep.CheckSystem(s.Live.System)
		return report, s.Dir, err
	}
	report, err = keep.CheckFolder(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w: there is no folder %s", session.ErrUsage, s.Dir)
	}
	return report, s.Dir, err
}

func checkBackup(path string) (report keep.Report, err error) {
	u, err := unpack(path, os.TempDir())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, u.Remove()) }()
	return checkUnpacked(u)
}

// checkUnpacked checks a backup. One that was made without secrets need not have them.
func checkUnpacked(u keep.Unpacked) (keep.Report, error) { return keep.CheckFolder(u.Dir) }

func unpack(path, below string) (keep.Unpacked, error) {
	f, err := os.Open(path)
	if err != nil {
		return keep.Unpacked{}, err
	}
	defer f.Close() // it was only read
	u, err := keep.Unpack(f, below)
	if err != nil {
		return u, fmt.Errorf("%s: %w", path, err)
	}
	return u, nil
}

// unsound is the error of a check that found something. It wraps embedded.ErrDamaged, for
// the exit code.
type unsound struct {
	what     string
	problems int
}

func (u *unsound) Error() string {
	return phrase.InEnglish("%s is not sound: %d {problem|problems}", u.what, u.problems)
}

func (*unsound) Unwrap() error { return embedded.ErrDamaged }

// mostProblems is how many problems are printed one by one.
const mostProblems = 20

func printReport(s *session.Session, r keep.Report) error {
	f := found{Sound: r.Sound(), Counts: map[string]int{}, Problems: []keep.Problem{}, Stores: []string{}}
	columns := s.NewColumns("", ">")
	for _, kind := range r.Records {
		f.Counts[kind.Kind] = kind.N
		columns.AddRow(kind.Kind, phrase.Number(int64(kind.N)))
	}
	for _, count := range r.Counts {
		f.Counts[count.Name] = count.N
		columns.AddRow(count.Name, phrase.Number(int64(count.N)))
	}
	f.Problems = append(f.Problems, r.Problems...)
	for _, store := range r.Unsettled {
		f.Stores = append(f.Stores, store.Store)
	}
	if s.JSON {
		return s.PrintJSON(f)
	}

	columns.Print("There are no records.")
	for i, problem := range r.Problems {
		if i == mostProblems {
			s.Printf("and %s more\n", phrase.Number(int64(len(r.Problems)-i)))
			break
		}
		s.Printf("%s: %s\n", problem.File, problem.What)
	}
	for _, store := range r.Unsettled {
		s.Printf("%s\n", session.SayUnsettled(store))
	}
	if r.Sound() {
		s.Printf("Nothing is wrong.\n")
	}
	return nil
}
