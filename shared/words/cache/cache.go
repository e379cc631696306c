// Package cache keeps what was loaded for a limited time: the settings of a store, the
// sources that post for it, the endpoint for its tasks. A key is loaded once for all that
// ask meanwhile.
package cache

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// maxAbsent bounds the memory that requests for keys that do not exist can take: about a
// hundred bytes each.
const maxAbsent = 10_000

// Cache keeps values by key. Load, Now and Fresh are required, and no field may be changed
// once the cache is used. It is safe for use by several goroutines.
type Cache[V any] struct {
	// Load reads the value of a key. Its context outlives a caller that goes away, since
	// others may wait for the same value.
	Load func(ctx context.Context, key string) (V, error)
	Now  func() time.Time

	// Fresh is how long a loaded value serves. Stale is for how long an old one serves after a
	// load that failed; 0 = not at all.
	Fresh time.Duration
	Stale time.Duration

	// Missing is the error of Load that says that there is no such key, and MissingFor how
	// long that is believed; nil = no error says so.
	Missing    error
	MissingFor time.Duration

	flights singleflight.Group
	mu      sync.Mutex
	entries map[string]entry[V]
	absent  map[string]time.Time // when a key was found missing
}

// entry is a value and the time in which it serves. A clock may be turned back before it.
type entry[V any] struct {
	value       V
	from, until time.Time
}

// Find returns the value of a key, at most Fresh old, or older if it cannot be loaded. Its
// error is that of Load, or of a context that is done.
func (c *Cache[V]) Find(ctx context.Context, key string) (V, error) {
	now := c.Now()
	c.mu.Lock()
	e, known := c.entries[key]
	asked, missing := c.absent[key]
	c.mu.Unlock()

	switch {
	case known && !now.Before(e.from) && now.Before(e.until):
		return e.value, nil
	case !known && missing && c.isAbsent(asked, now):
		var none V
		return none, c.Missing
	}
	return c.Reload(ctx, key)
}

// Peek returns the value of a key, however old, if there is one.
func (c *Cache[V]) Peek(key string) (value V, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, known := c.entries[key]
	return e.value, known
}

// Reload loads a key now, once for all that ask meanwhile, and returns what Find then
// does.
func (c *Cache[V]) Reload(ctx context.Context, key string) (V, error) {
	done := c.flights.DoChan(key, func() (any, error) {
		asked := c.Now()
		value, err := c.Load(context.WithoutCancel(ctx), key)
		return c.keep(key, asked, value, err)
	})
	var none V
	select {
	case <-ctx.Done():
		return none, ctx.Err()
	case loaded := <-done:
		if loaded.Err != nil {
			return none, loaded.Err
		}
		return loaded.Val.(V), nil
	}
}

// keep notes what a load came to that was asked for at an instant, and returns what serves
// from then on.
func (c *Cache[V]) keep(key string, asked time.Time, value V, err error) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, known := c.entries[key]

	switch {
	case err == nil:
		delete(c.absent, key)
		c.put(key, entry[V]{value: value, from: asked, until: asked.Add(c.Fresh)})
		return value, nil

	case c.Missing != nil && errors.Is(err, c.Missing):
		delete(c.entries, key)
		c.putAbsent(key, asked)
		return value, err

	case known && c.Stale > 0:
		c.put(key, entry[V]{value: old.value, from: asked, until: asked.Add(c.Stale)})
		return old.value, nil
	}
	return value, err
}

func (c *Cache[V]) put(key string, e entry[V]) {
	if c.entries == nil {
		c.entries = map[string]entry[V]{}
	}
	c.entries[key] = e
}

// putAbsent notes that a key is missing. If too many are, it drops those whose time is
// over, and all of them if that is not enough.
func (c *Cache[V]) putAbsent(key string, now time.Time) {
	if c.absent == nil {
		c.absent = map[string]time.Time{}
	}
	if len(c.absent) >= maxAbsent {
		for other, asked := range c.absent {
			if !c.isAbsent(asked, now) {
				delete(c.absent, other)
			}
		}
	}
	if len(c.absent) >= maxAbsent {
		clear(c.absent)
	}
	c.absent[key] = now
}

// isAbsent reports whether a key that was found missing at an instant still counts as
// missing. A clock that was turned back before it tells nothing.
func (c *Cache[V]) isAbsent(asked, now time.Time) bool {
	passed := now.Sub(asked)
	return passed >= 0 && passed < c.MissingFor
}
