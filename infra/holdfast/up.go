package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"holdfast/infra/local"
	"holdfast/infra/outbox"
	"holdfast/infra/post"
	"holdfast/shared/steps/act"
)

const defaultAddress = "127.0.0.1:8080"

type upCommand struct {
	Address  string `help:"Where to serve; only on this machine."                                                                     default:"127.0.0.1:8080"`
	Public   string `help:"The address by which others reach this, for the links in messages to customers. Default: where it serves."                          placeholder:"https://hooks.example.com"`
	Clock    string `help:"Begin at this instant and run on from there, or 'wall'. Default: where the folder's clock stands."                                  placeholder:"2026-01-01T00:00:00Z"`
	TasksTo  string `help:"Post tasks to this address, signed, instead of putting them into the folder's outbox."                                              placeholder:"URL"`
	TasksKey string `help:"File with the secret (whsec_...) that signs them."                                                                                  placeholder:"FILE"`
	Loopback bool   `help:"Allow --tasks-to to name this machine, without https."`
	Verbose  bool   `help:"Log what happens, not only what goes wrong."                                                                                                                                short:"v"`
}

// Help shows examples.
func (*upCommand) Help() string {
	return `Examples:
  holdfast up
  holdfast up --clock 2026-01-01T00:00:00Z --address 127.0.0.1:9000
Other holdfast commands on the same folder work meanwhile. Logs go to standard error as JSON.`
}

// Run serves until it is interrupted.
func (c *upCommand) Run(s *session) error {
	clock, err := c.clock(s)
	if err != nil {
		return err
	}
	level := slog.LevelWarn
	if c.Verbose {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewJSONHandler(s.errw, &slog.HandlerOptions{Level: level}))
	sender, err := c.sender(s, clock)
	if err != nil {
		return err
	}
	if u, err := url.Parse(c.Public); c.Public != "" &&
		(err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.User != nil) {
		return fmt.Errorf(
			"%w: --public is %q; an address looks like https://hooks.example.com",
			errUsage,
			c.Public,
		)
	}
	s.system, err = local.Open(local.Options{
		Dir:     s.dir,
		Clock:   clock,
		Log:     log,
		Sender:  sender,
		Console: pages,
	})
	if err != nil {
		return err
	}
	l, err := local.Listen(c.Address)
	if err != nil {
		return err
	}
	return s.serve(l, strings.TrimRight(c.Public, "/"), func(base string) {
		s.printf("Holdfast is up at %s, with all it knows in %s\n", base, s.dir)
		s.printf("  webhooks  %s/STORE/SOURCE\n", s.system.Address)
		s.printf("  clock     %s\n", clock.Now().Format(time.RFC3339))
		s.next("source add STORE/SOURCE --platform shopify")
	})
}

func (c *upCommand) clock(s *session) (*local.Clock, error) {
	switch c.Clock {
	case "":
		clock, err := loadClock(s.dir)
		if err == nil && clock.Stands() {
			clock = local.From(clock.Now())
		}
		return clock, err
	case "wall":
		if err := os.Remove(filepath.Join(s.dir, clockFile)); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		return local.Wall(), nil
	}
	at, err := parseInstant(c.Clock, time.UTC)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	return local.From(at), saveClock(s.dir, at)
}

func (c *upCommand) sender(s *session, clock *local.Clock) (act.Sender, error) {
	if c.TasksTo == "" {
		return outbox.Folder(filepath.Join(s.dir, "outbox")), nil
	}
	if c.TasksKey == "" {
		return nil, fmt.Errorf("%w: --tasks-to needs --tasks-key", errUsage)
	}
	key, err := os.ReadFile(s.path(c.TasksKey))
	if err != nil {
		return nil, err
	}
	return post.To(post.Options{
		URL:      c.TasksTo,
		Secret:   key,
		Loopback: c.Loopback,
		Now:      clock.Now,
	})
}

// hooksPath is below which webhooks are taken.
const hooksPath = "/hooks"

// serve works the queues, answers HTTP and takes commands until the context ends. Links
// in messages lead to the public address, or to the listener's if there is none. Ready is
// called with the latter.
func (s *session) serve(l net.Listener, public string, ready func(base string)) error {
	commands, err := listenControl(s.dir)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	base := "http://" + l.Addr().String()
	s.system.Address = cmp.Or(public, base) + hooksPath
	s.system.Start()
	all, ctx := errgroup.WithContext(s.ctx)
	all.Go(func() error { return s.system.Serve(ctx, l) })
	all.Go(func() error { return control(ctx, commands, s.system, s.dir, base) })
	all.Go(func() error { return keepClock(ctx, s) })
	ready(base)
	err = all.Wait()
	if s.ctx.Err() != nil {
		return nil // it was asked to stop
	}
	return err
}

// keepClock notes now and then where a clock is that does not run by the wall's, so that
// a restart goes on from there.
func keepClock(ctx context.Context, s *session) error {
	if s.system.Clock.IsWall() {
		return nil
	}
	for {
		select {
		case <-ctx.Done():
			return saveClock(s.dir, s.now())
		case <-time.After(time.Minute):
			if err := saveClock(s.dir, s.now()); err != nil {
				return err
			}
		}
	}
}

// parseInstant reads an instant, or a day: the midnight with which it begins in a zone.
func parseInstant(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf(
		"%w: %q is no day such as 2026-01-31, nor an instant such as 2026-01-31T09:00:00Z",
		errUsage,
		text,
	)
}

type turnCommand struct {
	To string `arg:"" help:"The day or instant to turn to, later than now."`
}

// Help shows examples.
func (*turnCommand) Help() string {
	return `Does all that is scheduled on the way: sweeps, the nightly census, tasks. Only for a clock that was set, by
holdfast up --clock or by the demo; the wall's clock turns by itself.

Example:
  holdfast turn 2026-02-01`
}

// Run turns the clock.
func (c *turnCommand) Run(s *session) error {
	to, err := parseInstant(c.To, time.UTC)
	if err != nil {
		return err
	}
	sys, err := s.open()
	if err != nil {
		return err
	}
	if sys.Clock.IsWall() {
		return fmt.Errorf(
			"%w: this folder lives by the wall's clock; see holdfast up --clock",
			errUsage,
		)
	}
	from := sys.Clock.Now()
	if !to.After(from) {
		return fmt.Errorf("%w: it is %s already", errUsage, from.Format(time.RFC3339))
	}
	b := s.bar("turning", "days", int64(to.Sub(from)/time.Hour), 0)
	sweeps := sys.Sweeps.Load()
	for at := from; at.Before(to); {
		next := at.Add(24 * time.Hour)
		if next.After(to) {
			next = to
		}
		if err := sys.Turn(s.ctx, next); err != nil {
			return err
		}
		b.add(int64(next.Sub(at)/time.Hour), 1)
		at = next
	}
	b.end()
	if err := saveClock(s.dir, to); err != nil {
		return err
	}
	if s.json {
		return s.printJSON(
			map[string]any{"from": from, "to": to, "sweeps": sys.Sweeps.Load() - sweeps},
		)
	}
	s.printf("It is %s. %d sweeps on the way.\n", to.Format(time.RFC3339), sys.Sweeps.Load()-sweeps)
	s.next("tasks")
	return nil
}
