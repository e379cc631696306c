package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"holdfast/infra/embedded"
)

// ErrBeyond says that the folder's files take no more writes and will not by themselves. The
// process has to end; what was accepted is on the disk.
var ErrBeyond = errors.New("the folder takes no more writes")

// Health returns nil while all is well: writes go through, and what was read could be read.
// Otherwise it says why not.
func (s *System) Health() error {
	_, _, err := s.nextBack()
	return errors.Join(s.queues.Health(), s.Table.Health(), err)
}

// health answers /healthz. A program that watches gets 503 from the first write that failed
// to the first that went through again.
func (s *System) health(w http.ResponseWriter, _ *http.Request) {
	if err := s.Health(); err != nil {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "Not well: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// AwaitBeyond returns an error that wraps ErrBeyond when writes fail for good, or nil when
// the context ends.
func (s *System) AwaitBeyond(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.queues.Beyond():
		return fmt.Errorf("%w: %w", ErrBeyond, s.queues.Health())
	case <-s.Table.Beyond():
		return fmt.Errorf("%w: %w", ErrBeyond, s.Table.Health())
	}
}

// lookEvery is how often a running system looks at its own health, for the log.
const lookEvery = time.Second

// watchHealth logs when writes begin to fail and when they go through again, until the
// context ends.
func (s *System) watchHealth(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	wasWell := true
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := s.Health()
		switch {
		case err != nil && wasWell:
			// As text: sayOnce drops the error itself.
			s.Log.Error("the folder is not well; webhooks are answered 503", "error", err.Error())
		case err == nil && !wasWell:
			s.Log.Warn("the folder is well again")
		}
		wasWell = err == nil
	}
}

// CheckQueues checks the open queues as they stand now.
func (s *System) CheckQueues() (embedded.Found, error) { return s.queues.Check() }

// SnapshotQueues returns the queues as they stand now.
func (s *System) SnapshotQueues() (*embedded.Snapshot, error) { return s.queues.Snapshot() }
