// Package up serves a system: webhooks, the console, and the commands that other processes
// type for its folder.
package up

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/settings"
	"holdfast/infra/local"
	"holdfast/infra/outbox"
	"holdfast/infra/post"
	"holdfast/shared/records/book"
	"holdfast/shared/steps/act"
)

// Up runs the whole system here.
type Up struct {
	Address  string `help:"Where to take webhooks; only on this machine. Default: where it served last, else 127.0.0.1:8080." placeholder:"HOST:PORT"`
	Pages    string `help:"Where to show the pages; only on this machine, and never through a proxy. Default: 127.0.0.1:8081 beside webhooks at 127.0.0.1:8080, else a free port." placeholder:"HOST:PORT"`
	Public   string `help:"The address by which others reach this, for the links in messages to customers. Default: where it serves." placeholder:"https://hooks.example.com"`
	Clock    string `help:"Begin at this instant and run on from there, or 'wall'. Default: where the folder's clock stands." placeholder:"2026-01-01T00:00:00Z"`
	TasksTo  string `help:"Post tasks to this address, signed, instead of putting them into the folder's outbox." placeholder:"URL"`
	TasksKey string `help:"File with the secret (whsec_...) that signs them." placeholder:"FILE"`
	Loopback bool   `help:"Allow --tasks-to to name this machine, without https."`
	Verbose  bool   `help:"Log what happens, not only what goes wrong." short:"v"`
}

// Help shows examples.
func (*Up) Help() string {
	return `Examples:
  holdfast up
  holdfast up --clock 2026-01-01T00:00:00Z --address 127.0.0.1:9000
Other holdfast commands on the same folder work meanwhile. Logs go to standard error as JSON.`
}

// Run serves until it is interrupted.
func (u *Up) Run(ctx context.Context, s *session.Session) (err error) {
	if err := s.OnFolder(); err != nil {
		return err
	}
	if err := u.checkPublic(); err != nil {
		return err
	}
	system, err := u.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, system.Close()) }()

	served, err := local.LoadServed(s.Dir)
	if err != nil {
		return err
	}
	l, err := local.Listen(cmp.Or(u.Address, served.Listen, session.DefaultAddress))
	if err != nil {
		return err
	}
	pages, err := ListenForPages(u.Pages, l.Addr())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	server := Server{
		Session: s,
		System:  system,
		Public:  strings.TrimRight(u.Public, "/"),
		Pages:   pages,
		Ready: func(where Addresses) {
			u.remember(s, system, l.Addr().String())
			s.Printf("Holdfast is up at %s, with all it knows in %s\n", where.Hooks, s.Dir)
			s.Printf("  pages     %s\n", where.Pages)
			s.Printf("  webhooks  %s/STORE/SOURCE\n", system.Address)
			s.Printf("  clock     %s\n", system.Clock.Now().Format(time.RFC3339))
			sayUnsettled(ctx, s, system)
			saySourceless(ctx, s, system)
			sayAssumed(ctx, s, system)
			s.SuggestNext("source add STORE/SOURCE --platform shopify")
		},
	}
	return server.Serve(ctx, l)
}

// remember notes where the system serves, so that holdfast source add names that address
// later, and up serves there again. An address that was made up for once is not kept.
func (u *Up) remember(s *session.Session, system *local.System, listen string) {
	if strings.HasSuffix(u.Address, ":0") {
		return
	}
	served := local.Served{Listen: listen, Hooks: system.Address}
	if err := local.SaveServed(s.Dir, served); err != nil {
		s.Notef("The address is not remembered: %v\n", err)
	}
}

// sayUnsettled names each store whose settings are lost, on the terminal and in the log.
func sayUnsettled(ctx context.Context, s *session.Session, system *local.System) {
	lost, err := session.ListUnsettled(ctx, system)
	if err != nil {
		system.Log.Error("the settings of the stores cannot be read", "error", err)
	}
	for _, store := range lost {
		s.Notef("%s\n", session.SayUnsettled(book.Unsettled{Store: store}))
		system.Log.Error("the settings of a store are lost", "store", store)
	}
}

// saySourceless names each store that has no source: its file of secrets may be lost, or the
// folder came from a backup without secrets.
func saySourceless(ctx context.Context, s *session.Session, system *local.System) {
	stores, err := system.Book.ListStores(ctx)
	if err != nil {
		return // sayUnsettled has said so
	}
	for _, store := range stores {
		sources, err := system.Secrets.ListStore(store)
		if err != nil || len(sources) > 0 {
			continue
		}
		s.Notef(
			"%s has no source: no webhook of it is taken. See holdfast source add.\n",
			store,
		)
		system.Log.Warn("a store has no source", "store", store)
	}
}

// sayAssumed says for each store what nobody has named of its money yet.
func sayAssumed(ctx context.Context, s *session.Session, system *local.System) {
	stores, err := system.Book.ListStores(ctx)
	if err != nil {
		return // it is a hint only
	}
	for _, store := range stores {
		shop, err := system.Book.FindShop(ctx, store)
		if err == nil {
			settings.SayAssumed(s, &shop.Playbook)
		}
	}
}

func (u *Up) checkPublic() error {
	if u.Public == "" {
		return nil
	}
	address, err := url.Parse(u.Public)
	isHTTP := err == nil && (address.Scheme == "https" || address.Scheme == "http")
	if !isHTTP || address.Host == "" || address.RawQuery != "" || address.User != nil {
		return fmt.Errorf(
			"%w: --public is %q; an address looks like https://hooks.example.com",
			session.ErrUsage,
			u.Public,
		)
	}
	return nil
}

func (u *Up) open(s *session.Session) (*local.System, error) {
	clock, err := u.setClock(s.Dir)
	if err != nil {
		return nil, err
	}
	sender, err := u.newSender(s, clock)
	if err != nil {
		return nil, err
	}
	level := slog.LevelWarn
	if u.Verbose {
		level = slog.LevelInfo
	}
	return local.Open(local.Options{
		Dir:    s.Dir,
		Clock:  clock,
		Log:    s.NewLog(level),
		Sender: sender,
	})
}

// setClock returns the clock to run by: what --clock says, noted in the folder, or the
// folder's own. A clock that stood runs on from there.
func (u *Up) setClock(dir string) (*local.Clock, error) {
	switch u.Clock {
	case "":
		clock, err := local.LoadClock(dir)
		if err == nil && clock.Stands() {
			clock = local.From(clock.Now())
		}
		return clock, err
	case "wall":
		return local.Wall(), local.RemoveClock(dir)
	}

	at, err := session.ParseInstant(u.Clock, time.UTC)
	if err != nil {
		return nil, err
	}
	if at.Year() < 1970 || at.Year() > 2200 {
		return nil, fmt.Errorf(
			"%w: --clock %s lies outside the years 1970 to 2200",
			session.ErrUsage,
			u.Clock,
		)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return local.From(at), local.SaveClock(dir, at)
}

func (u *Up) newSender(s *session.Session, clock *local.Clock) (act.Sender, error) {
	if u.TasksTo == "" {
		return outbox.Folder(local.OutboxOf(s.Dir)), nil
	}
	if u.TasksKey == "" {
		return nil, fmt.Errorf("%w: --tasks-to needs --tasks-key", session.ErrUsage)
	}
	key, err := os.ReadFile(s.Path(u.TasksKey))
	if err != nil {
		return nil, err
	}
	return post.To(post.Options{
		URL:      u.TasksTo,
		Secret:   key,
		Loopback: u.Loopback,
		Now:      clock.Now,
	})
}
