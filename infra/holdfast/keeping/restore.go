package keeping

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"holdfast/infra/embedded"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/keep"
)

// Restore puts a backup into the folder.
type Restore struct {
	File    string `arg:"" help:"The backup." placeholder:"FILE"`
	Replace bool   `help:"Put it in the place of what the folder holds, which is kept in a folder beside it."`
}

// Help says how.
func (*Restore) Help() string {
	return `Checks the backup, and puts it into the folder (--dir) if it is sound. End holdfast up before. Nothing is deleted: with
--replace, what the folder held is moved to replaced-TIME in it.

What came since the backup is missing: have the shop send it again. Erase again each customer who was erased since then. Tasks
that were carried out since may be proposed once more; see the docs, "The store's file".

Examples:
  holdfast restore backup.tar.gz
  holdfast --dir /srv/holdfast restore --replace backup.tar.gz`
}

// restored is what a restore says to a program.
type restored struct {
	Dir     string    `json:"dir"`
	Made    time.Time `json:"made"`
	Kept    string    `json:"kept,omitempty"` // where what was there is now
	Secrets bool      `json:"secrets"`
}

// Run unpacks, checks, and installs.
func (c *Restore) Run(_ context.Context, s *session.Session) (err error) {
	if err := s.OnFolder(); err != nil {
		return err
	}
	u, err := unpack(s.Path(c.File), s.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, u.Remove()) }()
	report, err := checkUnpacked(u)
	if err != nil {
		return err
	}
	if !report.Sound() {
		s.Notef("The backup is not sound, and is not restored:\n")
		for _, problem := range report.Problems {
			s.Notef("  %s: %s\n", problem.File, problem.What)
		}
		return &unsound{what: c.File, problems: len(report.Problems) + len(report.Unsettled)}
	}

	kept, err := u.Install(s.Dir, c.Replace, time.Now())
	switch {
	case errors.Is(err, keep.ErrOccupied):
		return fmt.Errorf("%w: %w. To put the backup in its place: --replace", session.ErrUsage, err)
	case errors.Is(err, embedded.ErrInUse):
		return fmt.Errorf("%s is in use: end holdfast up first", s.Dir)
	case err != nil:
		return err
	}
	return c.say(s, u, kept)
}

func (c *Restore) say(s *session.Session, u keep.Unpacked, kept string) error {
	_, noSecrets := os.Stat(filepath.Join(s.Dir, "secrets.json"))
	if s.JSON {
		return s.PrintJSON(restored{Dir: s.Dir, Made: u.Made, Kept: kept, Secrets: noSecrets == nil})
	}
	s.Printf("%s holds what it held on %s.\n", s.Dir, u.Made.Format("2006-01-02 15:04:05"))
	if kept != "" {
		s.Printf("What it held until now is kept in %s.\n", kept)
	}
	if noSecrets != nil {
		s.Printf("The backup has no secrets: add the sources again.\n")
	}
	s.SuggestNext("up")
	return nil
}
