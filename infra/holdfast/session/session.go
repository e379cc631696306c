// Package session is what each verb of the command is given: what it prints to, and where
// it works.
//
// A verb is a struct whose fields are its flags and arguments and whose method
// Run(ctx, *Session) does it; package command lists them all. Run asks the session for what
// it works on:
//
//   - FindTarget: the book and the queues of a folder on this machine, or of a stack in AWS.
//     A verb that needs no more than this works on either and says the same.
//   - FindStore: a target and the one store that the command is about.
//   - OpenSystem: the system of a folder, for what only makes sense there, such as turning
//     its clock.
//
// Whatever it opened, the session closes when the command ends. An error that wraps
// ErrUsage is the caller's mistake and ends the command with exit code 2.
//
// A command that another process typed runs in the process that has the folder open. Its
// session is Live: the system is the one that serves, other goroutines work its queues, and
// the session leaves it open.
package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"holdfast/infra/embedded"
	"holdfast/infra/holdfast/control"
	"holdfast/infra/holdfast/sheet"
	"holdfast/infra/holdfast/terminal"
	"holdfast/infra/local"
	"holdfast/shared/words/masked"
)

// ErrUsage is wrapped by errors that are the caller's mistakes: exit code 2.
var ErrUsage = errors.New("usage")

// errNotOnStack is the error of commands that work on a folder only.
var errNotOnStack = fmt.Errorf(
	"%w: this works on a folder of this machine, and not on a stack",
	ErrUsage,
)

// Session is one command under way.
type Session struct {
	terminal.Terminal
	Where
	Live *Live // nil unless a system that serves runs the command for another process

	// RunLive runs a command line that another process typed, for the verbs that serve.
	RunLive func(ctx context.Context, live Live, line control.Line, out, errw io.Writer) int

	system *local.System // of the folder, once this command has opened it
	target *Target       // once found
}

// Where says where a command works.
type Where struct {
	Workdir   string // where relative paths begin; "" leaves them as they are
	Dir       string // the folder, as an absolute path
	DirChosen bool   // the caller named Dir and may keep other things in it
	Store     string // the store that the caller named; "" = the only one there is
	Stack     string // the stack to work on instead of the folder; "" = none

	// OpenStack opens a stack. It is nil in a build that cannot.
	OpenStack func(ctx context.Context, name string) (*Target, error)

	// OpenWorkbook opens a file of a spreadsheet program. It is nil in a build that cannot.
	OpenWorkbook func(path string) (sheet.Workbook, error)
}

// Live is a system that serves.
type Live struct {
	System *local.System
	URL    string // where it serves, "http://127.0.0.1:8080"
}

const (
	// DefaultAddress is where a system serves unless told otherwise.
	DefaultAddress = "127.0.0.1:8080"
	// DefaultPages is where it shows its pages then.
	DefaultPages = "127.0.0.1:8081"
	// HooksPath is the path below which a system takes webhooks.
	HooksPath = "/hooks"
	// DemoDir is the folder of the demo, in the caller's.
	DemoDir = ".holdfast/demo"
)

// Path returns a path as the caller meant it.
func (w Where) Path(path string) string {
	if filepath.IsAbs(path) || w.Workdir == "" {
		return path
	}
	return filepath.Join(w.Workdir, path)
}

// OnFolder returns an error that wraps ErrUsage if the command is to work on a stack.
func (w Where) OnFolder() error {
	if w.Stack != "" {
		return errNotOnStack
	}
	return nil
}

// OpenSystem returns the system of the folder, which must have been set up.
func (s *Session) OpenSystem() (*local.System, error) {
	if err := s.OnFolder(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(s.Dir); s.Live == nil && s.system == nil && err != nil {
		return nil, fmt.Errorf(
			"%w: there is nothing in %s yet. Begin with: holdfast demo, or holdfast source add",
			ErrUsage,
			s.Dir,
		)
	}
	return s.CreateSystem()
}

// CreateSystem returns the system of the folder, and makes the folder if need be.
func (s *Session) CreateSystem() (*local.System, error) {
	switch {
	case s.Live != nil:
		return s.Live.System, nil
	case s.system != nil:
		return s.system, nil
	}
	if err := s.OnFolder(); err != nil {
		return nil, err
	}

	clock, err := local.LoadClock(s.Dir)
	if err != nil {
		return nil, err
	}
	system, err := local.Open(local.Options{
		Dir:   s.Dir,
		Clock: clock,
		Log:   s.NewLog(slog.LevelError),
	})
	if errors.Is(err, embedded.ErrInUse) {
		return nil, fmt.Errorf(
			"%s is in use by another process, which does not answer on %s",
			s.Dir,
			control.SocketName,
		)
	}
	if err != nil {
		return nil, err
	}
	system.Address, err = hooksAddress(s.Dir)
	if err != nil {
		return nil, errors.Join(err, system.Close())
	}
	s.system = system
	return system, nil
}

// hooksAddress returns where holdfast up will take webhooks for a folder: where it did
// last, else at the default address.
func hooksAddress(dir string) (string, error) {
	served, err := local.LoadServed(dir)
	return cmp.Or(served.Hooks, "http://"+DefaultAddress+HooksPath), err
}

// Close closes the system that this command opened, if it opened one.
func (s *Session) Close() error {
	if s.system == nil {
		return nil
	}
	err := s.system.Close()
	s.system = nil
	return err
}

// NewLog returns a log that writes JSON lines from a level on to the terminal's Err.
func (s *Session) NewLog(level slog.Level) *slog.Logger {
	options := slog.HandlerOptions{
		Level:       level,
		ReplaceAttr: masked.Attr,
	}
	return slog.New(slog.NewJSONHandler(s.Err, &options))
}
