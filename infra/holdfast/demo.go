package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"holdfast/infra/embedded"
	"holdfast/infra/holdfast/invent"
	"holdfast/infra/holdfast/recorded"
	"holdfast/infra/local"
	"holdfast/infra/outbox"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/zendesk"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
)

type demoCommand struct {
	Address   string `help:"Where to serve; another port is taken where this one is busy." default:"127.0.0.1:8080"`
	Customers int    `help:"About how many customers the shop gets."                       default:"2000"`
	Days      int    `help:"How many days pass."                                           default:"365"            hidden:""`
	Seed      uint64 `help:"Another seed is another shop."                                 default:"17"`
	Serve     bool   `help:"Go on serving at the end, even if nobody looks at a terminal."`
}

// Help says what it does.
func (*demoCommand) Help() string {
	return `Invents a shop and posts a year of its webhooks, signed, over HTTP to a system in this very process, while turning its clock
day by day. Invented owners work the tasks, invented customers answer. What is shown at the end was counted, not made up.
Everything is kept in .holdfast/demo, which each demo begins anew.`
}

// The demo's year ends with a quarter, so that the last quarter is whole.
var demoStart = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)

const (
	atWork      = 11 * time.Hour // when owners work their tasks
	atNight     = 20 * time.Hour // when the shop posts its day
	demoPosters = 32
	ownersAway  = 13 // days at the end, so that there is something left to do today
)

// year is the demo under way.
type year struct {
	s    *session
	sys  *local.System
	days int
	shop *invent.Year
	rng  *rand.Rand // of the owners
	honest,
	forger,
	late *recorded.Poster

	answers       atomic.Int64 // to the survey
	forged, stale int          // that were posted
	posted        int
	posting       time.Duration
}

// Run runs the demonstration.
func (c *demoCommand) Run(s *session) error {
	if err := s.clear(); err != nil {
		return err
	}
	y := &year{
		s:    s,
		days: c.Days,
		rng:  rand.New(rand.NewPCG(c.Seed, 1<<40)),
		shop: invent.New(c.Seed, demoStart, c.Days, c.Customers),
	}
	if err := y.open(); err != nil {
		return err
	}
	l, err := local.Listen(c.Address)
	if err != nil && !errors.Is(err, local.ErrNotLoopback) {
		l, err = local.Listen("127.0.0.1:0")
	}
	if err != nil {
		return err
	}
	return y.run(l, c.Serve || s.terminal)
}

// run serves, lets the year pass, shows what came of it, and goes on serving if it is to.
func (y *year) run(l net.Listener, stay bool) error {
	outer, stop := context.WithCancel(y.s.ctx)
	defer stop()
	all, ctx := errgroup.WithContext(outer)
	all.Go(func() error { return y.sys.Serve(ctx, l) })
	base := "http://" + l.Addr().String()
	y.sys.Address = base + hooksPath
	err := y.connect(base)
	if err == nil {
		err = y.pass(ctx)
	}
	if err == nil {
		err = y.show(ctx, base, stay)
	}
	if err != nil || !stay {
		stop()
		return errors.Join(err, all.Wait())
	}
	commands, err := listenControl(y.s.dir)
	if err != nil {
		stop()
		return errors.Join(err, all.Wait())
	}
	y.sys.Start()
	all.Go(func() error { return control(ctx, commands, y.sys, y.s.dir, base) })
	err = all.Wait()
	if y.s.ctx.Err() != nil {
		return nil // it was asked to stop
	}
	return err
}

// clear empties the demo's own folder. Another folder must be empty; one that is in use
// is left alone.
func (s *session) clear() error {
	names, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(names) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if !s.fresh {
		return fmt.Errorf(
			"%w: %s is not empty; the demo needs a folder of its own",
			errUsage,
			s.dir,
		)
	}
	t, err := embedded.OpenTable(s.dir, nil)
	if errors.Is(err, embedded.ErrInUse) {
		return fmt.Errorf("a demo is running in %s; stop it first", s.dir)
	}
	if err == nil {
		err = t.Close()
	}
	if err != nil && !errors.Is(err, embedded.ErrInUse) {
		s.notef("holdfast: the last demo's table was broken: %v\n", err)
	}
	return os.RemoveAll(s.dir)
}

// answering carries messages into the outbox, and has invented customers read them.
type answering struct {
	outbox.Sender
	year *year
}

// Send implements act.Sender.
func (a answering) Send(ctx context.Context, e act.Errand) error {
	if err := a.Sender.Send(ctx, e); err != nil {
		return err
	}
	if e.Kind == playbook.Automatic {
		return a.year.read(ctx, e)
	}
	return nil
}

func (y *year) open() (err error) {
	log := slog.New(slog.NewJSONHandler(y.s.errw, &slog.HandlerOptions{Level: slog.LevelError}))
	y.sys, err = local.Open(local.Options{
		Dir:     y.s.dir,
		Clock:   local.Standing(demoStart),
		Log:     log,
		Console: pages,
		Sender:  answering{outbox.Folder(filepath.Join(y.s.dir, "outbox")), y},
		Schedule: &local.Schedule{
			Sweeps:   []time.Duration{7*time.Hour + 30*time.Minute, 10*time.Hour + 30*time.Minute},
			Censuses: []time.Duration{2 * time.Hour}, CensusDays: 7,
		},
	})
	y.s.system = y.sys
	return err
}

// connect sets the shop up with its three sources and its survey, and makes those who
// post: the shop, a forger who guesses a secret, and somebody who posts recordings of
// days ago.
func (y *year) connect(base string) error {
	cfg := playbook.DefaultConfig(invent.Store, invent.Currency)
	cfg.Zone = "Europe/Berlin"
	cfg.MarginBP = 3500
	cfg.Owner = invent.Owners[0]
	cfg.Manager = invent.Owners[len(invent.Owners)-1]
	cfg.Costs[playbook.Call], cfg.Costs[playbook.Message] = 2500, 60 // half an hour of a person; a printed card
	cfg.Plays[playbook.OwnerCall] = playbook.Play{Within: 30, Hours: 14 * 24, Uplift: 100}
	cfg.Plays[playbook.Obligation] = playbook.Play{Within: 7, Hours: 72}
	cfg.Survey.Source = demoSurvey
	if err := y.sys.AddStore(y.s.ctx, "Kontor, an invented shop", []byte("the pepper of an invented shop!!"), cfg); err != nil {
		return err
	}
	genuine := map[string]recorded.Account{}
	guessed := map[string]recorded.Account{}
	for name, platform := range map[string]string{invent.Shop: shopify.Name, invent.Desk: zendesk.Name, invent.ERP: standard.Name} {
		secret, _, err := (&sourceAdd{Platform: platform}).secret(y.s)
		if err != nil {
			return err
		}
		guess, _, err := (&sourceAdd{Platform: platform}).secret(y.s)
		if err != nil {
			return err
		}
		if err := y.sys.PutSource(invent.Store, name, sources.Source{Platform: platform, Secrets: []string{secret}}); err != nil {
			return err
		}
		a := recorded.Account{URL: base + "/hooks/" + invent.Store + "/" + name, Platform: platform}
		a.Secrets = [][]byte{[]byte(secret)}
		genuine[name] = a
		a.Source = webhook.Source{Secrets: [][]byte{[]byte(guess)}}
		guessed[name] = a
	}
	if err := y.connectSurvey(); err != nil {
		return err
	}
	now := y.sys.Clock.Now
	y.honest = recorded.NewPoster(genuine, now, demoPosters)
	y.forger = recorded.NewPoster(guessed, now, demoPosters)
	y.late = recorded.NewPoster(
		genuine,
		func() time.Time { return now().AddDate(0, 0, -3) },
		demoPosters,
	)
	return nil
}

// pass lets the year pass: each day the sweeps, the owners at work, and what the shop
// posts.
func (y *year) pass(ctx context.Context) error {
	b := y.s.bar("a year", "webhooks", int64(y.days), 0)
	defer b.end()
	for day := range y.days {
		start := demoStart.AddDate(0, 0, day)
		if err := y.sys.Turn(ctx, start.Add(atWork)); err != nil {
			return err
		}
		if day < y.days-ownersAway {
			if err := y.work(ctx, start.Weekday()); err != nil {
				return err
			}
		}
		if err := y.sys.Turn(ctx, start.Add(atNight)); err != nil {
			return err
		}
		before := y.posted
		if err := y.post(ctx, y.shop.Day(day)); err != nil {
			return err
		}
		if err := y.sys.Quiet(ctx); err != nil {
			return err
		}
		b.add(1, int64(y.posted-before))
	}
	return y.lastMorning(ctx)
}

// lastMorning takes a census of the whole year, and has the morning's sweeps propose by
// what it found.
func (y *year) lastMorning(ctx context.Context) error {
	morning := demoStart.AddDate(0, 0, y.days)
	if err := y.sys.Turn(ctx, morning.Add(3*time.Hour)); err != nil {
		return err
	}
	if err := y.sys.Census.Start(ctx, y.sys.Clock.Now()); err != nil {
		return err
	}
	if err := y.sys.Turn(ctx, morning.Add(atWork)); err != nil {
		return err
	}
	return saveClock(y.s.dir, y.sys.Clock.Now())
}

// post posts a day's deliveries and checks each answer against what it deserves.
func (y *year) post(ctx context.Context, day []invent.Delivery) error {
	var groups [3][]recorded.Delivery
	for _, d := range day {
		r := recorded.Delivery{
			Where:  d.Topic,
			Source: d.Source,
			Topic:  d.Topic,
			Body:   d.Body,
		}
		i := 0
		switch {
		case d.Forged:
			i = 1
			y.forged++
		case d.Stale:
			i = 2
			y.stale++
		}
		groups[i] = append(groups[i], r)
	}
	started := time.Now()
	for i, p := range [...]*recorded.Poster{y.honest, y.forger, y.late} {
		if err := postAll(ctx, p, groups[i], i > 0); err != nil {
			return err
		}
	}
	y.posting += time.Since(started)
	y.posted += len(day)
	return nil
}

// postAll posts deliveries that must all be taken, or all be refused.
func postAll(ctx context.Context, p *recorded.Poster, ds []recorded.Delivery, refuse bool) error {
	ch := make(chan recorded.Delivery, len(ds))
	for _, d := range ds {
		ch <- d
	}
	close(ch)
	var wrong error
	p.All(ctx, min(demoPosters, len(ds)), ch, func(_ int, d recorded.Delivery, err error) {
		var refused *recorded.Refused
		switch {
		case !refuse && err != nil:
			wrong = fmt.Errorf("%s/%s: %w", d.Source, d.Topic, err)
		case refuse && (!errors.As(err, &refused) || refused.Status != 401):
			wrong = fmt.Errorf(
				"%s/%s: a forged or stale delivery was answered %w",
				d.Source,
				d.Topic,
				err,
			)
		}
	})
	return wrong
}

// work has owners work the tasks that are with them, on working days, most of them on the
// same day.
func (y *year) work(ctx context.Context, day time.Weekday) error {
	if day == time.Saturday || day == time.Sunday {
		return nil
	}
	shop, err := y.sys.Book.FindShop(ctx, invent.Store)
	if err != nil {
		return err
	}
	now := crm.InstantOf(y.sys.Clock.Now())
	for t, err := range y.sys.Book.OpenTasks(ctx, invent.Store) {
		if err != nil {
			return err
		}
		if t.State != playbook.Open || t.NotBefore > now || y.rng.IntN(10) == 0 {
			continue
		}

		a := y.shop.Called(t.Customer, y.sys.Clock.Now())
		said := playbook.Feedback{Result: playbook.Result(a.Result), Reason: a.Reason}
		if _, err := record(ctx, placeOf(y.sys), shop, t.ID, said); err != nil {
			return err
		}
	}
	return nil
}
