package up

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"holdfast/infra/holdfast/control"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/local"
	"holdfast/shared/view/console"
)

// Server serves a system over HTTP and takes the commands that other processes type for
// its folder.
type Server struct {
	Session *session.Session
	System  *local.System
	Public  string                // address in messages to customers; "" = where it serves
	Pages   net.Listener          // of the pages for people
	Ready   func(where Addresses) // called when it serves
}

// Addresses says where a server serves: "http://127.0.0.1:8080".
type Addresses struct {
	Hooks string // webhooks
	Pages string // pages for people
}

// Serve works the queues, answers HTTP on a listener and takes commands until the context
// ends, which is no error.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	commands, err := control.Listen(s.System.Dir)
	if err != nil {
		return errors.Join(err, l.Close(), s.Pages.Close())
	}
	base := "http://" + l.Addr().String()
	s.System.Address = cmp.Or(s.Public, base) + session.HooksPath
	s.System.Start()

	all, serveCtx := errgroup.WithContext(ctx)
	all.Go(func() error {
		return s.System.Serve(serveCtx, l)
	})
	all.Go(func() error {
		return local.ServeOn(serveCtx, s.Pages, NewConsole(s.System))
	})
	all.Go(func() error {
		return RunCommands(serveCtx, commands, s.Session, s.System, base)
	})
	all.Go(func() error {
		return saveClockNowAndThen(serveCtx, s.System)
	})
	all.Go(func() error {
		return s.System.AwaitBeyond(serveCtx)
	})
	s.Ready(Addresses{
		Hooks: base,
		Pages: "http://" + s.Pages.Addr().String(),
	})
	err = all.Wait()
	if ctx.Err() != nil {
		return nil // it was asked to stop
	}
	return err
}

// RunCommands runs the commands that come in on a folder's socket, for a system that serves
// at base, until the context ends.
func RunCommands(
	ctx context.Context,
	commands net.Listener,
	s *session.Session,
	system *local.System,
	base string,
) error {
	live := session.Live{System: system, URL: base}
	run := func(ctx context.Context, line control.Line, out, errw io.Writer) int {
		return s.RunLive(ctx, live, line, out, errw)
	}
	return control.Serve(ctx, commands, run)
}

// saveClockNowAndThen notes each minute where a clock is that does not run by the wall's,
// so that a restart goes on from there. That it cannot be noted now, as on a full disk, ends
// nothing: the restart then goes on from the last note.
func saveClockNowAndThen(ctx context.Context, system *local.System) error {
	if system.Clock.IsWall() {
		return nil
	}
	for {
		select {
		case <-ctx.Done():
			return local.SaveClock(system.Dir, system.Clock.Now())
		case <-time.After(time.Minute):
			if err := local.SaveClock(system.Dir, system.Clock.Now()); err != nil {
				system.Log.Warn("the clock is not noted", "error", err)
			}
		}
	}
}

// ListenForPages opens the address of the pages. Where none is named, it is the default one
// beside webhooks at theirs, and a free port of this machine beside any others: several
// systems may serve at ports that follow each other.
func ListenForPages(named string, hooks net.Addr) (net.Listener, error) {
	if named != "" {
		return local.Listen(named)
	}
	if hooks.String() == session.DefaultAddress {
		if l, err := local.Listen(session.DefaultPages); err == nil {
			return l, nil
		}
	}
	host, _, err := net.SplitHostPort(hooks.String())
	if err != nil {
		return nil, err
	}
	return local.Listen(net.JoinHostPort(host, "0"))
}

// NewConsole returns the pages for people, which answer this machine only. They have an
// address of their own: what a proxy or tunnel forwards to the webhooks never meets them.
func NewConsole(s *local.System) http.Handler {
	c := &console.Console{
		Book:     s.Book,
		Shops:    s.Shops,
		Now:      s.Clock.Now,
		Log:      s.Log,
		Loopback: true,
	}
	return c.Handler()
}
