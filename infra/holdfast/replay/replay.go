// Package replay posts recorded deliveries, signed anew, over HTTP.
package replay

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"holdfast/infra/holdfast/recorded"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/infra/local"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/words/phrase"
)

// Replay posts recorded deliveries.
type Replay struct {
	Paths       []string `arg:"" help:"JSON lines, samples (.http), bare bodies (.json), or folders of them."`
	Source      string   `help:"The source that signs deliveries which name none, as STORE/SOURCE or SOURCE." placeholder:"NAME"`
	Topic       string   `help:"The topic of bodies that state none." placeholder:"TEXT"`
	Connections int      `help:"How many to post at a time." short:"c" default:"16"`
	Again       bool     `help:"From the beginning, even if an earlier replay of these files was interrupted."`
	To          string   `help:"Post to the system at this address instead of the one in the folder." placeholder:"http://127.0.0.1:8080"`
}

// Help shows examples.
func (*Replay) Help() string {
	return `Examples:
  holdfast replay deliveries.jsonl --source acme/shop
  holdfast replay events/shopify --source acme/shop
A line is {"source": "shop", "topic": "orders/create", "body": {...}}. Deliveries are signed anew with the source's secret, at
the time of the folder's clock. Interrupted, the same command goes on where it stopped; posted twice, nothing changes.`
}

// summary counts what became of the deliveries of a replay, and says how long it took.
type summary struct {
	Accepted int           `json:"accepted"`
	Refused  int           `json:"refused"`
	Skipped  int           `json:"skipped"` // posted by an earlier, interrupted replay
	Took     time.Duration `json:"-"`
	Seconds  float64       `json:"seconds"`
	Rate     int64         `json:"per_second"`
}

// Run posts the deliveries. It returns an error if some were refused.
func (r *Replay) Run(ctx context.Context, s *session.Session) error {
	for i, p := range r.Paths {
		r.Paths[i] = s.Path(p)
	}
	files, size, err := recorded.Files(r.Paths...)
	if err != nil {
		return err
	}
	system, err := s.OpenSystem()
	if err != nil {
		return err
	}
	base, stop, err := r.serve(ctx, s, system)
	if err != nil {
		return err
	}
	accounts, source, err := r.findAccounts(ctx, s, system, base)
	if err != nil {
		return errors.Join(err, stop())
	}

	p := posting{
		session:  s,
		poster:   recorded.NewPoster(accounts, system.Clock.Now, r.Connections),
		progress: newProgress(s.Dir, append(r.Paths, source, r.To)),
		bar:      s.NewBar("replay", "deliveries", size),
	}
	err = p.run(ctx, r, files, source)
	if err = errors.Join(err, stop()); err != nil {
		return err
	}
	if err := printSummary(s, p.summary); err != nil {
		return err
	}
	if p.summary.Refused > 0 {
		return errors.New(phrase.InEnglish(
			"%d {delivery was|deliveries were} refused",
			p.summary.Refused,
		))
	}
	return nil
}

func printSummary(s *session.Session, o summary) error {
	if s.JSON {
		return s.PrintJSON(o)
	}
	s.Printf(
		"%s accepted   %s refused   %s/s   %s\n",
		phrase.Number(int64(o.Accepted)),
		phrase.Number(int64(o.Refused)),
		phrase.Number(o.Rate),
		o.Took.Round(10*time.Millisecond),
	)
	if o.Skipped > 0 {
		s.Printf("%s had been posted before the interruption.\n", phrase.Number(int64(o.Skipped)))
	}
	s.SuggestNext("facts digest")
	return nil
}

// serve returns the address to post to: the one that was named, that of the system that
// runs, or that of this very system, which it serves until stop is called.
func (r *Replay) serve(
	ctx context.Context,
	s *session.Session,
	system *local.System,
) (base string, stop func() error, err error) {
	switch {
	case r.To != "":
		return strings.TrimSuffix(r.To, "/"), func() error { return nil }, nil
	case s.Live != nil:
		return s.Live.URL, func() error { return system.Drain(ctx) }, nil
	}

	l, err := local.Listen("127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	system.Start()
	serveCtx, cancel := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- system.Serve(serveCtx, l) }()
	stop = func() error {
		err := system.Drain(ctx)
		cancel()
		return errors.Join(err, <-served)
	}
	return "http://" + l.Addr().String(), stop, nil
}

// findAccounts returns the sources of the store, and the name of the one that signs
// deliveries which name none.
func (r *Replay) findAccounts(
	ctx context.Context,
	s *session.Session,
	system *local.System,
	base string,
) (map[string]recorded.Account, string, error) {
	store, source, hasStore := strings.Cut(r.Source, "/")
	if !hasStore {
		source = r.Source
		found, err := s.FindStore(ctx)
		if err != nil {
			return nil, "", err
		}
		store = found.Shop.Store
	}
	sources, err := system.Secrets.ListStore(store)
	if err != nil {
		return nil, "", err
	}

	delete(sources, unsubscribe.Name) // nobody posts to it but mail programs

	accounts := map[string]recorded.Account{}
	for name, src := range sources {
		accounts[name] = recorded.Account{
			URL:      base + session.HooksPath + "/" + store + "/" + name,
			Platform: src.Platform,
			Source: webhook.Source{
				Secrets: [][]byte{[]byte(src.Secrets[0])},
				Account: src.Account,
			},
		}
		if source == "" && len(sources) == 1 {
			source = name
		}
	}
	if _, ok := accounts[source]; source != "" && !ok {
		return nil, "", fmt.Errorf(
			"%w: %s has no source %q; see holdfast source list",
			session.ErrUsage,
			store,
			source,
		)
	}
	return accounts, source, nil
}

// posting is a replay under way.
type posting struct {
	session  *session.Session
	poster   *recorded.Poster
	progress *progress
	bar      *terminal.Bar
	summary  summary
}

// refusalsShown is how many refused deliveries are shown with the answer they got.
const refusalsShown = 5

// run posts the deliveries of files. It stops at the first that can neither be delivered
// nor is refused; the same command then goes on from there.
func (p *posting) run(ctx context.Context, r *Replay, files []string, source string) error {
	defer p.bar.Clear()
	if !r.Again {
		p.summary.Skipped = p.progress.load()
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	deliveries := make(chan recorded.Delivery, r.Connections)
	read := make(chan error, 1)
	go func() {
		defer close(deliveries)
		read <- p.read(ctx, r, files, source, deliveries)
	}()

	started := time.Now()
	p.poster.PostAll(ctx, r.Connections, deliveries, func(i int, d recorded.Delivery, err error) {
		if err := p.settle(d, err); err != nil {
			cancel(err)
			return
		}
		p.bar.Advance(d.Size, 1)
		p.progress.settle(i)
	})
	o := &p.summary
	o.Took = time.Since(started)
	o.Seconds = o.Took.Seconds()
	o.Rate = terminal.PerSecond(int64(o.Accepted+o.Refused), o.Took)

	if err := errors.Join(<-read, context.Cause(ctx)); err != nil {
		return errors.Join(err, p.progress.save())
	}
	return p.progress.remove()
}

// read sends the deliveries of files to a channel, but for those that were posted before.
func (p *posting) read(
	ctx context.Context,
	r *Replay,
	files []string,
	source string,
	deliveries chan<- recorded.Delivery,
) error {
	n := 0
	return recorded.Read(files, func(d recorded.Delivery) error {
		if n++; n <= p.summary.Skipped {
			p.bar.Advance(d.Size, 0)
			return nil
		}
		if d.Source == "" {
			d.Source = source
		}
		if r.Topic != "" && d.Header == nil {
			d.Topic = r.Topic
		}
		select {
		case deliveries <- d:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
}

// settle counts what became of a delivery. It returns an error if it was neither accepted
// nor refused.
func (p *posting) settle(d recorded.Delivery, err error) error {
	var refused *recorded.Refused
	switch {
	case err == nil:
		p.summary.Accepted++
		return nil
	case errors.As(err, &refused) && refused.Status/100 == 4:
		p.summary.Refused++
		if p.summary.Refused <= refusalsShown {
			p.bar.Clear()
			p.session.Notef("%s: %v\n", d.Where, err)
		}
		return nil
	}
	return fmt.Errorf("%s: %w", d.Where, err)
}
