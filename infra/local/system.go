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

// assemble builds the steps over the table and the queues, and a lane for each queue.
func (s *System) assemble(o Options) error {
	queues, err := s.openQueues()
	if err != nil {
		return err
	}
	now := s.Clock.Now
	s.Book = book.Book{Table: s.Table}
	s.Shops = &book.Shops{Book: s.Book, Now: now}
	s.Sweep = &sweep.Sweep{
		Book:   s.Book,
		Shops:  s.Shops,
		Shards: queues[queue.Sweep],
		Act:    queues[queue.Act],
		Now:    now,
		Log:    s.Log,
	}
	s.Census = &census.Census{
		Book:     s.Book,
		Shops:    s.Shops,
		Segments: queues[queue.Census],
		Now:      now,
		Log:      s.Log,
		Workers:  runtime.GOMAXPROCS(0),
	}
	s.hooks = newHooks(s, queues[queue.Orders], queues[queue.Tickets])
	s.addLanes(queues, o)
	return nil
}

// openQueues opens every queue. What a process that was killed had taken is given back.
func (s *System) openQueues() (map[string]*embedded.Queue, error) {
	queues := map[string]*embedded.Queue{}
	for _, name := range queue.Names {
		q, err := s.queues.Queue(name, maxReceives)
		if err != nil {
			return nil, err
		}
		if _, err := q.Release(context.Background()); err != nil {
			return nil, err
		}
		queues[name] = q
	}
	return queues, nil
}

// addLanes adds a lane for each queue, in the order of queue.Names, with the step that
// works it.
func (s *System) addLanes(queues map[string]*embedded.Queue, o Options) {
	fold := &apply.Apply{
		Book:   s.Book,
		Shops:  s.Shops,
		Orders: queues[queue.Orders],
		Act:    queues[queue.Act],
		Now:    s.Clock.Now,
		Log:    s.Log,
	}
	address := func() string { return s.Address }
	do := &act.Act{
		Book:  s.Book,
		Shops: s.Shops,
		Send:  o.Sender,
		Now:   s.Clock.Now,
		Log:   s.Log,
		Link:  links.To(address, s.hooks),
	}
	works := map[string]struct {
		step    step
		workers int
	}{
		queue.Orders:  {fold.Fold, o.Workers},
		queue.Tickets: {fold.Fold, o.Workers},
		queue.Sweep:   {s.Sweep.JudgeShards, 2},
		queue.Census:  {s.Census.CountSegments, 1},
		queue.Act:     {do.CarryOut, 2},
	}
	for _, name := range queue.Names {
		s.lanes = append(s.lanes, &lane{
			name:    name,
			queue:   queues[name],
			step:    works[name].step,
			workers: works[name].workers,
			clock:   s.Clock,
			log:     s.Log,
			settled: s.settled,
		})
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
	return SetUp(ctx, s.Book, NewStore{
		Name:   name,
		Pepper: pepper,
		Config: c,
		Now:    s.Clock.Now(),
	})
}

// NewStore is what a store is set up with.
type NewStore struct {
	Name   string          // as people call it
	Pepper []byte          // nil = a new one is made
	Config playbook.Config // names the store; without a LiveSince, its tasks begin now
	Now    time.Time
}

// SetUp sets a store up in any book. It returns ErrStoreExists if it was set up before.
func SetUp(ctx context.Context, b book.Book, n NewStore) error {
	c := n.Config
	if _, err := b.FindShop(ctx, c.Store); err == nil {
		return fmt.Errorf("set up %s: %w", c.Store, ErrStoreExists)
	} else if !errors.Is(err, book.ErrNoStore) {
		return err
	}
	if err := c.Validate(); err != nil {
		return fmt.Errorf("set up %s: %w", c.Store, err)
	}

	if c.LiveSince == 0 {
		c.LiveSince = crm.InstantOf(n.Now)
	}
	pepper := n.Pepper
	if pepper == nil {
		pepper = make([]byte, 32)
		if _, err := rand.Read(pepper); err != nil {
			return fmt.Errorf("set up %s: %w", c.Store, err)
		}
	}
	return b.SaveSettings(ctx, &book.Shop{Settings: book.Settings{
		Store:    c.Store,
		Name:     n.Name,
		Pepper:   pepper,
		Playbook: c,
	}})
}
