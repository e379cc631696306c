package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"holdfast/shared/steps/ingest"
)

// shelf is settings that can change and fail, with a clock that is turned by hand.
type shelf struct {
	now     time.Time
	sources map[string]ingest.Source
	err     error
	loads   int
}

func (s *shelf) load(context.Context, string) (map[string]ingest.Source, error) {
	s.loads++
	return s.sources, s.err
}

func newShelf() (*shelf, *ingest.Cache) {
	s := &shelf{now: time.Unix(1_800_000_000, 0), sources: map[string]ingest.Source{"shop": {Platform: "shopify"}, "desk": {Platform: "zendesk"}}}
	return s, ingest.NewCache(s.load, func() time.Time { return s.now })
}

func (s *shelf) loaded(t *testing.T, want int) {
	t.Helper()
	if s.loads != want {
		t.Errorf("loaded %d times, want %d", s.loads, want)
	}
}

func found(t *testing.T, c *ingest.Cache, source string) {
	t.Helper()
	if _, err := c.FindSource(t.Context(), "linden", source); err != nil {
		t.Errorf("%s: %v", source, err)
	}
}

func missing(t *testing.T, c *ingest.Cache, store, source string) {
	t.Helper()
	if got, err := c.FindSource(t.Context(), store, source); !errors.Is(err, ingest.ErrUnknown) {
		t.Errorf("%s/%s: %+v, %v", store, source, got, err)
	}
}

func TestAllSourcesOfAStoreAreLoadedTogetherOnceInFiveMinutes(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	found(t, c, "shop")
	found(t, c, "desk")
	s.now = s.now.Add(ingest.Fresh - time.Second)
	found(t, c, "shop")
	s.loaded(t, 1)
	s.now = s.now.Add(time.Second)
	found(t, c, "shop")
	s.loaded(t, 2)
}

func TestWhatWasKnownIsServedWhileItCannotBeReadAnew(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	found(t, c, "shop")
	s.err = errors.New("throttled")
	s.now = s.now.Add(ingest.Fresh)
	found(t, c, "shop")
	found(t, c, "shop")
	s.loaded(t, 2)
	s.now = s.now.Add(ingest.RetryLoad)
	s.err = nil
	found(t, c, "shop")
	found(t, c, "shop")
	s.loaded(t, 3)
}

func TestAMismatchIsLookedIntoOnceAMinuteForEachSource(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	found(t, c, "shop")
	for range 5 {
		c.ReloadSource(t.Context(), "linden", "shop")
	}
	s.loaded(t, 2)
	if _, ok := c.ReloadSource(t.Context(), "linden", "desk"); !ok {
		t.Error("the other source was not looked into")
	}
	s.loaded(t, 3)
	s.now = s.now.Add(ingest.Absent)
	if _, ok := c.ReloadSource(t.Context(), "linden", "shop"); !ok {
		t.Error("not looked into after a minute")
	}
	s.loaded(t, 4)
}

func TestANewSourceIsFoundAndInventedOnesCostOneLoadAMinute(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	found(t, c, "shop")
	s.sources = map[string]ingest.Source{"shop": {}, "new": {}}
	found(t, c, "new")
	for i := range 100 {
		missing(t, c, "linden", fmt.Sprintf("invented-%d", i))
	}
	s.loaded(t, 2)
}

func TestAStoreThatIsNotThereIsNotLookedForOnEveryRequest(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	s.err = ingest.ErrUnknown
	for range 10 {
		missing(t, c, "nobody", "shop")
	}
	s.loaded(t, 1)
	s.now = s.now.Add(ingest.Absent)
	missing(t, c, "nobody", "shop")
	s.loaded(t, 2)
	s.err = nil
	s.now = s.now.Add(ingest.Absent)
	if _, err := c.FindSource(t.Context(), "nobody", "shop"); err != nil {
		t.Errorf("a store that was connected meanwhile: %v", err)
	}
}

func TestNamesThatCanBeNoneAreNeverLookedFor(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	for _, name := range []string{"", "A", "a b", "a/b", "-a", "ä", "a#b", string(make([]byte, 65))} {
		missing(t, c, name, "shop")
		missing(t, c, "linden", name)
	}
	s.loaded(t, 0)
}

func TestAThousandRequestsAtOnceLoadOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var loads, served atomic.Int32
		gate := make(chan struct{})
		c := ingest.NewCache(func(context.Context, string) (map[string]ingest.Source, error) {
			loads.Add(1)
			<-gate
			return map[string]ingest.Source{"shop": {}}, nil
		}, time.Now)
		gone, leave := context.WithCancel(t.Context())
		for i := range 1000 {
			ctx := t.Context()
			if i == 0 {
				ctx = gone
			}
			go func() {
				if _, err := c.FindSource(ctx, "linden", "shop"); err == nil {
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
