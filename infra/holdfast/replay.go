package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"holdfast/infra/holdfast/recorded"
	"holdfast/infra/local"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/phrase"
)

type replayCommand struct {
	Paths       []string `arg:"" help:"JSON lines, samples (.http), bare bodies (.json), or folders of them."`
	Source      string   `       help:"The source that signs deliveries which name none, as STORE/SOURCE or SOURCE."  placeholder:"NAME"`
	Topic       string   `       help:"The topic of bodies that state none."                                          placeholder:"TEXT"`
	Connections int      `       help:"How many to post at a time."                                                                                       short:"c" default:"16"`
	Again       bool     `       help:"From the beginning, even if an earlier replay of these files was interrupted."`
	To          string   `       help:"Post to the system at this address instead of the one in the folder."          placeholder:"http://127.0.0.1:8080"`
}

// Help shows examples.
func (*replayCommand) Help() string {
	return `Examples:
  holdfast replay deliveries.jsonl --source acme/shop
  holdfast replay events/shopify --source acme/shop
A line is {"source": "shop", "topic": "orders/create", "body": {...}}. Deliveries are signed anew with the source's secret, at
the time of the folder's clock. Interrupted, the same command goes on where it stopped; posted twice, nothing changes.`
}

// replayed is what a replay came to.
type replayed struct {
	Accepted int           `json:"accepted"`
	Refused  int           `json:"refused"`
	Skipped  int           `json:"skipped"` // posted by an earlier, interrupted replay
	Took     time.Duration `json:"-"`
	Seconds  float64       `json:"seconds"`
	Rate     int64         `json:"per_second"`
}

// Run posts the deliveries.
func (c *replayCommand) Run(s *session) error {
	for i, p := range c.Paths {
		c.Paths[i] = s.path(p)
	}
	files, size, err := recorded.Files(c.Paths...)
	if err != nil {
		return err
	}
	sys, err := s.open()
	if err != nil {
		return err
	}
	base, stop, err := c.target(s, sys)
	if err != nil {
		return err
	}
	accounts, source, err := c.accounts(s, sys, base)
	if err != nil {
		return errors.Join(err, stop())
	}
	r, err := c.post(s, sys, accounts, source, files, size)
	if err = errors.Join(err, stop()); err != nil {
		return err
	}
	if s.json {
		err = s.printJSON(r)
	} else {
		s.printf("%s accepted   %s refused   %s/s   %s\n", phrase.Number(int64(r.Accepted)), phrase.Number(int64(r.Refused)),
			phrase.Number(r.Rate), r.Took.Round(10*time.Millisecond))
		if r.Skipped > 0 {
			s.printf("%s had been posted before the interruption.\n", phrase.Number(int64(r.Skipped)))
		}
		s.next("facts digest")
	}
	if err == nil && r.Refused > 0 {
		err = fmt.Errorf("%d deliveries were refused", r.Refused)
	}
	return err
}

// target is where to post: an address that was named, the system that runs, or this very
// one, served for the while.
func (c *replayCommand) target(
	s *session,
	sys *local.System,
) (base string, stop func() error, err error) {
	switch {
	case c.To != "":
		return strings.TrimSuffix(c.To, "/"), func() error { return nil }, nil
	case s.live:
		return s.base, func() error { return sys.Drain(s.ctx) }, nil
	}
	l, err := local.Listen("127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	sys.Start()
	ctx, cancel := context.WithCancel(s.ctx)
	served := make(chan error, 1)
	go func() { served <- sys.Serve(ctx, l) }()
	return "http://" + l.Addr().String(), func() error {
		err := sys.Drain(s.ctx)
		cancel()
		return errors.Join(err, <-served)
	}, nil
}

// accounts are the sources of the store, and the one that signs what names none.
func (c *replayCommand) accounts(
	s *session,
	sys *local.System,
	base string,
) (map[string]recorded.Account, string, error) {
	store, source, named := strings.Cut(c.Source, "/")
	if !named {
		source = c.Source
		_, shop, err := s.shop()
		if err != nil {
			return nil, "", err
		}
		store = shop.Store
	}
	known, err := sys.Secrets.Of(store)
	if err != nil {
		return nil, "", err
	}
	accounts := map[string]recorded.Account{}
	for name, src := range known {
		accounts[name] = recorded.Account{
			URL: base + "/hooks/" + store + "/" + name, Platform: src.Platform,
			Source: webhook.Source{Secrets: [][]byte{[]byte(src.Secrets[0])}, Account: src.Account},
		}
		if source == "" && len(known) == 1 {
			source = name
		}
	}
	if _, ok := accounts[source]; source != "" && !ok {
		return nil, "", fmt.Errorf(
			"%w: %s has no source %q; see holdfast source list",
			errUsage,
			store,
			source,
		)
	}
	return accounts, source, nil
}

func (c *replayCommand) post(
	s *session,
	sys *local.System,
	accounts map[string]recorded.Account,
	source string,
	files []string,
	size int64,
) (replayed, error) {
	mark := c.mark(s, source)
	r := replayed{}
	if !c.Again {
		r.Skipped = mark.load()
	}
	b := s.bar("replay", "deliveries", size, 0)
	ctx, cancel := context.WithCancelCause(s.ctx)
	defer cancel(nil)
	deliveries := make(chan recorded.Delivery, c.Connections)
	read := make(chan error, 1)
	go func() {
		defer close(deliveries)
		n := 0
		read <- recorded.Read(files, func(d recorded.Delivery) error {
			if n++; n <= r.Skipped {
				b.add(d.Size, 0)
				return nil
			}
			if d.Source == "" {
				d.Source = source
			}
			if c.Topic != "" && d.Header == nil {
				d.Topic = c.Topic
			}
			select {
			case deliveries <- d:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
	}()
	mark.first = r.Skipped
	started := time.Now()
	recorded.NewPoster(accounts, sys.Clock.Now, c.Connections).
		All(ctx, c.Connections, deliveries, func(i int, d recorded.Delivery, err error) {
			var refused *recorded.Refused
			switch {
			case err == nil:
				r.Accepted++
			case errors.As(err, &refused) && refused.Status/100 == 4:
				if r.Refused++; r.Refused <= 5 {
					b.end()
					s.notef("%s: %v\n", d.Where, err)
				}
			default:
				cancel(fmt.Errorf("%s: %w", d.Where, err))
				return
			}
			b.add(d.Size, 1)
			mark.done(i)
		})
	r.Took = time.Since(started)
	r.Seconds, r.Rate = r.Took.Seconds(), perSecond(int64(r.Accepted+r.Refused), r.Took)
	b.end()
	if err := errors.Join(<-read, context.Cause(ctx)); err != nil {
		return r, errors.Join(err, mark.save())
	}
	return r, mark.remove()
}

// mark keeps how far a replay of certain files to a certain source has come. Deliveries
// are settled out of order; it stands before the first that is not.
type mark struct {
	path  string
	first int // deliveries settled without a gap
	ahead map[int]bool
	base  int
	saved time.Time
	set   bool
}

const markEvery = 200 * time.Millisecond

func (c *replayCommand) mark(s *session, source string) *mark {
	sum := sha256.Sum256([]byte(strings.Join(append(c.Paths, source, c.To), "\x00")))
	return &mark{
		path:  filepath.Join(s.dir, "replay-"+hex.EncodeToString(sum[:8])),
		ahead: map[int]bool{},
	}
}

func (m *mark) load() int {
	b, err := os.ReadFile(m.path)
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(
		strings.TrimSpace(string(b)),
	) // a mark that cannot be read is none: posting twice changes nothing
	return n
}

// done notes that the i-th delivery of this run is settled, and saves the mark now and
// then.
func (m *mark) done(i int) {
	if !m.set {
		m.base, m.set, m.saved = m.first, true, time.Now()
	}
	m.ahead[m.base+i] = true
	for m.ahead[m.first] {
		delete(m.ahead, m.first)
		m.first++
	}
	if time.Since(m.saved) > markEvery {
		m.saved = time.Now()
		_ = m.save() // without it, more is posted again
	}
}

func (m *mark) save() error {
	return os.WriteFile(m.path, []byte(strconv.Itoa(m.first)+"\n"), 0o600)
}

func (m *mark) remove() error {
	if err := os.Remove(m.path); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}
