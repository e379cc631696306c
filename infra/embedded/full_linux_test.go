package embedded

import (
	"errors"
	"syscall"
	"testing"
	"time"
)

// full has writes to a file fail as on a full disk, until the result is called.
func full(t *testing.T, f file) (free func()) {
	t.Helper()
	fd := int(f.on.Fd())
	kept, err := syscall.Dup(fd)
	if err != nil {
		t.Skip(err)
	}
	device, err := syscall.Open("/dev/full", syscall.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	swap := func(with int) {
		if err := syscall.Dup3(with, fd, 0); err != nil {
			t.Error(err)
		}
		_ = syscall.Close(with)
	}
	swap(device)
	return func() { swap(kept) }
}

func TestAQueueOnADiskThatWasFullHoldsWhatWasAcknowledged(t *testing.T) {
	t.Parallel()
	qs, err := OpenQueues(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer qs.Close()
	qs.writes.mending.every = time.Millisecond
	q, err := qs.Queue("orders", 3)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Send(t.Context(), "", 0, []byte("before")); err != nil {
		t.Fatal(err)
	}

	free := full(t, qs.db)
	for range 3 {
		if err := q.Send(t.Context(), "", 0, []byte("refused")); !errors.Is(err, ErrFailing) {
			t.Fatalf("%v, want ErrFailing", err)
		}
	}
	if err := qs.Health(); !errors.Is(err, ErrFailing) {
		t.Errorf("health: %v", err)
	}
	free()
	for err := error(ErrFailing); errors.Is(err, ErrFailing); {
		err = q.Send(t.Context(), "", 0, []byte("after"))
	}

	stats, err := q.Stats()
	if err != nil || stats.Visible != 2 {
		t.Errorf("%+v, %v", stats, err)
	}
	ms, err := q.Receive(t.Context(), 10, time.Minute)
	if err != nil || len(ms) != 2 || string(ms[0].Body) != "before" || string(ms[1].Body) != "after" {
		t.Errorf("%v, %v", ms, err)
	}
}
