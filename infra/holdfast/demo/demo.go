// Package demo lets a year of an invented shop pass, and shows what came of it.
//
// Package invent makes up the shop: its customers, their orders, and what they answer. The
// demo posts the webhooks of each day, signed, over HTTP to a system in this very process,
// while it turns the system's clock day by day. The way of each delivery is that of a real
// one: it is verified, queued, folded and judged. Sweeps propose tasks, invented owners
// work them, messages are written into the outbox and answered by the survey that they link
// to. A forger, whose secret is a guess, and a recorder, who posts what was signed days
// ago, must be refused.
//
// What is shown at the end is read back from the table. The same seed gives the same facts
// and the same tasks. In its last spring the shop's carrier is on strike, which costs it
// good customers, and the year ends on a working morning before the owners have begun, so
// that the list has a dozen people to reach.
//
// A day of the year is in year.go, the sources and their posters in connect.go, what is
// printed in show.go.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"holdfast/infra/embedded"
	"holdfast/infra/holdfast/control"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/up"
	"holdfast/infra/local"
	"holdfast/infra/outbox"
)

// Demo lets a year of an invented shop pass.
type Demo struct {
	Address   string `help:"Where to show the pages; another port is taken where this one is busy." default:"127.0.0.1:8080"`
	Customers int    `help:"About how many customers the shop gets." default:"2000"`
	Days      int    `help:"How many days pass." default:"365" hidden:""`
	Seed      uint64 `help:"Another seed is another shop." default:"17"`
	Serve     bool   `help:"Go on serving at the end, even if nobody looks at a terminal."`
}

// Help says what it does.
func (*Demo) Help() string {
	return `Invents a shop and posts a year of its webhooks, signed, over HTTP to a system in this very process, while turning its clock
day by day. Invented owners work the tasks, invented customers answer. What is shown at the end was counted, not made up.
Everything is kept in .holdfast/demo, which each demo begins anew.`
}

// Run runs the demonstration.
func (d *Demo) Run(ctx context.Context, s *session.Session) (err error) {
	if err := s.OnFolder(); err != nil {
		return err
	}
	if !s.DirChosen {
		s.Dir = s.Path(session.DemoDir)
	}
	if err := clearFolder(s); err != nil {
		return err
	}
	y := newYear(d, s)
	if y.system, err = openSystem(y); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, y.system.Close()) }()

	pages, err := listen(d.Address)
	if err != nil {
		return err
	}
	hooks, err := local.Listen("127.0.0.1:0")
	if err != nil {
		return errors.Join(err, pages.Close())
	}
	return d.run(ctx, y, hooks, pages)
}

// listen listens at an address, or at another port where that one is busy.
func listen(address string) (net.Listener, error) {
	l, err := local.Listen(address)
	if err == nil || errors.Is(err, local.ErrNotLoopback) {
		return l, err
	}
	return local.Listen("127.0.0.1:0")
}

// run serves, lets the year pass, shows what came of it, and goes on serving if a person
// looks at it.
func (d *Demo) run(ctx context.Context, y *year, hooks, pages net.Listener) error {
	base := "http://" + hooks.Addr().String()
	pagesAt := "http://" + pages.Addr().String()
	y.system.Address = base + session.HooksPath
	stay := d.Serve || y.session.Interactive

	serveCtx, stop := context.WithCancel(ctx)
	defer stop()
	tasks, taskCtx := errgroup.WithContext(serveCtx)
	tasks.Go(func() error { return y.system.Serve(taskCtx, hooks) })
	tasks.Go(func() error { return local.ServeOn(taskCtx, pages, up.NewConsole(y.system)) })

	err := y.connect(taskCtx, base)
	if err == nil {
		err = y.pass(taskCtx)
	}
	if err == nil {
		err = y.show(taskCtx, pagesAt, stay)
	}
	var commands net.Listener
	if err == nil && stay {
		commands, err = control.Listen(y.session.Dir)
	}
	if err != nil || !stay {
		stop()
		return errors.Join(err, tasks.Wait())
	}

	y.system.Start()
	tasks.Go(func() error {
		return up.RunCommands(taskCtx, commands, y.session, y.system, base)
	})
	err = tasks.Wait()
	if ctx.Err() != nil {
		return nil // it was asked to stop
	}
	return err
}

// clearFolder empties the demo's own folder. A folder that the caller chose must be empty;
// one that is in use is left alone.
func clearFolder(s *session.Session) error {
	names, err := os.ReadDir(s.Dir)
	isEmpty := err == nil && len(names) == 0
	switch {
	case errors.Is(err, fs.ErrNotExist) || isEmpty:
		return nil
	case err != nil:
		return err
	case s.DirChosen:
		return fmt.Errorf(
			"%w: %s is not empty; the demo needs a folder of its own",
			session.ErrUsage,
			s.Dir,
		)
	}

	t, err := embedded.OpenTable(s.Dir, nil)
	if errors.Is(err, embedded.ErrInUse) {
		return fmt.Errorf("a demo is running in %s; stop it first", s.Dir)
	}
	if err == nil {
		err = t.Close()
	}
	if err != nil {
		s.Notef("holdfast: the last demo's table was broken: %v\n", err)
	}
	return os.RemoveAll(s.Dir)
}

// censusDays is how many days lie between two censuses. A deployed system takes one every
// night. They are half of what the demo computes, and only the last one's report is shown.
const censusDays = 28

func openSystem(y *year) (*local.System, error) {
	dir := y.session.Dir
	return local.Open(local.Options{
		Dir:       dir,
		Clock:     local.Standing(demoStart),
		Log:       y.session.NewLog(slog.LevelError),
		DeferSync: true, // until the year is over: an interrupted demo begins anew
		Sender:    reader{outbox.Folder(local.OutboxOf(dir)), y},
		Schedule: &local.Schedule{
			Sweeps: []time.Duration{
				7*time.Hour + 30*time.Minute,
				10*time.Hour + 30*time.Minute,
			},
			Censuses:   []time.Duration{2 * time.Hour},
			CensusDays: censusDays,
		},
	})
}
