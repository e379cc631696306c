//go:build linux

package endure

import (
	"context"
	"errors"
	"net/http"
	"os"
	"time"
)

// killAndStart kills the process as a power cut would. Every fourth time it is killed once
// more while it starts.
func (r *run) killAndStart(ctx context.Context, i int) error {
	up, _ := r.server()
	if err := up.Kill(); err != nil {
		return err
	}
	if i%4 == 3 {
		starting := time.Duration(i%7) * 10 * time.Millisecond
		short, cancel := context.WithTimeout(ctx, starting) // its end kills the process
		up, err := r.binary.Up(short, r.dir, r.flags...)
		cancel()
		if err == nil {
			<-up.Ended()
		}
	}
	return r.start(ctx, r.ahead)
}

// How the disk is filled: writes beyond this many bytes of a file fail, for so long.
const (
	fullAt  = 64 << 10
	fullFor = time.Second
)

// fillDisk has writes fail until /healthz has said so, and a second longer. Then it waits
// until /healthz says that all is well.
func (r *run) fillDisk(ctx context.Context) error {
	up, _ := r.server()
	if err := up.FillDisk(fullAt); err != nil {
		return err
	}
	err := r.awaitHealth(ctx, http.StatusServiceUnavailable)
	time.Sleep(fullFor)
	if err := errors.Join(err, up.FreeDisk(), r.awaitHealth(ctx, http.StatusOK)); err != nil {
		return err
	}
	r.report.SaidFull++
	return nil
}

func (r *run) awaitHealth(ctx context.Context, want int) error {
	for {
		up, _ := r.server()
		status, text, err := up.Health()
		if err != nil {
			return err
		}
		if status == want {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), errors.New(text))
		case <-time.After(pauseAfterFailure):
		}
	}
}

// steps are where the clock is turned to, one after the other, ahead of the wall's. They
// are closer together than the deadline of an answer.
var steps = []time.Duration{
	12 * time.Hour,
	-time.Hour,
	time.Hour,
	0,
}

// turnClock kills the process and starts it with another clock.
func (r *run) turnClock(ctx context.Context) error {
	up, _ := r.server()
	if err := up.Kill(); err != nil {
		return err
	}
	ahead := steps[r.turned%len(steps)]
	r.turned++
	return r.start(ctx, ahead)
}

// makeBackup makes a backup while the process serves.
func (r *run) makeBackup(ctx context.Context) error {
	r.backup = r.backupFile()
	r.before = r.work.progress()
	_, err := r.do(ctx, "backup", r.backup)
	return err
}

// restoreBackup kills the process, puts the backup in the place of what it knew, and has all
// posted again that was accepted since the backup.
func (r *run) restoreBackup(ctx context.Context) error {
	up, _ := r.server()
	if err := up.Kill(); err != nil {
		return err
	}
	if _, err := r.do(ctx, "restore", "--replace", r.backup); err != nil {
		return err
	}
	r.work.postAgain(r.before)
	if err := os.Remove(r.backup); err != nil {
		return err
	}
	return r.start(ctx, r.ahead)
}
