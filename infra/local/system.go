// Package local is the whole of Holdfast in one process: the same steps that run as
// functions in the cloud, over the embedded table and queues in one folder, with HTTP in
// front and a clock that can be turned. Tests, the demonstration and a small shop's own
// server all run this very assembly.
package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"holdfast/infra/embedded"
	"holdfast/infra/links"
	"holdfast/infra/outbox"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/steps/apply"
	"holdfast/shared/steps/census"
	"holdfast/shared/steps/sweep"
	"holdfast/shared/words/crm"
)

// Options say how a system runs. Only Dir is required.
type Options struct {
	Dir      string       // everything is kept here
	Clock    *Clock       // nil = the wall's
	Log      *slog.Logger // nil = nothing is logged
	Meter    table.Meter  // told the table's units, as DynamoDB counts them
	Sender   act.Sender   // nil = files in the folder's outbox
	Schedule *Schedule    // nil = Hourly
	Workers  int          // on each of the queues of deliveries; 0 = 16

	// DeferSync has nothing wait for the disk until Sync. If the machine fails before that,
	// the folder is lost. It is for folders that can be made anew.
	DeferSync bool

	// Console makes the pages that are served under /, once the system stands.
	Console func(*System) http.Handler
}

// System is one running Holdfast.
type System struct {
	Dir     string
	Clock   *Clock
	Log     *slog.Logger
	Table   *embedded.Table
	Book    book.Book
	Shops   *book.Shops
	Secrets *Secrets
	Sweep   *sweep.Sweep
	Census  *census.Census
	Address string // of its webhooks, ending in /hooks, as links in messages name it; set before its queues are worked

	Sweeps   atomic.Int64 // started so far
	Censuses atomic.Int64

	queues   *embedded.Queues
	lanes    []*lane
	batches  alarmClock
	finished atomic.Int64
	schedule Schedule
	hooks    *hooks
	console  http.Handler

	turning sync.Mutex
	running atomic.Bool
	stop    context.CancelFunc
	wait    sync.WaitGroup
}

// Open puts a system together on a folder, created if need be. It works nothing yet:
// Start does, or Turn and Drain at the caller's pace. The error wraps embedded.ErrInUse
// when another process has the folder open.
func Open(o Options) (*System, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open %s: %w", o.Dir, err)
	}
	s := &System{
		Dir:      o.Dir,
		Clock:    o.Clock,
		Log:      o.Log,
		schedule: Hourly(),
		stop:     func() {},
	}
	if s.Clock == nil {
		s.Clock = Wall()
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if o.Schedule != nil {
		s.schedule = *o.Schedule
	}
	if o.Sender == nil {
		o.Sender = outbox.Folder(filepath.Join(o.Dir, "outbox"))
	}
	if o.Workers == 0 {
		o.Workers = 16
	}
	var err error
	if s.Secrets, err = OpenSecrets(filepath.Join(o.Dir, "secrets.json")); err != nil {
		return nil, err
	}
	if s.Table, err = embedded.OpenTable(o.Dir, o.Meter); err != nil {
		return nil, err
	}
	if s.queues, err = embedded.OpenQueues(o.Dir, s.Clock.Now); err != nil {
		return nil, errors.Join(err, s.Table.Close())
	}
	if o.DeferSync {
		s.Table.DeferSync()
		s.queues.DeferSync()
	}
	if err := s.assemble(o); err != nil {
		return nil, errors.Join(err, s.queues.Close(), s.Table.Close())
	}
	if o.Console != nil {
		s.console = o.Console(s)
	}
	return s, nil
}

func (s *System) assemble(o Options) error {
	q := map[string]*embedded.Queue{}
	for _, name := range queue.Names {
		var err error
		if q[name], err = s.queues.Queue(name, maxReceives); err != nil {
			return err
		}
		if _, err = q[name].Release(context.Background()); err != nil {
			return err
		}
	}
	now := s.Clock.Now
	s.Book = book.Book{Table: s.Table}
	s.Shops = &book.Shops{Book: s.Book, Now: now}
	fold := &apply.Apply{
		Book:   s.Book,
		Shops:  s.Shops,
		Orders: q[queue.Orders],
		Act:    q[queue.Act],
		Now:    now,
		Log:    s.Log,
	}
	s.Sweep = &sweep.Sweep{
		Book:   s.Book,
		Shops:  s.Shops,
		Shards: q[queue.Sweep],
		Act:    q[queue.Act],
		Now:    now,
		Log:    s.Log,
	}
	s.Census = &census.Census{
		Book:     s.Book,
		Shops:    s.Shops,
		Segments: q[queue.Census],
		Now:      now,
		Log:      s.Log,
		Workers:  runtime.GOMAXPROCS(0),
	}
	s.hooks = newHooks(s, q[queue.Orders], q[queue.Tickets])
	address := func() string { return s.Address }
	do := &act.Act{
		Book:  s.Book,
		Shops: s.Shops,
		Send:  o.Sender,
		Now:   now,
		Log:   s.Log,
		Link:  links.To(address, s.hooks),
	}
	for name, work := range map[string]struct {
		step    step
		workers int
	}{
		queue.Orders:  {fold.Fold, o.Workers},
		queue.Tickets: {fold.Fold, o.Workers},
		queue.Sweep:   {s.Sweep.JudgeShards, 2},
		queue.Census:  {s.Census.CountSegments, 1},
		queue.Act:     {do.CarryOut, 2},
	} {
		s.lanes = append(s.lanes, &lane{
			name:    name,
			queue:   q[name],
			step:    work.step,
			workers: work.workers,
			clock:   s.Clock,
			log:     s.Log,
			settled: s.settled,
		})
	}
	s.inOrder()
	return nil
}

// inOrder sorts the lanes as queue.Names has them.
func (s *System) inOrder() {
	byName := map[string]*lane{}
	for _, l := range s.lanes {
		byName[l.name] = l
	}
	for i, name := range queue.Names {
		s.lanes[i] = byName[name]
	}
}

func (s *System) settled() {
	s.finished.Add(1)
	s.batches.ring()
}

// Queue is one of the queues by its name, nil if there is no such queue.
func (s *System) Queue(name string) *embedded.Queue {
	for _, l := range s.lanes {
		if l.name == name {
			return l.queue
		}
	}
	return nil
}

// Start works the queues and keeps the schedule until Close.
func (s *System) Start() {
	if !s.running.CompareAndSwap(false, true) {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	for _, l := range s.lanes {
		l.run(ctx, &s.wait)
	}
	s.wait.Go(func() { s.keep(ctx) })
}

// Sync makes durable all that was done, and ends Options.DeferSync.
func (s *System) Sync(ctx context.Context) error {
	return errors.Join(s.Table.Sync(ctx), s.queues.Sync(ctx))
}

// Close finishes the batches under way and closes the folder. Killing the process instead
// loses nothing either.
func (s *System) Close() error {
	s.stop()
	s.wait.Wait()
	return errors.Join(s.queues.Close(), s.Table.Close())
}

// ErrStoreExists says that a store was set up before.
var ErrStoreExists = errors.New("the store is set up already")

// AddStore sets a store up, with a new pepper unless one is given.
func (s *System) AddStore(
	ctx context.Context,
	name string,
	pepper []byte,
	c playbook.Config,
) error {
	return SetUp(ctx, s.Book, s.Clock.Now(), name, pepper, c)
}

// SetUp sets a store up in any book, with a new pepper unless one is given. Its tasks
// begin now unless c says otherwise.
func SetUp(
	ctx context.Context,
	b book.Book,
	now time.Time,
	name string,
	pepper []byte,
	c playbook.Config,
) error {
	if _, err := b.FindShop(ctx, c.Store); err == nil {
		return fmt.Errorf("set up %s: %w", c.Store, ErrStoreExists)
	} else if !errors.Is(err, book.ErrNoStore) {
		return err
	}
	if err := c.Validate(); err != nil {
		return fmt.Errorf("set up %s: %w", c.Store, err)
	}
	if c.LiveSince == 0 {
		c.LiveSince = crm.InstantOf(now)
	}
	if pepper == nil {
		pepper = make([]byte, 32)
		if _, err := rand.Read(pepper); err != nil {
			return fmt.Errorf("set up %s: %w", c.Store, err)
		}
	}
	return b.SaveSettings(ctx, &book.Shop{Settings: book.Settings{
		Store:    c.Store,
		Name:     name,
		Pepper:   pepper,
		Playbook: c,
	}})
}
