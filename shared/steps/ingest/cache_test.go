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
	now    time.Time
	stores ingest.Stores
	err    error
	loads  int
}

func (s *shelf) load(context.Context) (ingest.Stores, error) {
	s.loads++
	return s.stores, s.err
}

func newShelf() (*shelf, *ingest.Cache) {
	s := &shelf{now: time.Unix(1_800_000_000, 0), stores: ingest.Stores{
		"linden": {"shop": {Platform: "shopify"}, "desk": {Platform: "zendesk"}}, "birch": {"shop": {Platform: "woocommerce"}},
	}}
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

func TestAllSourcesOfAllStoresAreLoadedTogetherOnceInFiveMinutes(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	found(t, c, "shop")
	found(t, c, "desk")
	if src, err := c.FindSource(t.Context(), "birch", "shop"); err != nil || src.Platform != "woocommerce" {
		t.Errorf("the other store's: %+v, %v", src, err)
	}
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

func TestAMismatchIsLookedIntoOnceAMinuteInAll(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	found(t, c, "shop")
	for _, store := range []string{"linden", "birch", "nobody"} {
		for range 5 {
			c.ReloadSource(t.Context(), store, "shop")
		}
		missing(t, c, store, "invented")
	}
	s.loaded(t, 1)
	s.now = s.now.Add(ingest.Renew)
	if _, ok := c.ReloadSource(t.Context(), "linden", "shop"); !ok {
		t.Error("not looked into after a minute")
	}
	if _, ok := c.ReloadSource(t.Context(), "birch", "shop"); ok {
		t.Error("looked into twice within a minute")
	}
	s.loaded(t, 2)
}

// The limit on reading parameters is one for the whole account: whoever could make us read
// them could keep every genuine webhook out.
func TestFiveThousandRequestsForMadeUpStoresAreOneLookUp(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	for i := range 5000 {
		missing(t, c, fmt.Sprintf("made-up-%d", i), "shop")
		missing(t, c, "linden", fmt.Sprintf("made-up-%d", i))
	}
	s.loaded(t, 1)
	for i := range 5000 { // an hour of them: one look-up a minute
		s.now = s.now.Add(time.Hour / 5000)
		missing(t, c, fmt.Sprintf("made-up-%d", i), "shop")
	}
	if s.loads > 1+60 {
		t.Errorf("an hour of made-up names caused %d look-ups", s.loads)
	}
}

func TestANewSourceIsTakenUpWithinAMinuteWhateverElseIsAskedFor(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	found(t, c, "shop")
	s.stores = ingest.Stores{"linden": {"shop": {}, "new": {}}, "new": {"shop": {}}}
	missing(t, c, "new", "shop")
	for at := time.Second; at < ingest.Renew; at += time.Second {
		s.now = s.now.Add(time.Second)
		missing(t, c, "nobody", "shop")
	}
	s.now = s.now.Add(time.Second)
	missing(t, c, "nobody", "shop") // it causes the look-up, which serves all
	found(t, c, "new")
	if _, err := c.FindSource(t.Context(), "new", "shop"); err != nil {
		t.Errorf("the new store: %v", err)
	}
	s.loaded(t, 2)
}

func TestWhileNothingCanBeReadItIsTriedOnceASecond(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	s.err = errors.New("throttled")
	for range 100 {
		if _, err := c.FindSource(t.Context(), "linden", "shop"); !errors.Is(err, s.err) {
			t.Errorf("error %v, want %v", err, s.err)
		}
	}
	s.loaded(t, 1)
	s.now = s.now.Add(ingest.RetryNone)
	s.err = nil
	found(t, c, "shop")
	s.loaded(t, 2)
}

func TestAClockThatIsTurnedBackHoldsNoLookUpUp(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	found(t, c, "shop")
	s.now = s.now.Add(-24 * time.Hour)
	s.stores = ingest.Stores{"linden": {"new": {}}}
	found(t, c, "new")
	s.loaded(t, 2)
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
		c := ingest.NewCache(func(context.Context) (ingest.Stores, error) {
			loads.Add(1)
			<-gate
			return ingest.Stores{"linden": {"shop": {}}}, nil
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
