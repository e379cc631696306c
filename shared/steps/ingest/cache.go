package ingest

import (
	"context"
	"sync"
	"time"

	"holdfast/shared/words/cache"
	"holdfast/shared/words/crm"
)

// How long the cache trusts what it has read.
const (
	Fresh     = 5 * time.Minute  // all sources
	Renew     = time.Minute      // between two loads for the sake of requests that match nothing
	RetryLoad = 10 * time.Second // older sources, after a load that failed
	RetryNone = time.Second      // no sources at all, after a load that failed
)

// Stores holds the sources of all stores, by store and by name.
type Stores map[string]map[string]Source

// Load reads all sources of all stores. After an error nothing is known.
type Load func(ctx context.Context) (Stores, error)

// Cache keeps the sources of all stores. They are loaded together, one load at a time, so
// that a load costs the same whatever names are asked for. If one fails, the sources known
// before serve. It is safe for use by several goroutines.
type Cache struct {
	all cache.Cache[Stores]

	mu      sync.Mutex
	loaded  time.Time // when the last load began
	failure error     // of the last load; nil = it succeeded
}

// allStores is the only key of the cache.
const allStores = ""

// NewCache returns an empty cache.
func NewCache(load Load, now func() time.Time) *Cache {
	c := &Cache{}
	c.all.Load = func(ctx context.Context, _ string) (Stores, error) {
		return c.loadAll(ctx, load)
	}
	c.all.Now = now
	c.all.Fresh = Fresh
	c.all.Stale = RetryLoad
	return c
}

// loadAll loads all sources. Within RetryNone of a load that failed it returns the error of
// that one.
func (c *Cache) loadAll(ctx context.Context, load Load) (Stores, error) {
	if err := c.beginLoad(); err != nil {
		return nil, err
	}
	stores, err := load(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failure = err
	return stores, err
}

// beginLoad notes when a load begins, or returns why none may.
func (c *Cache) beginLoad() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.all.Now()
	if c.failure != nil && isWithin(now.Sub(c.loaded), RetryNone) {
		return c.failure
	}
	c.loaded = now
	return nil
}

// isWithin reports whether less time than a limit has passed. A clock that was turned back
// tells nothing, and holds nothing up.
func isWithin(passed, limit time.Duration) bool { return passed >= 0 && passed < limit }

// FindSource returns a source at most Fresh old, or older if it cannot be read anew. The
// error is ErrUnknown if there is no such store or source.
func (c *Cache) FindSource(ctx context.Context, store, source string) (Source, error) {
	if !crm.ValidName(store) || !crm.ValidName(source) {
		return Source{}, ErrUnknown
	}
	stores, err := c.all.Find(ctx, allStores)
	if err != nil {
		return Source{}, err
	}
	if src, ok := stores[store][source]; ok {
		return src, nil
	}
	// It may have been connected a moment ago.
	if src, ok := c.ReloadSource(ctx, store, source); ok {
		return src, nil
	}
	return Source{}, ErrUnknown
}

// IsOnlyStore reports whether the sources that are known are those of one store.
func (c *Cache) IsOnlyStore() bool {
	stores, known := c.all.Peek(allStores)
	return known && len(stores) == 1
}

// ReloadSource reads all sources again, unless they were read within Renew. It reports
// false if it read nothing or found no such source.
func (c *Cache) ReloadSource(ctx context.Context, store, source string) (Source, bool) {
	if !c.mayReload() {
		return Source{}, false
	}
	stores, err := c.all.Reload(ctx, allStores)
	if err != nil {
		return Source{}, false
	}
	src, ok := stores[store][source]
	return src, ok
}

// mayReload reports whether a request that matches nothing may cause a load now, and notes
// that it does.
func (c *Cache) mayReload() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.all.Now()
	if isWithin(now.Sub(c.loaded), Renew) {
		return false
	}
	c.loaded = now
	return true
}
