// Package local runs the whole of Holdfast in one process: the same steps that run as
// functions in the cloud, over the embedded table and queues in one folder, with HTTP in
// front and a clock that can be turned. Tests, the demo and a small shop's own server all
// run this very assembly (System).
//
// A webhook comes in through Handler, which hands it to the step ingest; that verifies it
// and puts it into a queue. Each queue has a lane, which receives messages in batches,
// gives them to the step that works them, and settles each by the step's answer: done,
// again later, or a dead letter after too many tries. The schedule starts sweeps and
// censuses, which work through queues of their own.
//
// There are two ways to run. Start works the queues with several workers and keeps the
// schedule by the clock, until Close. Turn and Drain work the queues one after the other in
// a fixed order and jump over the time between: the same deliveries then give the same
// course of events, which is what the demo and the tests build on.
//
// What was accepted is on the disk before it is answered (but see Options.DeferSync), and
// killing the process at any point loses nothing: what a worker held is received again.
// A folder belongs to one process at a time. A new step gets its queue in
// shared/records/queue and its lane in addLanes.
package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"holdfast/infra/embedded"
	"holdfast/infra/links"
	"holdfast/infra/outbox"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/steps/act"
	"holdfast/shared/steps/apply"
	"holdfast/shared/steps/census"
	"holdfast/shared/steps/sweep"
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
}

// OutboxOf returns the folder in a system's folder into which errands go.
func OutboxOf(dir string) string { return filepath.Join(dir, "outbox") }

// System is Holdfast on one folder.
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

	// Address is that of its webhooks, ending in /hooks, as links in messages name it. It
	// is set before the queues are worked.
	Address string

	Sweeps   atomic.Int64 // started so far
	Censuses atomic.Int64

	queues   *embedded.Queues
	lanes    []*lane
	batches  alarmClock   // rings after each batch
	finished atomic.Int64 // batches
	schedule Schedule
	hooks    *hooks

	turning sync.Mutex  // held by Turn
	running atomic.Bool // Start was called
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
	o.setDefaults()
	s := &System{
		Dir:      o.Dir,
		Clock:    o.Clock,
		Log:      o.Log,
		schedule: *o.Schedule,
		stop:     func() {},
	}
	var err error
	if s.Secrets, err = OpenSecrets(filepath.Join(o.Dir, "secrets.json")); err != nil {
		return nil, err
	}
	if err := s.openStorage(o); err != nil {
		return nil, err
	}
	if err := s.assemble(o); err != nil {
		return nil, errors.Join(err, s.queues.Close(), s.Table.Close())
	}
	return s, nil
}

// defaultWorkers is how many workers each queue of deliveries has unless told otherwise.
const defaultWorkers = 16

func (o *Options) setDefaults() {
	if o.Clock == nil {
		o.Clock = Wall()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Log = slog.New(sayOnce{o.Log.Handler()})
	if o.Schedule == nil {
		hourly := Hourly()
		o.Schedule = &hourly
	}
	if o.Sender == nil {
		o.Sender = outbox.Folder(OutboxOf(o.Dir))
	}
	if o.Workers == 0 {
		o.Workers = defaultWorkers
	}
}

// openStorage opens the folder's table and queues.
func (s *System) openStorage(o Options) (err error) {
	if s.Table, err = embedded.OpenTable(o.Dir, o.Meter); err != nil {
		return err
	}
	if s.queues, err = embedded.OpenQueues(o.Dir, s.Clock.Now); err != nil {
		return errors.Join(err, s.Table.Close())
	}
	if o.DeferSync {
		s.Table.DeferSync()
		s.queues.DeferSync()
	}
	s.Book = book.Book{Table: s.Table}
	s.Shops = &book.Shops{Book: s.Book, Now: s.Clock.Now}
	return nil
}

// writesAtOnce is how many writes of a census or sweep share a commit. More would keep a
// webhook waiting that comes meanwhile.
const writesAtOnce = 512

// assemble builds the steps over the table and the queues, and a lane for each queue.
func (s *System) assemble(o Options) error {
	queues, err := s.openQueues()
	if err != nil {
		return err
	}
	now := s.Clock.Now
	s.Sweep = &sweep.Sweep{
		Book:   s.Book,
		Shops:  s.Shops,
		Shards: queues[queue.Sweep],
		Act:    queues[queue.Act],
		Now:    now,
		Log:    s.Log,

		WritesAtOnce: writesAtOnce,
	}
	s.Census = &census.Census{
		Book:     s.Book,
		Shops:    s.Shops,
		Segments: queues[queue.Census],
		Now:      now,
		Log:      s.Log,
		Workers:  runtime.GOMAXPROCS(0),

		WritesAtOnce: writesAtOnce,
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

// packsAtOnce is how many packs of deliveries an import's worker folds at once: some
// thousand rows, with their customers in memory.
const packsAtOnce = 4

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
		Forget: outbox.Folder(OutboxOf(s.Dir)).Forget,
	}
	address := func() string { return s.Address }
	do := &act.Act{
		Book:  s.Book,
		Shops: s.Shops,
		Send:  o.Sender,
		Now:   s.Clock.Now,
		Log:   s.Log,
		Link:  links.To(address, s.hooks),

		Unsubscribe: links.OutOf(address, s.hooks),
	}
	works := map[string]struct {
		step    step
		workers int
		atOnce  int
	}{
		queue.Orders:  {fold.Fold, o.Workers, queue.MaxReceive},
		queue.Tickets: {fold.Fold, o.Workers, queue.MaxReceive},
		queue.Imports: {fold.Fold, 2, packsAtOnce},
		queue.Sweep:   {s.Sweep.JudgeShards, 2, queue.MaxReceive},
		queue.Census:  {s.Census.CountSegments, 1, queue.MaxReceive},
		queue.Act:     {do.CarryOut, 2, queue.MaxReceive},
	}
	for _, name := range queue.Names {
		l := &lane{
			name:    name,
			queue:   queues[name],
			step:    works[name].step,
			workers: works[name].workers,
			atOnce:  works[name].atOnce,
			clock:   s.Clock,
			log:     s.Log,
			settled: s.batchSettled,
		}
		if name == queue.Imports {
			l.behind = slices.Clone(s.lanes) // those of webhooks
		}
		s.lanes = append(s.lanes, l)
	}
}

// batchSettled wakes those who wait until the queues are empty.
func (s *System) batchSettled() {
	s.finished.Add(1)
	s.batches.ring()
}

// Queue returns the queue of a name, or nil if there is none.
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
	s.wait.Go(func() { s.keepHearing(ctx) })
	s.wait.Go(func() { s.watchHealth(ctx) })
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

	heard := s.NoteHeard(context.Background())
	queues := s.queues.Close()
	records := s.Table.Close()
	return errors.Join(heard, queues, records)
}
