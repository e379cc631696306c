package cache_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"holdfast/shared/words/cache"
)

var (
	errMissing = errors.New("no such key")
	errBroken  = errors.New("throttled")
)

// source is what a cache loads from, with a clock that is turned by hand.
type source struct {
	now   time.Time
	value string
	err   error
	loads int
	cache cache.Cache[string]
}

func newSource() *source {
	s := &source{now: time.Unix(1_800_000_000, 0), value: "first"}
	s.cache.Load = func(context.Context, string) (string, error) {
		s.loads++
		return s.value, s.err
	}
	s.cache.Now = func() time.Time { return s.now }
	s.cache.Fresh = 5 * time.Minute
	return s
}

// finds demands what a look-up of a key gives, and how often was loaded by then.
func (s *source) finds(t *testing.T, value string, err error, loads int) {
	t.Helper()
	got, gotErr := s.cache.Find(t.Context(), "linden")
	if got != value || !errors.Is(gotErr, err) || s.loads != loads {
		t.Errorf("found %q, %v after %d loads, want %q, %v after %d", got, gotErr, s.loads, value, err, loads)
	}
}

func TestAValueServesForItsTimeAndNoLonger(t *testing.T) {
	t.Parallel()
	s := newSource()
	s.finds(t, "first", nil, 1)
	s.value = "second"
	s.now = s.now.Add(5*time.Minute - time.Second)
	s.finds(t, "first", nil, 1)
	s.now = s.now.Add(time.Second)
	s.finds(t, "second", nil, 2)
	s.now = s.now.Add(-time.Hour) // a clock that is turned back
	s.finds(t, "second", nil, 3)
}

func TestAFailedLoadIsTriedAgainAtOnce(t *testing.T) {
	t.Parallel()
	s := newSource()
	s.err = errBroken
	s.finds(t, "", errBroken, 1)
	s.err = nil
	s.finds(t, "first", nil, 2)
	s.now = s.now.Add(5 * time.Minute)
	s.err = errBroken
	s.finds(t, "", errBroken, 3)
}

func TestAnOldValueServesALittleWhileItCannotBeLoadedAnew(t *testing.T) {
	t.Parallel()
	s := newSource()
	s.cache.Stale = 10 * time.Second
	s.finds(t, "first", nil, 1)
	s.now = s.now.Add(5 * time.Minute)
	s.err = errBroken
	s.finds(t, "first", nil, 2)
	s.finds(t, "first", nil, 2)
	s.now = s.now.Add(10 * time.Second)
	s.value, s.err = "second", nil
	s.finds(t, "second", nil, 3)
}

func TestAMissingKeyIsNotLoadedOnEveryRequest(t *testing.T) {
	t.Parallel()
	s := newSource()
	s.cache.Missing = errMissing
	s.cache.MissingFor = time.Minute
	s.cache.Stale = time.Hour
	s.finds(t, "first", nil, 1)
	s.now = s.now.Add(5 * time.Minute)
	s.err = fmt.Errorf("read settings: %w", errMissing)
	s.finds(t, "", errMissing, 2)
	s.finds(t, "", errMissing, 2)
	if _, known := s.cache.Peek("linden"); known {
		t.Error("a key that is missing has a value")
	}
	s.now = s.now.Add(time.Minute)
	s.err = nil
	s.finds(t, "first", nil, 3)
}

func TestAMissingKeyIsLoadedAnewAfterTheClockWentBack(t *testing.T) {
	t.Parallel()
	s := newSource()
	s.cache.Missing = errMissing
	s.cache.MissingFor = time.Minute
	s.err = errMissing
	s.finds(t, "", errMissing, 1)
	s.now = s.now.Add(-time.Hour)
	s.err = nil
	s.finds(t, "first", nil, 2)
}

func TestKeysThatDoNotExistTakeBoundedMemory(t *testing.T) {
	t.Parallel()
	s := newSource()
	s.cache.Missing = errMissing
	s.cache.MissingFor = time.Minute
	s.err = errMissing
	ask := func(i int) {
		if _, err := s.cache.Find(t.Context(), fmt.Sprint("invented-", i)); !errors.Is(err, errMissing) {
			t.Fatal(err)
		}
	}
	const bound = 10_000
	for i := range bound + 1 {
		ask(i)
	}
	ask(0) // it was forgotten to make room for the last one
	if s.loads != bound+2 {
		t.Errorf("%d loads, want %d", s.loads, bound+2)
	}
}

func TestAReloadServesAllThatComeAfter(t *testing.T) {
	t.Parallel()
	s := newSource()
	if value, known := s.cache.Peek("linden"); known {
		t.Errorf("before anything was loaded there is %q", value)
	}
	s.finds(t, "first", nil, 1)
	s.value = "second"
	if got, err := s.cache.Reload(t.Context(), "linden"); got != "second" || err != nil {
		t.Errorf("reloaded %q, %v", got, err)
	}
	s.finds(t, "second", nil, 2)
}

func TestAThousandRequestsAtOnceLoadOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var loads, served atomic.Int32
		gate := make(chan struct{})
		c := cache.Cache[string]{
			Load: func(ctx context.Context, _ string) (string, error) {
				loads.Add(1)
				<-gate
				return "first", ctx.Err()
			},
			Now:   time.Now,
			Fresh: time.Minute,
		}
		gone, leave := context.WithCancel(t.Context())
		for i := range 1000 {
			ctx := t.Context()
			if i == 0 {
				ctx = gone
			}
			go func() {
				if _, err := c.Find(ctx, "linden"); err == nil {
					served.Add(1)
				}
			}()
			synctest.Wait()
		}
		leave() // the first caller goes away; the load goes on for the others
		synctest.Wait()
		close(gate)
		synctest.Wait()
		if loads.Load() != 1 || served.Load() != 999 {
			t.Errorf("%d loads served %d", loads.Load(), served.Load())
		}
	})
}
