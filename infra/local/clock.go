package local

import (
	"sync"
	"time"
)

// Clock is the clock that a system lives by: the wall's, one that runs with the wall's from
// another instant on, or one that stands until it is turned by hand. It is safe for use by
// several goroutines.
type Clock struct {
	mu     sync.Mutex
	stands bool
	at     time.Time     // where it stands
	ahead  time.Duration // of the wall, if it runs
	turned alarmClock
}

// Wall returns the clock on the wall.
func Wall() *Clock { return &Clock{} }

// From returns a clock that shows an instant now and runs on with the wall's.
func From(at time.Time) *Clock { return &Clock{ahead: time.Until(at)} }

// Standing returns a clock that shows an instant until it is turned.
func Standing(at time.Time) *Clock { return &Clock{stands: true, at: at.UTC()} }

// Now returns the time that the clock shows, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands {
		return c.at
	}
	return time.Now().Add(c.ahead).UTC()
}

// Turn sets the clock to a later instant; an earlier one is ignored. A clock that runs,
// runs on from there.
func (c *Clock) Turn(to time.Time) {
	c.mu.Lock()
	switch {
	case c.stands && to.After(c.at):
		c.at = to.UTC()
	case !c.stands:
		c.ahead = max(c.ahead, time.Until(to))
	}
	c.mu.Unlock()
	c.turned.ring()
}

// after returns two channels: reached receives when the clock comes to an instant by itself,
// which a clock that stands never does, and turned is closed when the clock is turned. The
// caller calls stop when it needs them no longer.
func (c *Clock) after(
	at time.Time,
) (reached <-chan time.Time, turned <-chan struct{}, stop func()) {
	turned = c.turned.listen()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands {
		if at.After(c.at) {
			return nil, turned, func() {}
		}
		now := make(chan time.Time, 1)
		now <- c.at
		return now, turned, func() {}
	}
	t := time.NewTimer(at.Sub(time.Now().Add(c.ahead)))
	return t.C, turned, func() { t.Stop() }
}

// alarmClock tells any number of listeners that something has happened since they began to
// listen.
type alarmClock struct {
	mu sync.Mutex
	ch chan struct{}
}

// listen returns a channel that the next ring closes.
func (b *alarmClock) listen() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

// ring tells all who listen.
func (b *alarmClock) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}

// Stands reports whether the clock stands until it is turned.
func (c *Clock) Stands() bool { return c.stands }

// IsWall reports whether the clock is the wall's.
func (c *Clock) IsWall() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.stands && c.ahead == 0
}
