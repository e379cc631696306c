//go:build linux

package endure

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"holdfast/tests/steadfast/process"
)

// Report is what a run came to.
type Report struct {
	Plan      Plan
	Posted    int   // with repeats
	Refused   int64 // answered with another status than 200, and posted again
	Failed    int64 // without an answer, and posted again
	Resent    int64 // accepted, lost by a restore, and posted again
	Done      map[string]int
	SaidFull  int // how often /healthz said that the disk was full, and then that all was well
	Took      time.Duration
	Straight  Sums
	Endured   Sums
	Dead      int // dead letters
	Tasks     Told
	CheckSaid string
}

// Err returns what is wrong with the outcome, or nil.
func (r *Report) Err() error {
	var errs []error
	if r.Straight != r.Endured {
		errs = append(errs, fmt.Errorf("it knows %+v, a straight run %+v", r.Endured, r.Straight))
	}
	if r.Dead+r.Tasks.Doubled+r.Tasks.Bad+r.Tasks.Missing > 0 {
		errs = append(errs, fmt.Errorf("%d dead letters, tasks %+v", r.Dead, r.Tasks))
	}
	return errors.Join(errs...)
}

// run is a run under way.
type run struct {
	Plan
	*tried
	work   *work
	report *Report
	backup string // the newest
	before int    // how many deliveries were accepted before it
	turned int
	say    func(format string, args ...any)
}

const connections = 16

// Run plays a plan in a folder, which must be empty. say is told how far it is.
func Run(ctx context.Context, b process.Binary, dir string, p Plan, say func(string, ...any)) (Report, error) {
	p.begun = time.Now().Truncate(time.Second)
	report := Report{Plan: p, Done: map[string]int{}}
	started := time.Now()
	tasks, straight := listen(), listen()
	defer tasks.server.Close()
	defer straight.server.Close()
	key := filepath.Join(dir, "tasks.key")
	if err := os.WriteFile(key, []byte(desk.secret), 0o600); err != nil {
		return report, err
	}
	t, err := setUp(ctx, b, filepath.Join(dir, "endured"), tasks.flags(key))
	if err != nil {
		return report, err
	}
	r := &run{Plan: p, tried: t, work: newWork(p.sequence()), report: &report, say: say}
	if err := r.endure(ctx); err != nil {
		return report, err
	}
	say("the same deliveries in order, undisturbed\n")
	t, err = setUp(ctx, b, filepath.Join(dir, "straight"), straight.flags(key))
	if err != nil {
		return report, err
	}
	report.Straight, err = runStraight(ctx, t, p)
	report.Took = time.Since(started)
	report.Tasks = tasks.count(straight)
	return report, err
}

// endure plays the plan into a folder that was set up.
func (r *run) endure(ctx context.Context) (err error) {
	if err := r.start(ctx, 0); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.end()) }()

	var posting sync.WaitGroup
	for range connections {
		posting.Go(func() { r.postAll(ctx) })
	}
	err = r.disturb(ctx)
	r.work.await(r.work.total)
	r.work.stop()
	posting.Wait()
	if err != nil {
		return err
	}
	return r.finish(ctx)
}

// end ends the process, if it still runs.
func (r *run) end() error {
	up, _ := r.server()
	err := up.Stop()
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// pauseAfterFailure is how long a connection waits before it posts again.
const pauseAfterFailure = 20 * time.Millisecond

// postAll posts until all is accepted.
func (r *run) postAll(ctx context.Context) {
	for {
		n, epoch, ok := r.work.next()
		if !ok {
			return
		}
		status, err := r.post(ctx, sourceOf(n), r.body(n))
		switch {
		case err != nil:
			r.work.failed.Add(1)
		case status != http.StatusOK:
			r.work.refused.Add(1)
		}
		isAccepted := err == nil && status == http.StatusOK
		r.work.end(n, epoch, isAccepted)
		if ctx.Err() != nil {
			r.work.stop()
			return
		}
		if !isAccepted {
			time.Sleep(pauseAfterFailure)
		}
	}
}

// disturb does one disturbance after the other, evenly over the run.
func (r *run) disturb(ctx context.Context) error {
	all := r.disturbances()
	for i, what := range all {
		r.work.await(r.work.total * (i + 1) / (len(all) + 1))
		if err := ctx.Err(); err != nil {
			return err
		}
		r.say("%d of %d accepted, %d refused; %d of %d: %s\n",
			r.work.progress(), r.work.total, r.work.refused.Load(), i+1, len(all), what)
		if err := r.disturbOnce(ctx, what, i); err != nil {
			r.work.stop()
			return fmt.Errorf("%s: %w", what, err)
		}
		r.report.Done[string(what)]++
	}
	return nil
}

func (r *run) disturbOnce(ctx context.Context, what disturbance, i int) error {
	switch what {
	case kill:
		return r.killAndStart(ctx, i)
	case fill:
		return r.fillDisk(ctx)
	case turn:
		return r.turnClock(ctx)
	case backup:
		return r.makeBackup(ctx)
	case restore:
		return r.restoreBackup(ctx)
	}
	return fmt.Errorf("there is no %q", what)
}

// afterAll is a time ahead of the wall at which every task that was proposed is due to be
// looked after, and none has passed its deadline.
const afterAll = 13 * time.Hour

// finish waits until all is folded, and counts.
func (r *run) finish(ctx context.Context) (err error) {
	r.say("all is accepted; waiting until it is folded\n")
	if _, err = r.drain(ctx); err != nil {
		return err
	}
	// A task whose sender was killed is sent by the next sweep.
	if err := r.end(); err != nil {
		return err
	}
	if err := r.start(ctx, afterAll); err != nil {
		return err
	}
	if r.report.Dead, err = r.drain(ctx); err != nil {
		return err
	}
	if r.report.Endured, err = r.sums(ctx); err != nil {
		return err
	}
	if r.report.CheckSaid, err = r.do(ctx, "check"); err != nil {
		return err
	}
	r.report.Posted = r.work.total
	r.report.Refused = r.work.refused.Load()
	r.report.Failed = r.work.failed.Load()
	r.report.Resent = r.work.resent.Load()
	return nil
}

// runStraight plays the deliveries in their order, once, into a folder, and returns what that
// knows.
func runStraight(ctx context.Context, t *tried, p Plan) (s Sums, err error) {
	if err := t.start(ctx, 0); err != nil {
		return s, err
	}
	p.Repeats = 0
	inOrder := make([]int, p.Deliveries)
	for n := range inOrder {
		inOrder[n] = n
	}
	r := &run{Plan: p, tried: t, work: newWork(inOrder)}
	defer func() { err = errors.Join(err, r.end()) }()
	r.work.stop() // nothing is put back but what fails
	var posting sync.WaitGroup
	for range connections {
		posting.Go(func() { r.postAll(ctx) })
	}
	posting.Wait()
	if _, err := t.drain(ctx); err != nil {
		return s, err
	}
	return t.sums(ctx)
}

func (r *run) backupFile() string {
	return filepath.Join(filepath.Dir(r.dir), fmt.Sprintf("backup-%d.tar.gz", r.report.Done[string(backup)]))
}
