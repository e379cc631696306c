package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"holdfast/infra/embedded"
	"holdfast/infra/local"
	"holdfast/shared/records/book"
)

// session is one command under way: where it writes, and the system it works on.
type session struct {
	ctx      context.Context
	args     []string
	cwd      string // relative paths start here
	dir      string
	fresh    bool // dir is ours to empty
	store    string
	json     bool
	out      io.Writer
	errw     io.Writer
	terminal bool // out is one
	bars     bool // errw is a terminal
	colour   bool
	stack    string        // in AWS, to work on instead of a folder
	at       *place        // nil until found
	system   *local.System // nil until open
	live     bool          // the system serves, and others work its queues
	base     string        // where the live system serves, "http://127.0.0.1:8080"
}

// path is a path as the caller meant it.
func (s *session) path(p string) string {
	if filepath.IsAbs(p) || s.cwd == "" {
		return p
	}
	return filepath.Join(s.cwd, p)
}

// open gives the system of the folder, which must have been set up.
func (s *session) open() (*local.System, error) {
	if s.system != nil {
		return s.system, nil
	}
	if s.stack != "" {
		return nil, errStack
	}
	if !exists(s.dir) {
		return nil, fmt.Errorf(
			"%w: there is nothing in %s yet. Begin with: holdfast demo, or holdfast source add",
			errUsage,
			s.dir,
		)
	}
	return s.create()
}

// errStack is what commands say that work on a folder only.
var errStack = fmt.Errorf(
	"%w: this works on a folder of this machine, and not on a stack",
	errUsage,
)

// create gives the system of the folder, which is made if need be.
func (s *session) create() (*local.System, error) {
	if s.system != nil {
		return s.system, nil
	}
	if s.stack != "" {
		return nil, errStack
	}
	clock, err := loadClock(s.dir)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewJSONHandler(s.errw, &slog.HandlerOptions{Level: slog.LevelError}))
	s.system, err = local.Open(local.Options{Dir: s.dir, Clock: clock, Log: log})
	switch {
	case errors.Is(err, embedded.ErrInUse):
		return nil, fmt.Errorf(
			"%s is in use by another process, which does not answer on %s",
			s.dir,
			controlName,
		)
	case err != nil:
		return nil, err
	}
	s.system.Address = "http://" + defaultAddress + hooksPath // where holdfast up will serve
	return s.system, nil
}

// close ends a system that this very command opened.
func (s *session) close() error {
	if s.system == nil || s.live {
		return nil
	}
	err := s.system.Close()
	s.system = nil
	return err
}

// shop is the store the command is about: the one named, or the only one there is.
func (s *session) shop() (*place, *book.Shop, error) {
	at, err := s.place()
	if err != nil {
		return nil, nil, err
	}
	name := s.store
	if name == "" {
		stores, err := at.Book.ListStores(s.ctx)
		switch {
		case err != nil:
			return nil, nil, err
		case len(stores) == 0:
			return nil, nil, errNoStores
		case len(stores) > 1:
			return nil, nil, fmt.Errorf(
				"%w: which store? --store %s",
				errUsage,
				strings.Join(stores, " | "),
			)
		}
		name = stores[0]
	}
	shop, err := at.Book.FindShop(s.ctx, name)
	if errors.Is(err, book.ErrNoStore) {
		err = s.noStore(at, err)
	}
	return at, shop, err
}

var errNoStores = fmt.Errorf(
	"%w: no store is set up yet: holdfast source add STORE/SOURCE",
	errUsage,
)

// noStore says which stores there are to whoever named another.
func (s *session) noStore(at *place, err error) error {
	switch stores, failed := at.Book.ListStores(s.ctx); {
	case failed != nil:
		return err
	case len(stores) == 0:
		return errNoStores
	default:
		return fmt.Errorf(
			"%w: no store is called %q; there are %s",
			errUsage,
			s.store,
			choices(stores),
		)
	}
}

// choices names what there is to choose from.
func choices[T any](all []T) string {
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = fmt.Sprint(one)
	}
	return strings.Join(words, ", ")
}

func (s *session) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(s.out, format, args...) // nobody is left to tell when the screen is gone
}

func (s *session) notef(format string, args ...any) {
	_, _ = fmt.Fprintf(s.errw, format, args...)
}

// printJSON prints a value for programs.
func (s *session) printJSON(v any) error {
	e := json.NewEncoder(s.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// next says the next useful command, as the last line; not into what may go to a file.
func (s *session) next(format string, args ...any) {
	if !s.json {
		s.notef("\n"+s.faint("next: holdfast "+format)+"\n", args...)
	}
}

const (
	faintOn = "\x1b[2m"
	boldOn  = "\x1b[1m"
	off     = "\x1b[0m"
)

func (s *session) faint(text string) string {
	if !s.colour {
		return text
	}
	return faintOn + text + off
}

func (s *session) bold(text string) string {
	if !s.colour {
		return text
	}
	return boldOn + text + off
}

// now is the time by the clock of where the command works.
func (s *session) now() time.Time {
	if s.at != nil {
		return s.at.Now()
	}
	return s.system.Clock.Now()
}

// clockFile keeps where the clock of a folder stands that does not run by the wall's.
const clockFile = "clock"

// loadClock is the folder's clock: the wall's, unless it was set.
func loadClock(dir string) (*local.Clock, error) {
	b, err := os.ReadFile(filepath.Join(dir, clockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return local.Wall(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read clock: %w", err)
	}
	at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(b)))
	if err != nil {
		return nil, fmt.Errorf("read clock in %s: %w", dir, err)
	}
	return local.Standing(at), nil
}

func saveClock(dir string, at time.Time) error {
	if err := local.WriteFile(filepath.Join(dir, clockFile), []byte(at.UTC().Format(time.RFC3339Nano)+"\n")); err != nil {
		return fmt.Errorf("keep clock: %w", err)
	}
	return nil
}
