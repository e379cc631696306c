package ingest

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"holdfast/shared/words/crm"
)

// How long the cache trusts what it has read.
const (
	Fresh     = 5 * time.Minute  // a store's sources
	Absent    = time.Minute      // that there is no such store; also the least time between two looks after a mismatch
	RetryLoad = 10 * time.Second // after a load that failed while older settings are at hand
)

// maxAbsent bounds the memory that requests for stores that do not exist can take: about
// a hundred bytes each.
const maxAbsent = 10_000

// Load reads all sources of one store, by name. The error is ErrUnknown where there is no
// such store; any other error means that nothing is known.
type Load func(ctx context.Context, store string) (map[string]Source, error)

// Cache remembers the sources of stores. One load at a time runs for a store; when it
// fails, what was known before is served. It is safe for use by several goroutines.
type Cache struct {
	load Load
	now  func() time.Time

	flights singleflight.Group
	mu      sync.Mutex
	stores  map[string]*entry
	absent  map[string]time.Time // when to look again for a store that was not there
}

// entry is never changed once it is in the map, apart from looked, which mu guards.
type entry struct {
	sources map[string]Source
	until   time.Time
	looked  map[string]time.Time // by source, "" for all unknown ones: the last look after a mismatch
}

// NewCache makes an empty cache.
func NewCache(load Load, now func() time.Time) *Cache {
	return &Cache{
		load:   load,
		now:    now,
		stores: map[string]*entry{},
		absent: map[string]time.Time{},
	}
}

// Source returns a source at most Fresh old, or older where it cannot be read anew.
func (c *Cache) Source(ctx context.Context, store, source string) (Source, error) {
	if !crm.ValidName(store) || !crm.ValidName(source) {
		return Source{}, ErrUnknown
	}
	e, err := c.entry(ctx, store)
	if err != nil {
		return Source{}, err
	}
	if src, ok := e.sources[source]; ok {
		return src, nil
	}
	if src, ok := c.Renewed(ctx, store, source); ok { // it may have been connected a moment ago
		return src, nil
	}
	return Source{}, ErrUnknown
}

// Renewed reads the store's sources again, at most once a minute for each source, and
// once a minute for all the names that are no source.
func (c *Cache) Renewed(ctx context.Context, store, source string) (Source, bool) {
	if !c.mayLook(store, source) {
		return Source{}, false
	}
	e, err := c.fetch(ctx, store)
	if err != nil {
		return Source{}, false
	}
	src, ok := e.sources[source]
	return src, ok
}

func (c *Cache) mayLook(store, source string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.stores[store]
	if e == nil {
		return false
	}
	if _, known := e.sources[source]; !known {
		source = ""
	}
	now := c.now()
	if last, looked := e.looked[source]; looked && now.Sub(last) < Absent {
		return false
	}
	e.looked[source] = now
	return true
}

func (c *Cache) entry(ctx context.Context, store string) (*entry, error) {
	c.mu.Lock()
	e := c.stores[store]
	now := c.now()
	again, gone := c.absent[store]
	c.mu.Unlock()
	if e != nil && now.Before(e.until) {
		return e, nil
	}
	if e == nil && gone && now.Before(again) {
		return nil, ErrUnknown
	}
	return c.fetch(ctx, store)
}

// fetch loads a store, once for all who ask meanwhile. The load outlives a caller that
// goes away, since others wait for it.
func (c *Cache) fetch(ctx context.Context, store string) (*entry, error) {
	done := c.flights.DoChan(store, func() (any, error) {
		sources, err := c.load(context.WithoutCancel(ctx), store)
		return c.keep(store, sources, err)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*entry), nil
	}
}

func (c *Cache) keep(store string, sources map[string]Source, err error) (*entry, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	old := c.stores[store]
	switch {
	case errors.Is(err, ErrUnknown):
		delete(c.stores, store)
		c.forget(now)
		c.absent[store] = now.Add(Absent)
		return nil, ErrUnknown
	case err != nil && old != nil:
		stale := &entry{sources: old.sources, until: now.Add(RetryLoad), looked: old.looked}
		c.stores[store] = stale
		return stale, nil
	case err != nil:
		return nil, err
	}
	e := &entry{sources: sources, until: now.Add(Fresh), looked: map[string]time.Time{}}
	if old != nil {
		e.looked = old.looked
	}
	delete(c.absent, store)
	c.stores[store] = e
	return e, nil
}

// forget makes room in absent: what has run out first, everything if that is not enough.
func (c *Cache) forget(now time.Time) {
	if len(c.absent) < maxAbsent {
		return
	}
	for store, until := range c.absent {
		if !now.Before(until) {
			delete(c.absent, store)
		}
	}
	if len(c.absent) >= maxAbsent {
		clear(c.absent)
	}
}
