package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"holdfast/infra/holdfast/invent"
	"holdfast/infra/holdfast/recorded"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/tasks"
	"holdfast/infra/local"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// The demo's year ends with a quarter, so that the last quarter is whole.
var demoStart = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)

const (
	workHour    = 11 * time.Hour // of the day, when owners work their tasks
	postHour    = 20 * time.Hour // of the day, when the shop posts its webhooks
	connections = 32             // over which they are posted
)

// What the year ends with, in days before its end. A strike of the shop's carrier costs it
// good customers, and calls are left for the last morning, when a person first sees the
// list.
const (
	strikeFrom  = 55
	strikeTo    = 20
	callsWait   = 27 // owners answer complaints, and leave calls open
	callsInTime = 28 // a call may wait for so long
)

// year is the demo under way.
type year struct {
	session *session.Session
	system  *local.System
	days    int
	shop    *invent.Year
	owners  *rand.Rand // decides which tasks owners work

	shopPoster *recorded.Poster // signs as the shop does
	forger     *recorded.Poster // guesses the secrets
	replayer   *recorded.Poster // posts what was signed days ago
	answers    atomic.Int64     // to the survey
	forged     int              // deliveries that were forged
	stale      int              // deliveries that were signed days ago
	posted     int              // deliveries of all kinds
	timeToPost time.Duration
}

func newYear(d *Demo, s *session.Session) *year {
	shop := invent.New(d.Seed, demoStart, d.Days, d.Customers)
	shop.Strike(d.Days-strikeFrom, d.Days-strikeTo)
	return &year{
		session: s,
		days:    d.Days,
		owners:  rand.New(rand.NewPCG(d.Seed, 1<<40)), // another stream than the shop's
		shop:    shop,
	}
}

// pass lets the year pass: each day the sweeps, the owners at work, and what the shop
// posts.
func (y *year) pass(ctx context.Context) error {
	bar := y.session.NewBar("a year", "webhooks", int64(y.days))
	defer bar.Clear()
	for day := range y.days {
		before := y.posted
		if err := y.passDay(ctx, day); err != nil {
			return err
		}
		bar.Advance(1, int64(y.posted-before))
	}
	return y.lastMorning(ctx)
}

func (y *year) passDay(ctx context.Context, day int) error {
	start := demoStart.AddDate(0, 0, day)
	if err := y.system.Turn(ctx, start.Add(workHour)); err != nil {
		return err
	}
	if err := y.work(ctx, day); err != nil {
		return err
	}
	if err := y.system.Turn(ctx, start.Add(postHour)); err != nil {
		return err
	}
	if err := y.post(ctx, y.shop.Day(day)); err != nil {
		return err
	}
	return y.system.Quiet(ctx)
}

// lastMorning takes a census of the whole year, and has the morning's sweeps propose by
// what it found.
func (y *year) lastMorning(ctx context.Context) error {
	morning := demoStart.AddDate(0, 0, y.days)
	if err := y.system.Turn(ctx, morning.Add(3*time.Hour)); err != nil {
		return err
	}
	if err := y.system.Census.Start(ctx, y.system.Clock.Now()); err != nil {
		return err
	}
	if err := y.system.Turn(ctx, morning.Add(workHour)); err != nil {
		return err
	}
	if err := y.system.Sync(ctx); err != nil {
		return err
	}
	return local.SaveClock(y.session.Dir, y.system.Clock.Now())
}

// post posts a day's deliveries and checks that each gets the answer it deserves.
func (y *year) post(ctx context.Context, day []invent.Delivery) error {
	var genuine, forged, stale []recorded.Delivery
	for _, d := range day {
		r := recorded.Delivery{
			Where:  d.Topic,
			Source: d.Source,
			Topic:  d.Topic,
			Body:   d.Body,
		}
		switch {
		case d.Forged:
			forged = append(forged, r)
		case d.Stale:
			stale = append(stale, r)
		default:
			genuine = append(genuine, r)
		}
	}
	y.forged += len(forged)
	y.stale += len(stale)
	y.posted += len(day)

	started := time.Now()
	err := errors.Join(
		postAll(ctx, y.shopPoster, genuine, wantAccepted),
		postAll(ctx, y.forger, forged, wantRefused),
		postAll(ctx, y.replayer, stale, wantRefused),
	)
	y.timeToPost += time.Since(started)
	return err
}

// postAll posts deliveries and checks each answer.
func postAll(
	ctx context.Context,
	p *recorded.Poster,
	deliveries []recorded.Delivery,
	check func(recorded.Delivery, error) error,
) error {
	queue := make(chan recorded.Delivery, len(deliveries))
	for _, d := range deliveries {
		queue <- d
	}
	close(queue)

	var failed error
	settle := func(_ int, d recorded.Delivery, err error) {
		if err := check(d, err); err != nil {
			failed = err
		}
	}
	p.PostAll(ctx, min(connections, len(deliveries)), queue, settle)
	return failed
}

func wantAccepted(d recorded.Delivery, err error) error {
	if err != nil {
		return fmt.Errorf("%s/%s: %w", d.Source, d.Topic, err)
	}
	return nil
}

func wantRefused(d recorded.Delivery, err error) error {
	var refused *recorded.Refused
	if !errors.As(err, &refused) || refused.Status != 401 {
		return fmt.Errorf(
			"%s/%s: a forged or stale delivery was answered %w",
			d.Source,
			d.Topic,
			err,
		)
	}
	return nil
}

// work has owners work the tasks that are with them, on working days, most of them on the
// same day.
func (y *year) work(ctx context.Context, day int) error {
	weekday := demoStart.AddDate(0, 0, day).Weekday()
	if weekday == time.Saturday || weekday == time.Sunday {
		return nil
	}
	store, err := y.findStore(ctx)
	if err != nil {
		return err
	}
	open, err := table.Collect(store.Book.OpenTasks(ctx, invent.Store))
	if err != nil {
		return err
	}
	now := y.system.Clock.Now()
	for _, t := range open {
		isReady := t.State == playbook.Open && t.NotBefore <= crm.InstantOf(now)
		isLeft := t.Kind == playbook.ByOwner && day >= y.days-callsWait
		if !isReady || isLeft || y.owners.IntN(10) == 0 {
			continue
		}
		answer := y.shop.AnswerCall(t.Customer, now)
		feedback := playbook.Feedback{
			Result: playbook.Result(answer.Result),
			Reason: answer.Reason,
		}
		if _, err := tasks.Record(ctx, store, t.ID, feedback); err != nil {
			return err
		}
	}
	return nil
}

func (y *year) findStore(ctx context.Context) (session.Store, error) {
	target := session.NewFolderTarget(y.system)
	shop, err := target.Book.FindShop(ctx, invent.Store)
	return session.Store{Target: target, Shop: shop}, err
}
