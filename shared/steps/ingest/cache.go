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
	Fresh     = 5 * time.Minute  // a store's sources
	Absent    = time.Minute      // that there is no such store
	RetryLoad = 10 * time.Second // older sources, after a load that failed
)

// Load reads all sources of one store, by name. The error is ErrUnknown if there is no
// such store; any other error means that nothing is known.
type Load func(ctx context.Context, store string) (map[string]Source, error)

// Cache keeps the sources of stores. One load at a time runs for a store; if it fails, the
// sources known before serve. It is safe for use by several goroutines.
type Cache struct {
	stores cache.Cache[map[string]Source]

	mu       sync.Mutex
	reloaded map[mismatch]time.Time // the last reload for it
}

// mismatch names what a request asked for in vain: a source whose secret did not sign it,
// or, with source "", any name of no source.
type mismatch struct{ store, source string }

// NewCache returns an empty cache.
func NewCache(load Load, now func() time.Time) *Cache {
	c := &Cache{reloaded: map[mismatch]time.Time{}}
	c.stores.Load = load
	c.stores.Now = now
	c.stores.Fresh = Fresh
	c.stores.Stale = RetryLoad
	c.stores.Missing = ErrUnknown
	c.stores.MissingFor = Absent
	return c
}

// FindSource returns a source at most Fresh old, or older if it cannot be read anew. The
// error is ErrUnknown if there is no such store or source.
func (c *Cache) FindSource(ctx context.Context, store, source string) (Source, error) {
	if !crm.ValidName(store) || !crm.ValidName(source) {
		return Source{}, ErrUnknown
	}
	sources, err := c.stores.Find(ctx, store)
	if err != nil {
		return Source{}, err
	}
	if src, ok := sources[source]; ok {
		return src, nil
	}
	// It may have been connected a moment ago.
	if src, ok := c.ReloadSource(ctx, store, source); ok {
		return src, nil
	}
	return Source{}, ErrUnknown
}

// ReloadSource reads the store's sources again: at most once in Absent for each source, and
// once in Absent for all names together that are no source. It reports false if it read
// nothing or found no such source.
func (c *Cache) ReloadSource(ctx context.Context, store, source string) (Source, bool) {
	if !c.mayReload(store, source) {
		return Source{}, false
	}
	sources, err := c.stores.Reload(ctx, store)
	if err != nil {
		return Source{}, false
	}
	src, ok := sources[source]
	return src, ok
}

// mayReload reports whether a mismatch may cause a load now, and notes that it does. Only
// stores that are known can cause one, which bounds the memory.
func (c *Cache) mayReload(store, source string) bool {
	sources, known := c.stores.Peek(store)
	if !known {
		return false
	}
	m := mismatch{store: store}
	if _, ok := sources[source]; ok {
		m.source = source
	}

	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.stores.Now()
	if last, ok := c.reloaded[m]; ok && now.Sub(last) < Absent {
		return false
	}
	c.reloaded[m] = now
	return true
}
